package dev.weir.history;

import java.util.Locale;

/**
 * One operation of one client, as the client saw it. Each row is a sequence of versions: of a
 * register its column {@code version}, of a list its length.
 *
 * @param client who did it; {@link #NOBODY} for what is read when all is over
 * @param kind what it did
 * @param key of which row
 * @param value what it wrote, unique in its history; or read: of a list the last element, 0 of an
 *     empty one
 * @param version what it read or made; 0 of a row that was never written, and of a write that does
 *     not know
 * @param list the whole list that it read, such as <code>{1,2}</code>; empty for everything else
 * @param transaction of a transaction that writes, from 1, shared by its write and its reads; else
 *     0
 * @param way how it was sent
 * @param outcome whether it happened
 * @param invokedNanos when it began, since the run began; of a read in a snapshot, when that was
 *     asked for
 * @param completedNanos when its client heard of it; of a write in a transaction, of the commit
 * @param server which server answered, by index; -1 if none did
 * @param replica whether that was chosen as a replica
 * @param process through which of the subject's DataSources, from 0
 */
record Operation(
    int client,
    Kind kind,
    int key,
    long value,
    long version,
    String list,
    long transaction,
    Way way,
    Outcome outcome,
    long invokedNanos,
    long completedNanos,
    int server,
    boolean replica,
    int process) {
  static final int NOBODY = -1;

  enum Kind {
    READ,
    WRITE
  }

  enum Way {
    AUTO_COMMIT,
    TRANSACTION,
    READ_ONLY_TRANSACTION,
    SNAPSHOT
  }

  enum Outcome {
    OK,
    /** For certain: nothing was read, or nothing written. */
    FAILED,
    /** It was sent, and may have happened. */
    UNKNOWN
  }

  boolean isWrite() {
    return kind == Kind.WRITE;
  }

  /** Whether it is known to have been written. */
  boolean isAcknowledged() {
    return isWrite() && outcome == Outcome.OK;
  }

  /** Whether it is a read that shows what is committed: not its own transaction's writes. */
  boolean isReadOfCommitted() {
    return kind == Kind.READ && outcome == Outcome.OK && transaction == 0;
  }

  Operation withVersion(long known) {
    return new Operation(
        client,
        kind,
        key,
        value,
        known,
        list,
        transaction,
        way,
        outcome,
        invokedNanos,
        completedNanos,
        server,
        replica,
        process);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "[%.3f - %.3f ms] %s %s row %d: value %d, version %d%s, %s, %s%s%s",
        invokedNanos / 1e6,
        completedNanos / 1e6,
        client == NOBODY ? "in the end who" : "client " + client,
        isWrite() ? "wrote" : "read",
        key,
        value,
        version,
        list.isEmpty() ? "" : ", list " + list,
        way.toString().toLowerCase(Locale.ROOT).replace('_', ' '),
        outcome.toString().toLowerCase(Locale.ROOT),
        server < 0 ? "" : ", by server " + server + (replica ? " (replica)" : " (primary)"),
        process == 0 ? "" : ", through process " + process);
  }
}
