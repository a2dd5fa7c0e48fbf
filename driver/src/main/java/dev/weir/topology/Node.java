package dev.weir.topology;

/**
 * The identity of one server: what it is called, its position among the servers of its DataSource,
 * and what the application declared it for. Whether it is the primary or a replica, alive or
 * lagging, is what a {@link Topology} says of it, not what it is.
 *
 * @param name what logs, reports and events call it, such as {@code replica1}; unique within a
 *     DataSource
 * @param index its position, from 0; the primary that was configured is 0
 * @param use what the application declared it for
 * @param address its host and port, as far as they are known; else empty
 */
public record Node(String name, int index, Use use, String address) {
  /** What a server may be declared for. */
  public enum Use {
    /** Everything. */
    ANYTHING,
    /** As a replica, for reports and for nothing else. */
    REPORTS,
    /** Reads, by an address behind which there may be several servers. */
    ENDPOINT
  }

  /**
   * A server for everything.
   *
   * @param name what logs, reports and events call it
   * @param index its position, from 0
   */
  public Node(String name, int index) {
    this(name, index, Use.ANYTHING);
  }

  /**
   * A server whose address is not known.
   *
   * @param name what logs, reports and events call it
   * @param index its position, from 0
   * @param use what the application declared it for
   */
  public Node(String name, int index, Use use) {
    this(name, index, use, "");
  }

  /** Whether, as a replica, it is for reports and for nothing else. */
  public boolean reporting() {
    return use == Use.REPORTS;
  }

  /**
   * Whether it is an address that may lead to another server with each connection: how far they are
   * is known of each connection, not of the node.
   */
  public boolean isEndpoint() {
    return use == Use.ENDPOINT;
  }

  /** What it is called, and where it is: for who has to look at it. */
  public String described() {
    return address.isEmpty() ? name : name + " (" + address + ")";
  }

  @Override
  public String toString() {
    return name;
  }
}
