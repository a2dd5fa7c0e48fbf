package dev.weir.topology;

/**
 * The identity of one server: what it is called, its position among the servers of its DataSource,
 * and what the application declared it for. Whether it is the primary or a replica, alive or
 * lagging, is what a {@link Topology} says of it, not what it is.
 *
 * @param name what logs, reports and events call it, such as {@code replica1}; unique within a
 *     DataSource
 * @param index its position, from 0; the primary that was configured is 0
 * @param reporting whether, as a replica, it is for reports and for nothing else
 */
public record Node(String name, int index, boolean reporting) {
  /**
   * A server for everything.
   *
   * @param name what logs, reports and events call it
   * @param index its position, from 0
   */
  public Node(String name, int index) {
    this(name, index, false);
  }

  @Override
  public String toString() {
    return name;
  }
}
