package dev.weir;

import dev.weir.consistency.Freshness;
import dev.weir.event.Execution;
import dev.weir.route.RouteDecision;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where what a DataSource with one server has executed would have gone if there were replicas: one
 * for reads, {@code replica1}, and one for reports, {@code reporting1}, that have every write as
 * soon as it is committed. Real ones lack the newest writes for some milliseconds, in which their
 * readers go to the primary; and what an open result set holds is not known here.
 *
 * <p>The catalogue is as it was when this was made, so that what was executed is asked for
 * afterwards. Used by one thread at a time.
 */
@FunctionalInterface
public interface ImaginedReplicas {
  /**
   * Where an execution would have gone, and why.
   *
   * @param execution comes after all earlier ones of its checkout
   * @param scope how fresh the reads of its thread had to be; null if nothing said it
   * @param failed whether it threw
   * @throws SQLException if its hint is not understood
   */
  RouteDecision decide(Execution execution, @Nullable Freshness scope, boolean failed)
      throws SQLException;
}
