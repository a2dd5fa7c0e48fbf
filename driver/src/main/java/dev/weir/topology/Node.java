package dev.weir.topology;

/**
 * The identity of one server: what it is called and its position among the servers of its
 * DataSource. Whether it is the primary or a replica, alive or lagging, is what a {@link Topology}
 * says of it, not what it is.
 *
 * @param name what logs, reports and events call it, such as {@code replica1}; unique within a
 *     DataSource
 * @param index its position, from 0; the primary that was configured is 0
 */
public record Node(String name, int index) {
  @Override
  public String toString() {
    return name;
  }
}
