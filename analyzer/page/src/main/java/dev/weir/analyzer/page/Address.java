package dev.weir.analyzer.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the page listens.
 *
 * @param host as it was written, without brackets
 * @param socket the same, resolved
 */
record Address(String host, InetSocketAddress socket) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9.-]+)):([0-9]{1,5})");

  static Address parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(3)) > 65_535) {
      throw new IllegalArgumentException(
          "the address must be a host and a port, such as 127.0.0.1:8086; it is '" + text + "'");
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    try {
      return new Address(
          host,
          new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(form.group(3))));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the host of '" + text + "' is not known", e);
    }
  }

  boolean isLoopback() {
    return socket.getAddress().isLoopbackAddress();
  }

  /** How it is reached from this machine. */
  URI uri(int port) {
    String name = socket.getAddress().isAnyLocalAddress() ? "localhost" : host;
    return URI.create(
        "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port + "/");
  }
}
