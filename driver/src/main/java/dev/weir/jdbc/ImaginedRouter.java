package dev.weir.jdbc;

import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.Marks;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Wishes;
import dev.weir.plan.Hint;
import dev.weir.plan.Naming;
import dev.weir.plan.Plan;
import dev.weir.plan.PlanCache;
import dev.weir.route.Load;
import dev.weir.route.RouteDecision;
import dev.weir.route.Router;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.NodeState.Limits;
import dev.weir.topology.NodeState.Role;
import dev.weir.topology.Topology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Decides where statements of a DataSource with one server would have gone if there were replicas,
 * by the catalogue as it was when this was made. Used by one thread at a time.
 */
public final class ImaginedRouter {
  private static final long PLAN_BYTES = 4L << 20;

  /** Always now: nothing gets older. */
  private static final long NOW = 0;

  private static final Node PRIMARY = new Node("primary", 0);
  private static final List<Node> NODES =
      List.of(PRIMARY, new Node("replica1", 1), new Node("reporting1", 2, Node.Use.REPORTS));
  private static final Topology SERVERS =
      new Topology(PRIMARY, NODES.stream().map(ImaginedRouter::state).toList());

  private final Freshness freshness;
  private final boolean heedsReadOnly;
  private final PlanCache plans;
  private final Router router;
  private final Map<Checkout, ImaginedSession> sessions = new HashMap<>();

  /**
   * Reads the catalogue.
   *
   * @param name of the DataSource
   * @param connection to its server, in no transaction; after an exception it is to be closed
   * @param freshness of reads for which nothing else says it
   * @param heedsReadOnly whether connections do what they are told to be
   * @throws SQLException if it cannot be read
   */
  public ImaginedRouter(
      String name, Connection connection, Freshness freshness, boolean heedsReadOnly)
      throws SQLException {
    this.freshness = freshness;
    this.heedsReadOnly = heedsReadOnly;
    checkIdle(connection);
    Marks marks = new Marks();
    try (CatalogWatch catalog = new CatalogWatch(name, Duration.ofDays(1))) {
      catalog.readOnce(connection);
      this.plans = new PlanCache(name, marks, catalog, PLAN_BYTES, () -> {}, () -> NOW);
    }
    this.router =
        new Router(
            NODES,
            NODES.stream().map(node -> 1).toList(),
            new Limits(0, 0),
            0,
            new Load(NODES.size(), NOW),
            marks.readingAnything());
  }

  /** Some DataSources have one connection, which a test's transaction may be using. */
  private static void checkIdle(Connection connection) throws SQLException {
    if (connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
      throw new SQLException("the DataSource hands out a connection that is in a transaction");
    }
  }

  private static NodeState state(Node node) {
    Role role = node.index() == 0 ? Role.PRIMARY : Role.REPLICA;
    return new NodeState(node, role, NOW, NOW, "");
  }

  /**
   * Where an execution would have gone, and why.
   *
   * @param execution comes after all earlier ones of its checkout
   * @param scope how fresh the reads of its thread had to be; null if nothing said it
   * @param failed whether it threw
   * @throws SQLException if its hint is not understood
   */
  public RouteDecision decide(Execution execution, @Nullable Freshness scope, boolean failed)
      throws SQLException {
    ImaginedSession session =
        sessions.computeIfAbsent(
            execution.checkout(), opened -> new ImaginedSession(PRIMARY, heedsReadOnly));
    session.enter(execution.transaction());
    Naming naming = execution.searchPath() == null ? Naming.AS_IN_POOLS : Naming.ANYWHERE;
    Plan plan =
        execution.texts().size() > 1
            ? plans.ofSeveral(execution.sql(), naming)
            : plans.of(execution.sql(), naming);
    Freshness asked = freshness(plan.hint(), session.settled(), scope);
    Node place = session.place(plan.shape());
    RouteDecision decision =
        place == null
            ? router.decide(plan.needs(), needsPrimary(execution), asked, session, SERVERS, NOW)
            : router.at(router.primary(ImaginedSession.reason(place, PRIMARY), SERVERS), place);
    session.ran(plan, decision.node(), asked, failed);
    return decision;
  }

  private Freshness freshness(
      @Nullable Hint hint, @Nullable Freshness settled, @Nullable Freshness scope)
      throws SQLException {
    if (hint != null) {
      return hint.freshness();
    }
    if (settled != null) {
      return settled;
    }
    return scope == null ? freshness : scope;
  }

  /** Whether the way it was executed says that it writes. */
  private static boolean needsPrimary(Execution execution) {
    return switch (execution.call()) {
      case QUERY, EXECUTE ->
          execution.wishes().keys() != Wishes.Keys.NONE
              || execution.wishes().concurrency() == ResultSet.CONCUR_UPDATABLE;
      default -> true;
    };
  }
}
