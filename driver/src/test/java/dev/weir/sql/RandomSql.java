package dev.weir.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Statements made up from a seed, as lists of tokens, and other ways to write them. */
final class RandomSql {
  private static final List<String> NAMES =
      List.of("orders", "items", "customer_id", "n", "total", "\"Mixed Case\"", "x1");
  private static final List<String> LITERALS =
      List.of("1", "-2.5", "'it''s'", "?", "$1", "NULL", "true", "$$x$$", "E'\\n'");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", ">=", "LIKE", "@>");

  private final Random random;
  private final List<String> tokens = new ArrayList<>();

  private RandomSql(Random random) {
    this.random = random;
  }

  /** A statement that PostgreSQL's grammar accepts. */
  static List<String> statement(Random random) {
    RandomSql sql = new RandomSql(random);
    switch (random.nextInt(4)) {
      case 0 -> sql.insert();
      case 1 -> sql.update();
      case 2 -> sql.add("DELETE", "FROM", sql.name()).where(2);
      default -> sql.select(3);
    }
    return sql.tokens;
  }

  /** Other white space, comments, case, literals, lengths of lists; the same meaning. */
  static String rewrite(List<String> tokens, Random random) {
    StringBuilder sql = new StringBuilder(blank(random));
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (isLiteral(token)) {
        token = pick(LITERALS, random);
      } else if (!token.startsWith("\"")) {
        token =
            random.nextBoolean() ? token.toUpperCase(Locale.ROOT) : token.toLowerCase(Locale.ROOT);
      }
      sql.append(token).append(blank(random));
      if (token.equalsIgnoreCase("IN") && isLiteral(tokens.get(i + 2))) {
        sql.append("( ").append("? ,".repeat(random.nextInt(5)));
        i++;
      }
    }
    return sql.append(random.nextBoolean() ? ";" : "").toString();
  }

  /** The same with another name in one place. */
  static String renameOne(List<String> tokens, Random random) {
    List<Integer> names = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (NAMES.contains(tokens.get(i))) {
        names.add(i);
      }
    }
    List<String> changed = new ArrayList<>(tokens);
    changed.set(pick(names, random), "renamed");
    return String.join(" ", changed);
  }

  private static boolean isLiteral(String token) {
    return LITERALS.contains(token);
  }

  private static String blank(Random random) {
    return pick(List.of(" ", "\n", "\t ", " /* c ; ' */ ", " -- c '\n", "/*a/*b*/*/"), random);
  }

  private void select(int depth) {
    add("SELECT").list(depth);
    add("FROM", name(), "AS", "a");
    if (random.nextBoolean()) {
      add("LEFT", "JOIN", name(), "AS", "b", "ON").condition(depth - 1);
    }
    where(depth);
    if (random.nextInt(3) == 0) {
      add("ORDER", "BY", name());
    }
    if (random.nextInt(3) == 0) {
      add("LIMIT", literal());
    }
  }

  private void insert() {
    add("INSERT", "INTO", name(), "(", name(), ",", name(), ")");
    if (random.nextBoolean()) {
      select(2);
      return;
    }
    add("VALUES", "(", literal(), ",", literal(), ")");
    if (random.nextBoolean()) {
      add("RETURNING", name());
    }
  }

  private void update() {
    add("UPDATE", name(), "SET", name(), "=");
    expression(2);
    where(2);
  }

  private void where(int depth) {
    if (random.nextInt(4) > 0) {
      add("WHERE").condition(depth);
    }
  }

  private void list(int depth) {
    expression(depth);
    while (random.nextBoolean()) {
      add(",");
      expression(depth);
    }
  }

  private void condition(int depth) {
    switch (depth <= 0 ? 0 : random.nextInt(5)) {
      case 1 -> {
        condition(depth - 1);
        add(random.nextBoolean() ? "AND" : "OR");
        condition(depth - 1);
      }
      case 2 -> add(name(), "IN", "(", literal(), ",", literal(), ")");
      case 3 -> {
        add("EXISTS", "(");
        select(depth - 1);
        add(")");
      }
      case 4 -> add(name(), "IS", "NOT", "null");
      default -> {
        add(name(), pick(COMPARISONS, random));
        expression(depth - 1);
      }
    }
  }

  private void expression(int depth) {
    switch (depth <= 0 ? random.nextInt(2) : random.nextInt(4)) {
      case 0 -> add(literal());
      case 1 -> add(name());
      case 2 -> {
        add("lower", "(");
        expression(depth - 1);
        add(")");
      }
      default -> {
        add("(", "SELECT", name(), "FROM", name(), ")");
      }
    }
  }

  private RandomSql add(String... more) {
    tokens.addAll(List.of(more));
    return this;
  }

  private String name() {
    return pick(NAMES, random);
  }

  private String literal() {
    return pick(LITERALS, random);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
