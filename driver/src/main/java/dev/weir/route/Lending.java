package dev.weir.route;

import dev.weir.topology.Node;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which servers lend no connections although they answer whoever watches them: all of theirs are in
 * use by others, or they refuse this user. Such a one gets no reads. Thread-safe, without locks.
 */
public final class Lending {
  /** The nodes that do not lend, as bits by index. */
  private final AtomicLong unable = new AtomicLong();

  private final AtomicReferenceArray<@Nullable String> troubles;

  Lending(int nodes) {
    troubles = new AtomicReferenceArray<>(nodes);
  }

  /**
   * A node has not lent a connection, and not because all of its pool's are in use.
   *
   * @param node which
   * @param trouble why
   * @return whether it lent the last time
   */
  public boolean failed(Node node, String trouble) {
    long bit = Balancer.set(node);
    troubles.set(node.index(), trouble);
    return (unable.getAndUpdate(before -> before | bit) & bit) == 0;
  }

  /**
   * A node has lent a connection.
   *
   * @param node which
   * @return whether it did not the last time
   */
  public boolean lent(Node node) {
    long bit = Balancer.set(node);
    return isUnable(node) && (unable.getAndUpdate(before -> before & ~bit) & bit) != 0;
  }

  /**
   * Whether a node does not lend.
   *
   * @param node which
   */
  public boolean isUnable(Node node) {
    return able(Balancer.set(node)) == 0;
  }

  /** Why a node does not lend; null if it does. */
  @Nullable String trouble(Node node) {
    return isUnable(node) ? troubles.get(node.index()) : null;
  }

  /** Without those that do not lend. */
  long able(long set) {
    return set & ~unable.get();
  }
}
