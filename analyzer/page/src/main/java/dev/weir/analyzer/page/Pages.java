package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is at which path. The files hold nothing that is secret; the rest wants the token. */
final class Pages implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private final Assets assets;
  private final Api api;
  private final @Nullable Entry entry;

  Pages(Assets assets, Api api, @Nullable Entry entry) {
    this.assets = assets;
    this.api = api;
    this.entry = entry;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      answer(exchange);
    } catch (RuntimeException e) {
      LOG.debug("The page could not answer {}", exchange.getRequestURI().getPath(), e);
      Answer.text(exchange, 500, "It could not be told; the application's log at DEBUG has more.");
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Assets.Asset asset = assets.at(path);
    if (asset != null) {
      send(exchange, 200, asset);
    } else if (entry != null && exchange.getRequestMethod().equals("POST")) {
      entry.login(exchange);
    } else if (entry != null && !entry.admits(exchange)) {
      refuse(exchange, path);
    } else if (path.equals("/")) {
      send(exchange, 200, assets.index());
    } else if (!path.startsWith(Api.PATH) || !api.answers(exchange, path)) {
      Answer.text(exchange, 404, "There is nothing here.");
    }
  }

  private static void send(HttpExchange exchange, int status, Assets.Asset asset)
      throws IOException {
    Answer.send(exchange, status, asset.type(), Answer.bytes(asset.body()));
  }

  private void refuse(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/")) {
      send(exchange, 401, assets.login());
    } else {
      Answer.text(exchange, 401, "The page wants its token.");
    }
  }
}
