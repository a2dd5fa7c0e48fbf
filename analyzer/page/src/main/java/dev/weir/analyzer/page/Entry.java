package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Lets in who has the token: once it has been entered, a cookie stands for it until the server
 * ends. Thread-safe.
 */
final class Entry {
  /** Where the token is sent to. */
  static final String PATH = "/login";

  private static final int SHORTEST = 16;
  private static final int MOST_BODY = 1_024;

  private final byte[] token;
  private final String cookie;
  private final byte[] session;

  /**
   * Asks for a token.
   *
   * @param token what must be known
   * @param port so that the pages of one machine have a cookie each
   */
  Entry(String token, int port) {
    if (token.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "the token must have at least " + SHORTEST + " characters; it has " + token.length());
    }
    this.token = Answer.bytes(token);
    this.cookie = "weir-page-" + port;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.session = Base64.getUrlEncoder().withoutPadding().encode(random);
  }

  /** Whether a request has the cookie, or the token itself. */
  boolean admits(HttpExchange exchange) {
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    if (bearer != null && bearer.startsWith("Bearer ")) {
      return isSame(Answer.bytes(bearer.substring("Bearer ".length())), token);
    }
    List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    for (String line : cookies) {
      for (String each : line.split("; ?", 50)) {
        if (each.startsWith(cookie + "=")) {
          return isSame(Answer.bytes(each.substring(cookie.length() + 1)), session);
        }
      }
    }
    return false;
  }

  /** Takes a token that was entered. */
  void login(HttpExchange exchange) throws IOException {
    String body =
        new String(exchange.getRequestBody().readNBytes(MOST_BODY), StandardCharsets.US_ASCII);
    if (!isSame(Answer.bytes(entered(body)), token)) {
      exchange.getResponseHeaders().set("Location", "/?wrong");
    } else {
      exchange
          .getResponseHeaders()
          .set(
              "Set-Cookie",
              "%s=%s; Path=/; HttpOnly; SameSite=Strict"
                  .formatted(cookie, new String(session, StandardCharsets.US_ASCII)));
      exchange.getResponseHeaders().set("Location", "/");
    }
    Answer.send(exchange, 303, "text/plain", new byte[0]);
  }

  private static String entered(String body) {
    try {
      return body.startsWith("token=")
          ? URLDecoder.decode(body.substring("token=".length()), StandardCharsets.UTF_8)
          : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isSame(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
