package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings that SQL has changed in one physical session: what each was before, and what it is
 * now as far as that is known. A setting that does not exist counts as the empty string, which is
 * what PostgreSQL leaves of one that has been reset. Lives as long as the physical connection; used
 * by one thread at a time.
 */
final class AppliedSettings {
  /** Whoever is another role may not be allowed to change the rest: changed last, undone first. */
  private static final Set<String> ROLES = Set.of("session_authorization", "role");

  /** What decides which table a name means. */
  private static final Set<String> NAMING = Set.of("search_path", "role", "session_authorization");

  private static final String READ = "coalesce(pg_catalog.current_setting(?, true), '')";
  private static final String CHANGE = "pg_catalog.set_config(?, ?, false)";

  /** By name, what the session of the pool has. */
  private final Map<String, String> original = new LinkedHashMap<>();

  /** By name, what the session has now; a name that is missing may have any value. */
  private final Map<String, String> current = new HashMap<>();

  /** Whether any of these settings decides which table a name means. */
  static boolean decideNames(Collection<String> names) {
    return !Collections.disjoint(names, NAMING);
  }

  /** Whether the original values of settings are known. */
  boolean knows(Collection<String> names) {
    return original.keySet().containsAll(names);
  }

  /** Asks for the original values of settings that are as the pool's session has them. */
  void learn(Connection physical, Collection<String> names) throws SQLException {
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(original.keySet());
    if (!unknown.isEmpty()) {
      Map<String, String> values = OwnQuestions.ask(physical, driver -> read(driver, unknown));
      original.putAll(values);
      current.putAll(values);
    }
  }

  /** A statement is about to change settings: what they are afterwards is not known. */
  void changing(Collection<String> names) {
    current.keySet().removeAll(names);
  }

  /**
   * Changes a setting in the application's place, as the driver does: a SELECT would take the
   * snapshot of a transaction.
   *
   * @param value null gives it the session's default
   * @param begins whether that begins a transaction, if it is not in one, without auto-commit
   */
  static void set(Connection physical, String name, @Nullable String value, boolean begins)
      throws SQLException {
    String literal = value == null ? "default" : SetCommand.literal(value);
    String sql = SetCommand.heard(name) + "set session " + name + " to " + literal;
    if (begins || !OwnQuestions.mayAsk(physical)) {
      OwnQuestions.inPlace(physical, sql, List.of());
    } else {
      OwnQuestions.row(physical, sql, List.of());
    }
  }

  /** What settings are in the session, leaving out those that are as they were. */
  Map<String, String> changed(Connection physical, Collection<String> names) throws SQLException {
    Map<String, String> values = OwnQuestions.ask(physical, driver -> read(driver, names));
    current.putAll(values);
    values.entrySet().removeIf(e -> e.getValue().equals(original.get(e.getKey())));
    return values;
  }

  /** The values that settings have at this moment. */
  static Map<String, String> read(Connection physical, Collection<String> names)
      throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return values;
    }
    StringJoiner sql = new StringJoiner(", ", "select ", "");
    names.forEach(name -> sql.add(READ));
    int column = 0;
    List<@Nullable String> row = OwnQuestions.inPlace(physical, sql.toString(), names);
    for (String name : names) {
      values.put(name, Objects.requireNonNull(row.get(column++)));
    }
    return values;
  }

  /**
   * Gives settings their values and all others their original ones, in one round trip, or none if
   * nothing differs.
   *
   * @param values what the session shall have
   */
  void bring(Connection physical, Map<String, String> values) throws SQLException {
    Map<String, String> differing = differing(values);
    if (!differing.isEmpty()) {
      OwnQuestions.ask(physical, driver -> change(driver, differing));
      current.putAll(differing);
    }
  }

  /**
   * Gives some settings other values, and leaves the rest as it is.
   *
   * @param values by name; an empty one means the original value
   */
  void mend(Connection physical, Map<String, Optional<String>> values) throws SQLException {
    Map<String, String> given = new HashMap<>();
    values.forEach(
        (name, value) -> {
          String right = value.orElse(original.get(name));
          if (right != null && !right.equals(current.get(name))) {
            given.put(name, right);
          }
        });
    if (!given.isEmpty()) {
      Map<String, String> ordered = new TreeMap<>(byRank(given));
      ordered.putAll(given);
      OwnQuestions.ask(physical, driver -> change(driver, ordered));
      current.putAll(ordered);
    }
  }

  /** By name the value to be; in the order in which they can be changed. */
  private Map<String, String> differing(Map<String, String> values) {
    Map<String, String> differing = new TreeMap<>(byRank(values));
    differing.putAll(original);
    differing.putAll(values);
    differing.entrySet().removeIf(e -> e.getValue().equals(current.get(e.getKey())));
    return differing;
  }

  private static Comparator<String> byRank(Map<String, String> values) {
    Comparator<String> rank =
        Comparator.comparingInt(
            name -> !ROLES.contains(name) ? 1 : values.containsKey(name) ? 2 : 0);
    // To be another user resets the role.
    return rank.thenComparing("role"::equals).thenComparing(Comparator.naturalOrder());
  }

  /**
   * Changes settings within a transaction that begins with that. Not by a SELECT, which would take
   * its snapshot: what the transaction is may still be set.
   */
  void join(Connection physical, Map<String, String> values) throws SQLException {
    if (values.isEmpty()) {
      return;
    }
    learn(physical, values.keySet());
    current.keySet().removeAll(values.keySet());
    StringJoiner sql = new StringJoiner("; ");
    values.forEach((name, value) -> sql.add(SetCommand.of(name, value)));
    if (Collections.disjoint(values.keySet(), ROLES)) {
      OwnQuestions.inPlace(physical, sql.toString(), List.of());
    } else {
      OwnQuestions.forgetting(physical, sql.toString(), List.of()); // Of a role it hears nothing.
    }
  }

  /**
   * Gives some settings their values, or their original ones, within a transaction that has begun
   * already. Outside of it they are brought again, as it may roll that back.
   */
  void takeBack(Connection physical, Collection<String> names, Map<String, String> values)
      throws SQLException {
    Map<String, String> right = new LinkedHashMap<>();
    for (String name : names) {
      String value = values.getOrDefault(name, original.get(name));
      if (value != null) {
        right.put(name, value);
      }
    }
    join(physical, right);
  }

  /** Answers the values that were changed. */
  private Map<String, String> change(Connection physical, Map<String, String> values)
      throws SQLException {
    List<String> unknown = new ArrayList<>(values.keySet());
    unknown.removeAll(original.keySet());
    StringJoiner sql = new StringJoiner(", ", "select ", "");
    unknown.forEach(name -> sql.add(READ)); // Before they change: columns are computed in order.
    values.forEach((name, value) -> sql.add(CHANGE));
    current.keySet().removeAll(values.keySet());
    List<String> parameters = new ArrayList<>(unknown);
    values.forEach(
        (name, value) -> {
          parameters.add(name);
          parameters.add(value);
        });
    int column = 0;
    // What it has prepared would be refused where a name means another table from then on.
    List<@Nullable String> row =
        decideNames(values.keySet())
            ? OwnQuestions.forgetting(physical, sql.toString(), parameters)
            : OwnQuestions.inPlace(physical, sql.toString(), parameters);
    for (String name : unknown) {
      original.put(name, Objects.requireNonNull(row.get(column++)));
    }
    return values;
  }
}
