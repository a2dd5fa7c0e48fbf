package dev.weir.sql;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

/**
 * The shapes of texts, cached. Thread-safe; a hit allocates nothing.
 *
 * <p>The cache is bounded by an estimate of the memory it holds, and texts longer than 64 Ki
 * characters are read each time: they are rarely the same twice.
 */
public final class SqlShapes {
  private static final int LONGEST_CACHED = 64 * 1024;

  private final Dialect dialect;
  private final LoadingCache<String, SqlShape> cache;

  /**
   * Creates a cache for sessions with PostgreSQL's default rules for strings.
   *
   * @param maxWeightBytes about how much memory the cache may hold, in bytes; 0 caches nothing
   * @throws IllegalArgumentException if {@code maxWeightBytes} is negative
   */
  public SqlShapes(long maxWeightBytes) {
    this(maxWeightBytes, true);
  }

  /**
   * Creates a cache.
   *
   * @param maxWeightBytes about how much memory the cache may hold, in bytes; 0 caches nothing
   * @param standardConformingStrings false if a backslash escapes in plain {@code '..'} strings,
   *     like the setting of that name
   * @throws IllegalArgumentException if {@code maxWeightBytes} is negative
   */
  public SqlShapes(long maxWeightBytes, boolean standardConformingStrings) {
    if (maxWeightBytes < 0) {
      throw new IllegalArgumentException("maxWeightBytes is negative: " + maxWeightBytes);
    }
    this.dialect = new Dialect(standardConformingStrings, true);
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxWeightBytes)
            .weigher(SqlShapes::weight)
            .executor(Runnable::run) // Eviction is cheap; borrow no thread of the common pool.
            .build(sql -> parse(sql, dialect));
  }

  /**
   * Returns the shape of a text.
   *
   * @param sql any text
   * @return its shape
   */
  public SqlShape of(String sql) {
    if (sql.length() > LONGEST_CACHED) {
      return parse(sql, dialect);
    }
    return cache.get(sql);
  }

  /**
   * Reads a text anew, with PostgreSQL's default rules for strings.
   *
   * @param sql any text
   * @return its shape
   */
  public static SqlShape parse(String sql) {
    return parse(sql, Dialect.JDBC);
  }

  /**
   * Reads a text anew.
   *
   * @param sql any text
   * @param standardConformingStrings false if a backslash escapes in plain {@code '..'} strings
   * @return its shape
   */
  public static SqlShape parse(String sql, boolean standardConformingStrings) {
    return parse(sql, new Dialect(standardConformingStrings, true));
  }

  static SqlShape parse(String sql, Dialect dialect) {
    try {
      return ScriptReader.read(Lexer.read(sql, dialect));
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours, or a thread with next to no stack, must not fail the application's
      // statement. Not understood is always a right answer.
      return unread(sql, dialect);
    }
  }

  private static SqlShape unread(String sql, Dialect dialect) {
    ShapeBuilder nothing = new ShapeBuilder();
    Tokens tokens = new Tokens(sql, dialect);
    tokens.breakOff(0);
    tokens.add(TokenType.END, sql.length(), sql.length(), 0);
    return nothing.build(tokens, false);
  }

  /**
   * Estimates the bytes that a text and its shape take: two per character, and what a small object
   * takes for each part.
   */
  public static int weight(String sql, SqlShape shape) {
    int objects =
        10
            + shape.reads().size()
            + shape.writes().size()
            + shape.sets().size()
            + shape.keys().size()
            + shape.innerKeys().size()
            + shape.functions().size()
            + shape.operators().size()
            + shape.settings().size();
    Upsert upsert = shape.upsert();
    int rows = upsert == null ? 0 : upsert.rows().weight() + 64 * upsert.sets().size();
    return 2 * (sql.length() + shape.text().length())
        + 64 * objects
        + rows
        + Integer.BYTES * shape.mentions().size();
  }
}
