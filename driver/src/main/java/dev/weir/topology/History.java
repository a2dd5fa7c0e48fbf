package dev.weir.topology;

/** What has been heard of one server, by which its next answers are judged. Not thread-safe. */
final class History {
  /** When it was last heard of: its newest answer was asked for, or an attempt had failed. */
  long heardNanos = NodeState.UNKNOWN;

  /** Of its newest answer; 0 if there is none. */
  long systemIdentifier;

  /** Of its newest answer; 0 if there is none, or it is not known. */
  int timeline;

  /** Of its newest answer; 0 if there is none, or it is not known. */
  long life;

  /** Whether its newest answer lacks nothing that its user may not see. */
  boolean tells = true;

  /** Since when it has answered to be the primary without having been taken for it. */
  long candidateNanos = NodeState.UNKNOWN;

  /** What it has confirmed in this life: what is visible on it stays visible until that ends. */
  long confirmedNanos = NodeState.UNKNOWN;

  /** Since when its WAL receiver has not been streaming. */
  long receiverLostNanos = NodeState.UNKNOWN;

  /** Whether what it has just answered is compared with what the others say now. */
  boolean asks;

  /**
   * How often in a row it has not answered at all; to be in trouble, or to refuse, is an answer.
   */
  int silences;

  /** Whether it was in use and has been taken out. */
  boolean ejected;

  /** Since when it has been in order again. */
  long inOrderNanos = NodeState.UNKNOWN;

  void heard(Sample sample) {
    if (life != sample.life()) {
      // Another server, or this one after a restart: what the last one had says nothing of it.
      confirmedNanos = NodeState.UNKNOWN;
      receiverLostNanos = NodeState.UNKNOWN;
      candidateNanos = NodeState.UNKNOWN;
    }
    life = sample.life();
    heardNanos = sample.startNanos();
    systemIdentifier = sample.systemIdentifier();
    timeline = sample.timeline();
    tells = sample.untold().isEmpty();
    silences = 0;
  }

  /** It did not answer: its life may be over. */
  void failed(long nowNanos, boolean silent) {
    silences = silent ? silences + 1 : 0;
    heardNanos = nowNanos;
    systemIdentifier = 0;
    timeline = 0;
    candidateNanos = NodeState.UNKNOWN;
    confirmedNanos = NodeState.UNKNOWN;
    receiverLostNanos = NodeState.UNKNOWN;
  }
}
