package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/** Commits, rollbacks and savepoints. */
final class Transactions {
  private static final String READ = Samples.READ;

  private Transactions() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.writes("transactions", Transactions::transactions).once(),
        Scenario.writes("savepoints", Transactions::savepoints));
  }

  private static void transactions(Run run) throws Exception {
    Connection c = run.open();
    attempt(c::commit);
    attempt(c::rollback);
    c.setAutoCommit(false);
    c.commit();
    c.rollback();
    try (Statement s = c.createStatement()) {
      s.executeUpdate(Samples.WRITE);
      c.rollback();
      run.rows(s.executeQuery("select count(*) from compat.item"));
      s.executeUpdate(Samples.WRITE);
      c.setAutoCommit(true);
      run.rows(s.executeQuery("select count(*) from compat.item"));
      c.setAutoCommit(false);
      attempt(() -> s.execute("select 1 / 0"));
      attempt(() -> s.execute("select 1"));
      attempt(c::commit);
      attempt(() -> s.execute("select 1"));
      c.rollback();
      ResultSet open = s.executeQuery(READ);
      open.next();
      c.commit();
      attempt(open::next);
      attempt(() -> open.getString(2));
      c.setReadOnly(true);
      run.rows(s.executeQuery(READ));
      attempt(() -> s.executeUpdate(Samples.WRITE));
      c.rollback();
      c.setReadOnly(false);
      s.executeUpdate(Samples.WRITE);
      c.close();
    }
    Connection after = run.open();
    run.rows(after.createStatement().executeQuery("select count(*) from compat.item"));
  }

  private static void savepoints(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement()) {
      attempt(
          () -> {
            Savepoint one = c.setSavepoint();
            one.getSavepointId();
            attempt(one::getSavepointName);
            s.executeUpdate(Samples.WRITE);
            Savepoint two = c.setSavepoint("two");
            two.getSavepointName();
            attempt(two::getSavepointId);
            attempt(() -> s.execute("select 1 / 0"));
            c.rollback(two);
            run.rows(s.executeQuery("select count(*) from compat.item"));
            c.releaseSavepoint(two);
            attempt(() -> c.releaseSavepoint(two));
            attempt(() -> c.rollback(two));
            attempt(two::getSavepointName);
            c.rollback(one);
            run.rows(s.executeQuery("select count(*) from compat.item"));
          });
      attempt(() -> c.setSavepoint("name"));
      attempt(() -> c.setSavepoint(null));
      attempt(() -> c.rollback((Savepoint) null));
      attempt(() -> c.releaseSavepoint(null));
    }
  }
}
