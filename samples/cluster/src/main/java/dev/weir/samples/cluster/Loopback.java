package dev.weir.samples.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * This machine, as 127.0.0.1 and nothing else: {@code localhost} may be ::1, where nobody listens.
 */
final class Loopback {

  static final String HOST = "127.0.0.1";

  private Loopback() {}

  static InetSocketAddress port(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
