package dev.weir.samples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network between clients and one server: a TCP port of this JVM that passes everything on,
 * until told otherwise. The port stays the same, and its own, for the relay's life, also while
 * connections to it are refused.
 *
 * <p>Any thread may call it. Each connection costs two threads, all of them daemons.
 */
final class Relay implements AutoCloseable {

  private enum State {
    PASSING,
    HOLDING,
    REFUSING
  }

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Supplier<InetSocketAddress> server;
  private final InetSocketAddress address;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private State state = State.REFUSING;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;
  private @Nullable Socket placeholder;

  private volatile Duration latency = Duration.ZERO;

  /**
   * A relay that refuses connections until {@link #pass()}; it asks for the server's address for
   * each of them.
   */
  Relay(Supplier<InetSocketAddress> server) {
    this.server = server;
    try {
      this.placeholder = bind(Loopback.port(0));
      this.address = (InetSocketAddress) placeholder.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("no free TCP port", e);
    }
  }

  int port() {
    return address.getPort();
  }

  /** Adds this long to each request on its way to the server, and so to each round trip. */
  void delay(Duration latency) {
    this.latency = latency;
  }

  /** Lets everything through, also what was held. */
  synchronized void pass() {
    turn(State.PASSING);
  }

  /**
   * Accepts connections but passes on nothing, on old ones neither; what comes in meanwhile is kept
   * for later.
   */
  synchronized void hold() {
    turn(State.HOLDING);
  }

  /** Resets all connections and refuses new ones. */
  synchronized void refuse() {
    turn(State.REFUSING);
  }

  /** Resets all connections and gives the port back. */
  @Override
  public synchronized void close() {
    turn(State.REFUSING);
    close(placeholder);
  }

  private void turn(State next) {
    try {
      if (next == State.REFUSING && listener != null) {
        listener.close();
        listener = null;
        // A thread that is inside accept keeps the port until it has noticed.
        join(acceptor);
        placeholder = bind(address);
      } else if (next != State.REFUSING && listener == null) {
        close(placeholder);
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(address);
        ServerSocket accepting = listener;
        acceptor = thread("accepting", () -> accept(accepting));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("lost the TCP port " + address.getPort(), e);
    }
    state = next;
    if (next == State.REFUSING) {
      sockets.forEach(Relay::reset);
    }
    notifyAll();
  }

  /**
   * A socket that is bound but does not listen: it keeps the port, and connecting to it is refused.
   */
  private static Socket bind(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    // Needed to bind beside connections that are just ending; kept, it would let others bind here
    // too.
    socket.setReuseAddress(true);
    socket.bind(address);
    socket.setReuseAddress(false);
    return socket;
  }

  private void accept(ServerSocket accepting) {
    while (!accepting.isClosed()) {
      try {
        Socket client = accepting.accept();
        thread("requests", () -> serve(client));
      } catch (IOException e) {
        // Closed, or the client was gone before it was accepted.
      }
    }
  }

  private void serve(Socket client) {
    Socket upstream = new Socket();
    try {
      if (!register(client, upstream)) {
        return;
      }
      awaitPassing();
      upstream.connect(server.get());
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Thread answers = thread("answers", () -> pump(upstream, client, false));
      pump(client, upstream, true);
      answers.join();
      close(client);
      close(upstream);
    } catch (IOException e) {
      reset(client);
      reset(upstream);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
      sockets.remove(upstream);
    }
  }

  private synchronized boolean register(Socket client, Socket upstream) {
    sockets.add(client);
    sockets.add(upstream);
    if (state == State.REFUSING) {
      reset(client);
      return false;
    }
    return true;
  }

  private void pump(Socket from, Socket to, boolean delayed) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (delayed && !latency.isZero()) {
          Await.pause(latency);
        }
        awaitPassing();
        to.getOutputStream().write(buffer, 0, n);
      }
      awaitPassing();
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitPassing() throws InterruptedException {
    // Refusing ends the wait too: the sockets are closed by then.
    while (state == State.HOLDING) {
      wait();
    }
  }

  private static void join(@Nullable Thread thread) {
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reset(Socket socket) {
    try {
      // Discards what is in flight and makes the other side see a reset instead of an orderly end.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
    close(socket);
  }

  private static void close(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is of no use any more in any case.
    }
  }

  private Thread thread(String what, Runnable task) {
    Thread thread = new Thread(task, "weir-relay-%d-%s".formatted(address.getPort(), what));
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
