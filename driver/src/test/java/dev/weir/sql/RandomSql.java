package dev.weir.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Statements made up from a seed, as lists of tokens, and other ways to write them. */
final class RandomSql {
  private static final List<String> NAMES =
      List.of("orders", "items", "customer_id", "n", "total", "\"Mixed Case\"", "x1");
  private static final List<String> LITERALS =
      List.of("1", "-2.5", "'it''s'", "?", "$1", "NULL", "true", "$$x$$", "E'\\n'");
  private static final List<String> BACKSLASHED = List.of("'it\\'s ? -- '", "'a\\\\'", "'\\';'");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", ">=", "LIKE", "@>");

  /** What a mutation inserts: all that opens, closes or begins something. */
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "$",
          "$$",
          "$a$",
          "/*",
          "*/",
          "--",
          "\n",
          ";",
          ",",
          ".",
          "::",
          ":",
          "?",
          "??",
          "=",
          "-",
          "+",
          "@",
          "!",
          "\\",
          "\0",
          "E'",
          "U&\"",
          "U&'",
          "0x",
          "1e",
          "1.",
          " SELECT ",
          " FROM ",
          " WITH ",
          " RECURSIVE ",
          " AS ",
          " WHERE ",
          " IN (",
          " VALUES (",
          " ARRAY[",
          " CASE ",
          " END ",
          " WHEN ",
          " ON ",
          " JOIN ",
          " UNION ",
          " SET ",
          " LIMIT ",
          " FOR UPDATE ",
          " FETCH ",
          " INSERT INTO ",
          " UPDATE ",
          " DELETE FROM ",
          " MERGE INTO ",
          " USING ",
          " EXPLAIN (",
          " COPY (",
          " CREATE ",
          " BEGIN ",
          " CAST(",
          " ANY(",
          " OPERATOR(",
          " ROWS FROM (",
          " {fn ",
          " {call ",
          " NULL ",
          " DEFAULT ",
          " RETURNING ",
          "\u00e9",
          "\ud83d\ude00",
          "\ud83d",
          "\u00a0");

  private final Random random;
  private final List<String> tokens = new ArrayList<>();

  private RandomSql(Random random) {
    this.random = random;
  }

  /** A generator. Those of neighbouring seeds would begin alike: the seed is spread first. */
  static Random seeded(int seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L);
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
    return rewrite(tokens, random, LITERALS);
  }

  /** The same for a session in which a backslash escapes in every string. */
  static String rewriteWithBackslashes(List<String> tokens, Random random) {
    return rewrite(tokens, random, BACKSLASHED);
  }

  private static String rewrite(List<String> tokens, Random random, List<String> literals) {
    StringBuilder sql = new StringBuilder(blank(random));
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (isLiteral(token)) {
        token = pick(literals, random);
      } else if (NAMES.contains(token) && random.nextInt(4) == 0) {
        token =
            '"' + token.replace("\"", "") + '"'; // Where it means the same, quotes do not matter.
      } else if (!token.startsWith("\"")) {
        token =
            random.nextBoolean() ? token.toUpperCase(Locale.ROOT) : token.toLowerCase(Locale.ROOT);
      }
      sql.append(token).append(blank(random));
      if (token.equalsIgnoreCase("IN") && isLiteral(tokens.get(i + 2))) {
        sql.append("( ").append("? ,".repeat(random.nextInt(5)));
        i++;
      }
      if (token.equalsIgnoreCase("VALUES")) {
        sql.append("( ? , ? ) , ".repeat(random.nextInt(4)));
      }
    }
    return sql.append(random.nextBoolean() ? ";" : "").toString();
  }

  /**
   * The same with one change that changes the meaning: a word more, less, different or elsewhere,
   * or a clause more.
   */
  static String changeOne(List<String> tokens, Random random) {
    List<String> changed = new ArrayList<>(tokens);
    int at;
    do {
      at = random.nextInt(tokens.size());
    } while (isLiteral(tokens.get(at)) || isPunctuation(tokens.get(at)));
    String token = tokens.get(at);
    boolean next = at + 1 < tokens.size() && !isLiteral(tokens.get(at + 1));
    switch (random.nextInt(6)) {
      case 0 -> changed.remove(at);
      case 1 -> changed.add(at, token);
      case 2 -> changed.add(pick(List.of("FOR UPDATE", "FOR SHARE", "LIMIT ?", "ASC"), random));
      case 3 -> changed.set(at, token.equals("SELECT") ? "SELECT DISTINCT" : token + "_");
      case 4 -> {
        if (next && !tokens.get(at + 1).equals(token)) {
          Collections.swap(changed, at, at + 1);
        } else {
          changed.set(at, "elsewhere");
        }
      }
      default -> changed.set(at, COMPARISONS.contains(token) ? token + "~" : otherCase(token));
    }
    return String.join(" ", changed);
  }

  /** Another name: in quotes case matters. */
  private static String otherCase(String token) {
    return '"' + token.replace("\"", "").toUpperCase(Locale.ROOT) + '"';
  }

  private static boolean isPunctuation(String token) {
    return List.of("(", ")", ",").contains(token);
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

  /** Changes a text in one place. */
  static void mutate(StringBuilder sql, Random random) {
    int at = random.nextInt(sql.length() + 1);
    switch (random.nextInt(3)) {
      case 0 -> sql.insert(at, piece(random));
      case 1 -> sql.delete(at, Math.min(sql.length(), at + 1 + random.nextInt(5)));
      default -> {
        int end = Math.min(sql.length(), at + random.nextInt(20));
        sql.insert(random.nextInt(sql.length() + 1), sql.substring(at, end));
      }
    }
  }

  /** Something that opens, closes or begins something. */
  static String piece(Random random) {
    return pick(PIECES, random);
  }

  private static boolean isLiteral(String token) {
    return LITERALS.contains(token);
  }

  private static String blank(Random random) {
    return pick(List.of(" ", "\n", "\t ", " /* c ; ' */ ", " -- c '\n", "/*a/*b*/*/"), random);
  }

  private void select(int depth) {
    add("SELECT");
    if (random.nextInt(5) == 0) {
      add("DISTINCT");
    }
    list(depth);
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
    if (depth == 3 && random.nextInt(5) == 0) {
      add("FOR", "UPDATE");
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
