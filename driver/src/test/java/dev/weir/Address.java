package dev.weir;

import dev.weir.samples.cluster.PostgresNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address for several servers: each connection leads to the next one in turn. Connections that
 * are open stay where they are, as with a balancer, a name in DNS or an address that has moved.
 */
final class Address implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<PostgresNode> servers;

  private Address(ServerSocket listener, List<PostgresNode> servers) {
    this.listener = listener;
    this.servers = servers;
  }

  static Address of(PostgresNode... servers) throws IOException {
    Address address =
        new Address(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), List.of(servers));
    start(address::accept);
    return address;
  }

  /** Leads to other servers from the next connection on. */
  void moveTo(PostgresNode... others) {
    servers = List.of(others);
  }

  /** How many connections have been made to it. */
  int connections() {
    return turn.get();
  }

  String jdbcUrl() {
    String url = servers.get(0).jdbcUrl();
    return url.replaceFirst(
        "//[^/]*/",
        "//%s:%d/".formatted(listener.getInetAddress().getHostAddress(), listener.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        sockets.add(client);
        List<PostgresNode> now = servers;
        lead(client, now.get(turn.getAndIncrement() % now.size()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void lead(Socket client, PostgresNode node) throws IOException {
    try {
      Socket server = new Socket(node.host(), node.port());
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start(() -> pass(client, server));
      start(() -> pass(server, client));
    } catch (IOException e) {
      client.close(); // Nobody is there.
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One end is closed, so both are.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "address");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
