package dev.weir.lease;

import dev.weir.plan.Pin;
import dev.weir.plan.Pin.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lives in the session on the primary at the moment. Used by one thread at a time. */
public final class PinSet {
  private static final Logger log = LoggerFactory.getLogger(PinSet.class);

  /** What of all this is still in the session. The names are those of {@link Kind}. */
  private static final String REMAINING =
      """
      select
        case when exists (select from pg_catalog.pg_depend d
                           where d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
                             and d.refobjid = pg_catalog.pg_my_temp_schema())
             then 'TEMPORARY_RELATION' end,
        case when exists (select from pg_catalog.pg_cursors c where c.is_holdable)
             then 'HELD_CURSOR' end,
        case when exists (select from pg_catalog.pg_prepared_statements p where p.from_sql)
             then 'PREPARED_STATEMENT' end,
        case when exists (select from pg_catalog.pg_listening_channels())
             then 'CHANNEL' end,
        case when exists (select from pg_catalog.pg_locks l
                           where l.locktype = 'advisory' and l.pid = pg_catalog.pg_backend_pid())
             then 'SESSION_LOCK' end
      """;

  /** Something temporary, and what may have made some: not all that it did is known. */
  private static final Set<Kind> HIDING =
      EnumSet.of(Kind.TEMPORARY_RELATION, Kind.OTHER, Kind.LASTING, Kind.COMMITTED);

  private final long sinceNanos;
  private final Map<Kind, Pin> pins = new EnumMap<>(Kind.class);

  /** Whether a statement has run that may have ended some. */
  private boolean mayHaveEnded;

  /**
   * Nothing yet.
   *
   * @param sinceNanos now
   */
  PinSet(long sinceNanos) {
    this.sinceNanos = sinceNanos;
  }

  /** Since when something has been there without a break. */
  public long sinceNanos() {
    return sinceNanos;
  }

  /** What brought there what is there. */
  public List<String> causes() {
    return pins.values().stream().map(Pin::cause).toList();
  }

  boolean isEmpty() {
    return pins.isEmpty();
  }

  void add(Pin pin) {
    pins.putIfAbsent(pin.kind(), pin);
  }

  boolean has(Kind kind) {
    return pins.containsKey(kind);
  }

  void remove(Pin pin) {
    pins.remove(pin.kind(), pin);
  }

  void remove(Kind kind) {
    pins.remove(kind);
  }

  /**
   * The statement failed that was to leave something. Its transaction was rolled back; what is not
   * taken back by that can be asked for, but for what a routine may have committed.
   */
  void failed(Pin pin) {
    boolean mayBeLock = EnumSet.of(Kind.OTHER, Kind.LASTING, Kind.UNKNOWN).contains(pin.kind());
    if (mayBeLock && pins.remove(pin.kind(), pin)) {
      pins.putIfAbsent(Kind.SESSION_LOCK, pin);
    }
    mayHaveEnded = true;
  }

  /** Whether there may be something temporary. */
  boolean mayHideNames() {
    return !Collections.disjoint(pins.keySet(), HIDING);
  }

  /** Whether the session must not be used by anybody else. */
  boolean soil() {
    return !EnumSet.of(Kind.SEQUENCE).containsAll(pins.keySet());
  }

  /** Whether all that may be there is what the catalogue does not tell yet. */
  public boolean isDoubt() {
    return pins.keySet().equals(EnumSet.of(Kind.UNKNOWN));
  }

  /** Whether the server can take all of it back. */
  boolean isUndoable() {
    return Collections.disjoint(
        pins.keySet(), EnumSet.of(Kind.SEED, Kind.LASTING, Kind.COPY, Kind.TRANSACTION));
  }

  void mayHaveEnded() {
    mayHaveEnded = true;
  }

  /** Behind a pooler for transactions: the session has been somebody else's since. */
  void transactionOver() {
    pins.remove(Kind.TEMPORARY_RELATION);
    pins.remove(Kind.SEQUENCE);
  }

  void clear() {
    pins.clear();
    mayHaveEnded = false;
  }

  /**
   * Forgets those that have ended, if a statement has run that may have ended any: asks the server,
   * once it is in no transaction. What it does not answer stays pinned.
   *
   * @param session in which they live
   */
  void forgetEnded(Connection session) {
    boolean idle = OwnQuestions.mayAsk(session);
    if (idle) {
      pins.remove(Kind.TRANSACTION);
    }
    if (!idle
        || !mayHaveEnded
        || pins.isEmpty()
        || !pins.keySet().stream().allMatch(Kind::isTold)) {
      return;
    }
    mayHaveEnded = false;
    try {
      Set<Kind> remaining = EnumSet.noneOf(Kind.class);
      for (String kind : OwnQuestions.row(session, REMAINING, List.of())) {
        if (kind != null) {
          remaining.add(Kind.valueOf(kind));
        }
      }
      pins.keySet().retainAll(remaining);
      remaining.forEach(kind -> pins.putIfAbsent(kind, new Pin(kind, "found in the session")));
    } catch (SQLException e) {
      log.debug("what is left of {} could not be found out; it stays pinned", causes(), e);
    }
  }
}
