package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Whole answers. */
final class Answer {
  private Answer() {}

  static void text(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", bytes(text + "\n"));
  }

  static void json(HttpExchange exchange, JsonNode node) throws IOException {
    send(exchange, 200, "application/json", bytes(node.toString()));
  }

  /** Nothing is kept: what is told is of this moment, and the page is of this release. */
  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean empty = body.length == 0 || isHead(exchange);
      if (isHead(exchange)) {
        exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      }
      exchange.sendResponseHeaders(status, empty ? -1 : body.length);
      if (!empty) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Whether it is asked what GET would tell, without being told. */
  static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
