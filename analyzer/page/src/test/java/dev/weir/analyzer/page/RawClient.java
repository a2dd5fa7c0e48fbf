package dev.weir.analyzer.page;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection, on which anything can be sent. */
final class RawClient implements Closeable {
  private static final int MOST_WAIT_MILLIS = 30_000;

  private final Socket socket;

  RawClient(URI address) throws IOException {
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(MOST_WAIT_MILLIS);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** What comes until the server closes. */
  String all() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What comes until it contains a text. */
  String until(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The answer to one request; the connection is closed after it. */
  static String ask(URI address, String request, String... headers) throws IOException {
    StringBuilder text = new StringBuilder(request).append(" HTTP/1.1\r\nConnection: close\r\n");
    boolean host = false;
    for (String header : headers) {
      text.append(header).append("\r\n");
      host |= header.startsWith("Host:");
    }
    if (!host) {
      text.append("Host: ").append(address.getAuthority()).append("\r\n");
    }
    try (RawClient client = new RawClient(address)) {
      return client.send(text.append("\r\n").toString()).all();
    }
  }

  /** The status of an answer. */
  static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }
}
