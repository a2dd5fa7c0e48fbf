package dev.weir.analyzer.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Sockets to PgBouncer's admin console. It calls itself a server of version 1, to which pgjdbc says
 * things that the console refuses; here it is called 14. Without TLS. Public for pgjdbc, which
 * makes it by its name.
 */
public final class ConsoleSocketFactory extends SocketFactory {
  private static final String VERSION = "server_version\0";
  private static final byte[] CALLED = (VERSION + "14.0\0").getBytes(StandardCharsets.US_ASCII);

  /** Makes sockets. */
  public ConsoleSocketFactory() {}

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public InputStream getInputStream() throws IOException {
        return new Messages(super.getInputStream());
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("connect an unconnected one");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  /** Message by message: its kind, its length with the length itself, and what it says. */
  private static final class Messages extends InputStream {
    private final DataInputStream in;
    private byte[] message = new byte[0];
    private int at;

    Messages(InputStream in) {
      this.in = new DataInputStream(in);
    }

    @Override
    public int read() throws IOException {
      return await() ? message[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      if (most == 0 || !await()) {
        return most == 0 ? 0 : -1;
      }
      int some = Math.min(most, message.length - at);
      System.arraycopy(message, at, bytes, offset, some);
      at += some;
      return some;
    }

    @Override
    public int available() throws IOException {
      return at < message.length ? message.length - at : in.available();
    }

    private boolean await() throws IOException {
      if (at == message.length) {
        int kind = in.read();
        if (kind < 0) {
          return false;
        }
        byte[] said = in.readNBytes(in.readInt() - Integer.BYTES);
        boolean version =
            kind == 'S' && new String(said, StandardCharsets.US_ASCII).startsWith(VERSION);
        message = message(kind, version ? CALLED : said);
        at = 0;
      }
      return true;
    }

    private static byte[] message(int kind, byte[] said) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(kind);
      int length = said.length + Integer.BYTES;
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.write(length >> shift);
      }
      bytes.write(said);
      return bytes.toByteArray();
    }
  }
}
