package dev.weir.samples.cluster;

import java.net.InetSocketAddress;

/**
 * One PostgreSQL server as its {@link Backend} runs it. Calls come from one thread at a time, but
 * for the questions.
 */
interface Server {

  /** Makes its data directory: an empty primary. */
  void create();

  /** Makes its data directory: a standby of a primary that was created but never launched. */
  void createStandby(Server primary);

  /** Makes its data directory, in place of any it has: a standby of a primary that runs. */
  void copy(Server primary);

  /** Starts it, and does not wait; {@link #awaitReady()} does. */
  void launch();

  /** Returns when it accepts connections. */
  void awaitReady();

  /** Stops it in order (a fast shutdown). */
  void stop();

  /** Kills it and all its children at once. */
  void kill();

  /** Freezes it and all its children: connections stay open and nothing answers. */
  void hang();

  /** Ends {@link #hang()}. */
  void unhang();

  /** Whether its process is there, hanging or not. */
  boolean isRunning();

  /** Where this JVM reaches it. It may change at a launch. */
  InetSocketAddress address();

  /** How a standby reaches it, as in {@code primary_conninfo}. */
  String conninfo();
}
