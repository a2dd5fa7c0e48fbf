package dev.weir.topology;

/**
 * What is known of one server at one moment.
 *
 * @param node which server
 * @param role what it answered to be
 * @param confirmedNanos for a replica: every write that this DataSource saw committed before this
 *     instant is visible on it; {@link #UNKNOWN} if nothing is confirmed. For a reader endpoint:
 *     what a server behind it may have confirmed at best; each connection is asked for its own.
 * @param sampledNanos when its newest sample began; {@link #UNKNOWN} if it was never reached or did
 *     not answer the last time. A physical connection that was opened after it may belong to
 *     another life of the server.
 * @param lagUntilNanos up to when its lag is measured: while the primary does not answer, when it
 *     last did, because reads go on without it; else {@link #NOW}
 * @param trouble why it is not usable as what it is meant to be; empty if all is well
 * @param life of which life of which server its newest sample is, see {@link Sample#life}; 0 if
 *     unknown, and for a reader endpoint, which has many; also of one that takes writes and is not
 *     used, because another one is the primary
 */
public record NodeState(
    Node node,
    Role role,
    long confirmedNanos,
    long sampledNanos,
    long lagUntilNanos,
    String trouble,
    long life) {
  /** No instant: before every other. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  /** The instant at which it is asked: after every other. */
  public static final long NOW = Long.MAX_VALUE;

  /** What a server answers to be. */
  public enum Role {
    /** It takes writes. */
    PRIMARY,
    /** It is in recovery. */
    REPLICA,
    /** It has not answered, or not lately. */
    UNKNOWN
  }

  /**
   * While the primary answers, of a life that is not known.
   *
   * @param node which server
   * @param role what it answered to be
   * @param confirmedNanos see above
   * @param sampledNanos see above
   * @param trouble why it is not usable as what it is meant to be; empty if all is well
   */
  public NodeState(Node node, Role role, long confirmedNanos, long sampledNanos, String trouble) {
    this(node, role, confirmedNanos, sampledNanos, NOW, trouble, 0);
  }

  static NodeState unknown(Node node, String trouble) {
    return unused(node, trouble, 0);
  }

  /** One that takes writes and is not the primary. */
  static NodeState unused(Node node, String trouble, long life) {
    return new NodeState(node, Role.UNKNOWN, UNKNOWN, UNKNOWN, NOW, trouble, life);
  }

  /** Whether it takes writes, and another one has taken its place as the primary. */
  public boolean isReplaced() {
    return role == Role.UNKNOWN && life != 0;
  }

  NodeState lagUntil(long nanos) {
    return nanos == lagUntilNanos
        ? this
        : new NodeState(node, role, confirmedNanos, sampledNanos, nanos, trouble, life);
  }

  /** The same, but not used. */
  NodeState withheld(String why) {
    return new NodeState(node, role, UNKNOWN, sampledNanos, lagUntilNanos, why, life);
  }

  /**
   * What is known of one connection, just now.
   *
   * @param nanos up to when what it sees is confirmed
   * @param nowNanos now
   */
  public NodeState ofConnection(long nanos, long nowNanos) {
    return new NodeState(node, role, nanos, nowNanos, lagUntilNanos, trouble, life);
  }

  /** An endpoint in order may lead to a server that has all that can be confirmed. */
  NodeState atBest(long nanos) {
    return node.isEndpoint() && isReplicaInOrder()
        ? new NodeState(node, role, nanos, sampledNanos, lagUntilNanos, trouble, life)
        : this;
  }

  /** Whether it has not answered, or not as what it is meant to be. */
  boolean isGone() {
    return role == Role.UNKNOWN;
  }

  boolean isReplicaInOrder() {
    return role == Role.REPLICA && trouble.isEmpty();
  }

  /**
   * Whether a replica may serve a read.
   *
   * @param neededNanos the youngest mark that the read must see
   * @param nowNanos now
   * @param limits how far behind it may be
   */
  public boolean serves(long neededNanos, long nowNanos, Limits limits) {
    return confirmedNanos >= neededNanos
        && servesWithin(limits.maxLagNanos(), Math.min(nowNanos, lagUntilNanos), nowNanos, limits);
  }

  /**
   * Whether a replica may serve a read that states by itself how old its data may be.
   *
   * @param boundNanos how old {@code confirmedNanos} may be; the limit of that does not count
   * @param nowNanos now
   * @param limits of which the age of the newest sample counts
   */
  public boolean servesWithin(long boundNanos, long nowNanos, Limits limits) {
    return servesWithin(boundNanos, nowNanos, nowNanos, limits);
  }

  private boolean servesWithin(long boundNanos, long lagNanos, long nowNanos, Limits limits) {
    return role == Role.REPLICA
        && !node.reporting()
        && confirmedNanos != UNKNOWN
        && lagNanos - confirmedNanos <= boundNanos
        && nowNanos - sampledNanos <= limits.maxSampleAgeNanos();
  }

  /**
   * Whether a replica follows the primary, however far behind: it answers, and streams.
   *
   * @param nowNanos now
   * @param limits of which the age of the newest sample counts
   */
  public boolean follows(long nowNanos, Limits limits) {
    return isReplicaInOrder()
        && !node.reporting()
        && nowNanos - sampledNanos <= limits.maxSampleAgeNanos();
  }

  /** Whether it has not been looked at yet since the DataSource was built. */
  public boolean isStarting() {
    return trouble.equals(Judge.NOT_SAMPLED) || trouble.equals(Judge.STARTING);
  }

  /**
   * Whether a replica that was declared for reports may serve one: it answers, and streams from the
   * primary. Neither how far behind it is matters, nor how old its newest sample is.
   */
  public boolean reports() {
    return role == Role.REPLICA && node.reporting() && trouble.isEmpty();
  }

  /**
   * How far behind a replica may be.
   *
   * @param maxLagNanos how old {@code confirmedNanos} may be
   * @param maxSampleAgeNanos how old the newest sample may be
   */
  public record Limits(long maxLagNanos, long maxSampleAgeNanos) {}
}
