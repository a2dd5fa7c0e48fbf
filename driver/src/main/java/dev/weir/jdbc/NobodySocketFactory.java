package dev.weir.jdbc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes sockets that lead to nobody, for {@link StatementText}: they greet the driver as a server
 * does, and refuse all that it asks. Public because the driver makes it, by its name.
 */
public final class NobodySocketFactory extends SocketFactory {
  /** Made by the driver. */
  public NobodySocketFactory() {}

  @Override
  public Socket createSocket() {
    return new Nobody();
  }

  @Override
  public Socket createSocket(String host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  /** Whatever the driver sends is answered when it has sent it. */
  private static final class Nobody extends Socket {
    private InputStream answer = InputStream.nullInputStream();
    private boolean greeted;

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          return answer.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          return answer.read(bytes, offset, length);
        }

        @Override
        public int available() throws IOException {
          return answer.available();
        }
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int sent) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public void flush() throws IOException {
          answer = new ByteArrayInputStream(greeted ? refusal() : greeting());
          greeted = true;
        }
      };
    }

    private static byte[] greeting() throws IOException {
      ByteArrayOutputStream greeting = new ByteArrayOutputStream();
      message(greeting, 'R', 0, 0, 0, 0);
      parameter(greeting, "server_version", "14.0");
      parameter(greeting, "client_encoding", "UTF8");
      parameter(greeting, "standard_conforming_strings", "on");
      parameter(greeting, "integer_datetimes", "on");
      parameter(greeting, "DateStyle", "ISO, MDY");
      message(greeting, 'Z', 'I');
      return greeting.toByteArray();
    }

    private static byte[] refusal() throws IOException {
      ByteArrayOutputStream refusal = new ByteArrayOutputStream();
      message(refusal, 'E', "SERROR\0C0A000\0Mnobody is there\0\0".chars().toArray());
      message(refusal, 'Z', 'I');
      return refusal.toByteArray();
    }

    private static void parameter(ByteArrayOutputStream to, String name, String value)
        throws IOException {
      message(to, 'S', (name + '\0' + value + '\0').chars().toArray());
    }

    private static void message(ByteArrayOutputStream to, char type, int... content)
        throws IOException {
      DataOutputStream out = new DataOutputStream(to);
      out.writeByte(type);
      out.writeInt(4 + content.length);
      for (int one : content) {
        out.writeByte(one);
      }
    }

    // What is set on it does nothing.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public int getSoTimeout() {
      return 0;
    }

    @Override
    public int getSendBufferSize() {
      return 1024;
    }

    @Override
    public int getReceiveBufferSize() {
      return 1024;
    }
  }
}
