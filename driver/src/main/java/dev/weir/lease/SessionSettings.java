package dev.weir.lease;

import dev.weir.plan.Refusal;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * The settings that SQL has changed on one logical connection, wherever it runs next. While the
 * physical connection on which they were changed is there, its session is the truth, also about
 * what a rollback took back; when it goes back to its pool they are read from it. Used by one
 * thread at a time.
 */
final class SessionSettings {
  /** What no setting's value can be. */
  private static final String UNCHANGED = "\0";

  /** What RESET ALL leaves as it is. */
  private static final Set<String> STAYING = Set.of("role", "session_authorization");

  /** Of all settings that may differ from the pools' sessions. */
  private final Set<String> names = new LinkedHashSet<>();

  /** As they were when no transaction was open and no session held the truth. */
  private final Map<String, String> values = new LinkedHashMap<>();

  /** Where settings were changed last; null if the values are the truth. */
  private @Nullable Lease home;

  /** Where settings of the transaction that is open were changed last. */
  private @Nullable Lease inTransaction;

  /** Those that were changed in it. */
  private final Set<String> changedInTransaction = new LinkedHashSet<>();

  /** The values before those that were changed in the transaction without asking a session. */
  private final Map<String, String> before = new HashMap<>();

  /**
   * What the session that holds the truth was given before its transaction, and is to have no
   * longer, as a rollback took it back where no session knew of it.
   */
  private final Map<String, Optional<String>> owed = new HashMap<>();

  /** Counts what may have changed the values. */
  private int version = 1;

  private @Nullable SQLException lost;

  /**
   * Before a statement that changes settings is sent: its session holds the truth from here on.
   *
   * @param within whether it is part of a transaction
   */
  void changing(Lease lease, Collection<String> changed, boolean within) throws SQLException {
    AppliedSettings there = lease.settings();
    if (!there.knows(changed)) {
      if (OwnQuestions.mayAsk(lease.physical())) {
        there.learn(lease.physical(), changed);
      } else {
        lease.soil(); // A session in a transaction is not asked what they were before.
      }
      lease.willChange(changed);
    }
    changed(lease, changed, within);
  }

  /** The same of one that has been sent. */
  void changed(Lease lease, Collection<String> changed, boolean within) throws SQLException {
    lease.settings().changing(changed);
    home = lease;
    if (within) {
      inTransaction = lease;
      changedInTransaction.addAll(changed);
    }
    names.addAll(changed);
    version++;
  }

  /** Before a statement that changes settings until the transaction ends. */
  void changingLocally(Lease lease, Collection<String> changed) {
    inTransaction = lease;
    changedInTransaction.addAll(changed);
  }

  /**
   * Changes a setting of which every session can have every value, without asking any. No session
   * is in a transaction.
   *
   * @param inTransaction whether a rollback takes it back
   */
  void change(String name, String value, boolean inTransaction) {
    String old = values.put(name, value);
    names.add(name);
    version++;
    if (inTransaction) {
      before.putIfAbsent(name, old == null ? UNCHANGED : old);
    }
  }

  /** Whether names of tables and functions may mean something else than in the pools' sessions. */
  boolean changesNames() {
    return AppliedSettings.decideNames(names) || AppliedSettings.decideNames(changedInTransaction);
  }

  /** Makes a session that is in no transaction have the settings, before anything runs in it. */
  void bring(Lease lease) throws SQLException {
    if (lost != null) {
      throw new PSQLException(
          "The settings of this session were lost with its connection.",
          PSQLState.CONNECTION_FAILURE,
          lost);
    }
    if (lease == home) {
      settle(lease);
    } else if (!lease.hasSettings(version)) {
      lease.willChange(values.keySet());
      lease.settings().bring(lease.physical(), values);
      lease.settingsBrought(version);
    }
  }

  private void settle(Lease lease) throws SQLException {
    if (!owed.isEmpty()) {
      lease.settings().mend(lease.physical(), owed);
      owed.clear();
    }
  }

  /** Makes a session that joins the transaction have what was set in it so far. */
  void join(Lease lease) throws SQLException {
    Lease from = inTransaction;
    if (from == null || from == lease || !from.isInTransaction()) {
      return;
    }
    lease.inTransaction(true);
    lease.willChange(changedInTransaction);
    lease
        .settings()
        .join(lease.physical(), AppliedSettings.read(from.physical(), changedInTransaction));
  }

  /**
   * The transaction is over, and every session that had a part in it has left.
   *
   * @param chained but this one, which has begun the next transaction in the same moment; null if
   *     none has
   */
  void transactionOver(boolean committed, @Nullable Lease chained) throws SQLException {
    if (!committed) {
      before.forEach(this::restore);
      if (home != null) {
        before.forEach((name, value) -> owed.put(name, given(value)));
      }
      if (chained != null) {
        chained.settings().takeBack(chained.physical(), before.keySet(), values);
      }
    }
    before.clear();
    changedInTransaction.clear();
    inTransaction = null;
  }

  private static Optional<String> given(String value) {
    return value.equals(UNCHANGED) ? Optional.empty() : Optional.of(value);
  }

  private void restore(String name, String value) {
    version++;
    if (value.equals(UNCHANGED)) {
      names.remove(name);
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  /**
   * A connection is about to go back to its pool: what its session alone knows is read.
   *
   * @return whether it can go: not if its session is alive and does not tell
   */
  boolean leaving(Lease lease) {
    if (lease != home) {
      return true;
    }
    Map<String, String> left;
    try {
      settle(lease);
      left = lease.settings().changed(lease.physical(), names);
    } catch (SQLException e) {
      if (!lease.isAborted() && !Refusal.isLoss(e) && OwnQuestions.mayAsk(lease.physical())) {
        return false;
      }
      lost = e;
      lease.soil();
      left = Map.of();
    }
    home = null;
    version++;
    values.clear();
    values.putAll(left);
    names.retainAll(values.keySet());
    return true;
  }

  /** RESET ALL was executed in the session that holds the truth. */
  void reset() {
    names.retainAll(STAYING);
    values.keySet().retainAll(STAYING);
    owed.keySet().retainAll(STAYING);
    home = names.isEmpty() ? null : home;
    version++;
  }

  /** DISCARD ALL was. */
  void discard() {
    names.clear();
    values.clear();
    owed.clear();
    home = null;
    version++;
  }
}
