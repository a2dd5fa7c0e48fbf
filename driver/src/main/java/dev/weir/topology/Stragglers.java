package dev.weir.topology;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that were lost while they wrote, by a timeout of the socket perhaps: their server does
 * not hear of it before it wants to answer, goes on, and commits. Whoever must know hears when they
 * have ended, which is asked with each sample of the primary. Thread-safe.
 */
public final class Stragglers {
  private static final Logger log = LoggerFactory.getLogger(Stragglers.class);

  /** Everybody may see these numbers, whoever's sessions they are. */
  private static final String SQL =
      "SELECT pid FROM pg_catalog.pg_stat_activity WHERE pid = ANY (?)";

  private final Queue<Straggler> all = new ConcurrentLinkedQueue<>();

  /** One of them; its number is another's in another life of its server. */
  private record Straggler(Node node, Sample stamp, int process, Runnable ended) {}

  Stragglers() {}

  /**
   * A session was lost.
   *
   * @param node on which
   * @param stamp of its connection
   * @param process its number there
   * @param ended is run once, by a thread of the monitor, when it is known to have ended, or not to
   *     be the primary's any more; never if the monitor is closed before
   */
  public void add(Node node, Sample stamp, int process, Runnable ended) {
    all.add(new Straggler(node, stamp, process, ended));
  }

  /**
   * A server has been sampled: looks which of its sessions have ended.
   *
   * @param primary the node that is taken for the primary
   * @param answer what the server has answered
   * @param connection to it, in auto-commit mode
   */
  void look(Node node, Node primary, Sample answer, Connection connection) {
    if (all.isEmpty()) {
      return;
    }
    List<Straggler> here = all.stream().filter(s -> s.node().equals(node)).toList();
    Set<Integer> living = here.isEmpty() ? Set.of() : living(here, connection);
    for (Straggler straggler : List.copyOf(all)) {
      boolean over =
          here.contains(straggler)
              ? !living.contains(straggler.process()) || isOfAnotherLife(straggler, answer)
              : !straggler.node().equals(primary);
      if (over && all.remove(straggler)) {
        straggler.ended().run();
      }
    }
  }

  private static boolean isOfAnotherLife(Straggler straggler, Sample answer) {
    long life = straggler.stamp().life();
    return life != 0 && answer.life() != 0 && life != answer.life();
  }

  private static Set<Integer> living(List<Straggler> here, Connection connection) {
    Set<Integer> living = new HashSet<>();
    Object[] processes = here.stream().map(Straggler::process).toArray();
    try (PreparedStatement query = connection.prepareStatement(SQL)) {
      Array numbers = connection.createArrayOf("int4", processes);
      query.setArray(1, numbers);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          living.add(rows.getInt(1));
        }
      }
    } catch (SQLException e) {
      log.debug("Which sessions go on could not be asked", e);
      here.forEach(straggler -> living.add(straggler.process()));
    }
    return living;
  }
}
