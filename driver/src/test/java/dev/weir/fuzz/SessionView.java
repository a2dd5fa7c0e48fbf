package dev.weir.fuzz;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the servers say of the sessions in one database, asked past everything. */
final class SessionView {
  /**
   * Each session that holds something, or is at work, but for those that Weir has for itself. The
   * first temporary table in a place of the server locks the schema that it makes, later ones do
   * not.
   */
  private static final String HOLDING =
      """
      select coalesce(a.state, 'beginning') || case when a.backend_xid is null then '' else ', transaction id' end
          || case when a.backend_xmin is null then '' else ', snapshot' end
          || coalesce(', ' || l.held, '')
      from pg_stat_activity a left join lateral (
        select string_agg(
            case l.locktype
              when 'relation' then coalesce(regexp_replace(c.relname, '\\d{3,}', '..'), '?')
              when 'advisory' then 'advisory ' || l.classid || ' ' || l.objid
              else l.locktype end
            || ' ' || l.mode, ', ' order by l.locktype, c.relname, l.classid, l.objid, l.mode) as held
        from pg_locks l left join pg_class c on c.oid = l.relation
        where l.pid = a.pid and l.locktype <> 'virtualxid' and l.mode <> 'SIReadLock'
          and coalesce(l.relation >= 16384, true)
          and not (l.locktype = 'object' and l.mode = 'AccessExclusiveLock')) l on true
      where a.datname = current_database() and a.pid <> pg_backend_pid()
        and a.application_name not in ('weir', 'weir-monitor')
        and (a.state <> 'idle' or a.backend_xid is not null or a.backend_xmin is not null
          or l.held is not null)
      order by 1
      """;

  private static final String AT_WORK =
      """
      select pid from pg_stat_activity
      where datname = current_database() and state = 'active' and query like '%pg_sleep%'
        and pid <> pg_backend_pid()
      """;

  private static final String TERMINATED =
      """
      select count(pg_terminate_backend(pid)) from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend'
        and pid <> pg_backend_pid()
      """;

  private final List<Connection> observers;

  /**
   * Looks through these.
   *
   * @param observers one connection to each server
   */
  SessionView(List<Connection> observers) {
    this.observers = observers;
  }

  /** The sessions that hold something, on all servers. */
  List<String> holding() throws SQLException {
    return all(HOLDING);
  }

  /** How many sessions sleep at somebody's wish. */
  int sleeping() throws SQLException {
    return all(AT_WORK).size();
  }

  /** Ends those. */
  void wake() throws SQLException {
    for (Connection c : observers) {
      try (Statement s = c.createStatement()) {
        s.execute("select pg_terminate_backend(pid) from (" + AT_WORK + ") sleeping");
      }
    }
  }

  /** Ends all sessions but those that look; how many there were. */
  int terminate() throws SQLException {
    return all(TERMINATED).stream().mapToInt(Integer::parseInt).sum();
  }

  private List<String> all(String sql) throws SQLException {
    List<String> all = new ArrayList<>();
    for (Connection c : observers) {
      try (Statement s = c.createStatement();
          ResultSet rows = s.executeQuery(sql)) {
        while (rows.next()) {
          all.add(rows.getString(1));
        }
      }
    }
    return all.stream().sorted().toList();
  }
}
