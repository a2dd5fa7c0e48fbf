package dev.weir.analyzer.page;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything: refuses what no page of this server would ask, and sets what a browser
 * is to hold to.
 */
final class Guard extends Filter {
  private static final int LONGEST_URI = 2_048;
  private static final int MOST_BODY = 1_024;
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::[0-9]{1,5})?");
  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private final String host;

  /**
   * Stands before a server.
   *
   * @param host by which it was told to listen
   */
  Guard(String host) {
    this.host = host.toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return "refuses what comes from other sites";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "same-origin"); // With none, a form has no origin either.
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    Refusal refusal = refusal(exchange);
    if (refusal == null) {
      chain.doFilter(exchange);
    } else {
      headers.set("Connection", "close");
      Answer.text(exchange, refusal.status(), refusal.why());
    }
  }

  private record Refusal(int status, String why) {}

  private @Nullable Refusal refusal(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    URI uri = exchange.getRequestURI();
    String method = exchange.getRequestMethod();
    boolean login = method.equals("POST") && uri.getPath().equals(Entry.PATH);
    if (!method.equals("GET") && !Answer.isHead(exchange) && !login) {
      return new Refusal(405, "The page is only looked at: GET or HEAD.");
    }
    if (uri.toString().length() > LONGEST_URI) {
      return new Refusal(414, "The address is too long.");
    }
    if (headers.containsKey("Transfer-Encoding") || bodyBytes(headers) > (login ? MOST_BODY : 0)) {
      return new Refusal(413, "The request is too large.");
    }
    String asked = one(headers, "Host");
    if (asked == null || !isOurs(asked)) {
      return new Refusal(421, "The page is not known by this name; ask for it by its address.");
    }
    // Only a browser sends these, and tells the truth in them.
    boolean api = login || uri.getPath().startsWith(Api.PATH);
    if (headers.containsKey("Origin") ? !isOrigin(one(headers, "Origin"), asked) : login) {
      return new Refusal(403, "Another site has asked for this.");
    }
    String from = one(headers, "Sec-Fetch-Site");
    if (api && from != null && !List.of("same-origin", "none").contains(from)) {
      return new Refusal(403, "Another site has asked for this.");
    }
    return null;
  }

  /** What is not a number is more than anything that is allowed. */
  private static long bodyBytes(Headers headers) {
    String length = headers.getFirst("Content-Length");
    if (length == null) {
      return 0;
    }
    return length.matches("[0-9]{1,9}") ? Long.parseLong(length) : Long.MAX_VALUE;
  }

  /** Names that others can make lead here are refused; an address leads to where it says. */
  private boolean isOurs(String asked) {
    Matcher matcher = HOST.matcher(asked.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    String name = matcher.group(1);
    return name.equals("localhost") || name.equals(host) || ADDRESS.matcher(name).matches();
  }

  private static boolean isOrigin(@Nullable String origin, String asked) {
    return ("http://" + asked).equalsIgnoreCase(origin)
        || ("https://" + asked).equalsIgnoreCase(origin);
  }

  private static @Nullable String one(Headers headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.size() != 1 ? null : values.get(0);
  }
}
