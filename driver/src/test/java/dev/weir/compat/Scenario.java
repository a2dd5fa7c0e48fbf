package dev.weir.compat;

import java.util.stream.Stream;

/**
 * Something that an application does with a connection.
 *
 * @param name by which its differences are listed
 * @param writes whether the tables must be made anew before it
 * @param transactional whether it makes sense in a transaction too
 * @param body what is done
 */
record Scenario(String name, boolean writes, boolean transactional, Body body) {
  /** Calls JDBC methods on recording objects. */
  @FunctionalInterface
  interface Body {
    void run(Run run) throws Exception;
  }

  static Scenario reads(String name, Body body) {
    return new Scenario(name, false, true, body);
  }

  static Scenario writes(String name, Body body) {
    return new Scenario(name, true, true, body);
  }

  /** It begins and ends transactions itself, or none makes a difference. */
  Scenario once() {
    return new Scenario(name, writes, false, body);
  }

  /** Whether it runs in a transaction: in each way in which it makes sense. */
  Stream<Boolean> transactions() {
    return transactional ? Stream.of(false, true) : Stream.of(false);
  }

  @Override
  public String toString() {
    return name;
  }
}
