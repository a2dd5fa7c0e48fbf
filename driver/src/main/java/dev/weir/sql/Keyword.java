package dev.weir.sql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words of PostgreSQL's grammar that matter here, with their role in it. The roles are those of
 * {@code pg_get_keywords()} in PostgreSQL 18; of the unreserved words only those that a reader asks
 * for are listed, all others are plain names.
 */
enum Keyword {
  // Reserved: never a name, unless after AS or a dot.
  ALL(Role.RESERVED),
  ANALYSE(Role.RESERVED),
  ANALYZE(Role.RESERVED),
  AND(Role.RESERVED),
  ANY(Role.RESERVED),
  ARRAY(Role.RESERVED),
  AS(Role.RESERVED),
  ASC(Role.RESERVED),
  ASYMMETRIC(Role.RESERVED),
  BOTH(Role.RESERVED),
  CASE(Role.RESERVED),
  CAST(Role.RESERVED),
  CHECK(Role.RESERVED),
  COLLATE(Role.RESERVED),
  COLUMN(Role.RESERVED),
  CONSTRAINT(Role.RESERVED),
  CREATE(Role.RESERVED),
  CURRENT_CATALOG(Role.RESERVED),
  CURRENT_DATE(Role.RESERVED),
  CURRENT_ROLE(Role.RESERVED),
  CURRENT_TIME(Role.RESERVED),
  CURRENT_TIMESTAMP(Role.RESERVED),
  CURRENT_USER(Role.RESERVED),
  DEFAULT(Role.RESERVED),
  DEFERRABLE(Role.RESERVED),
  DESC(Role.RESERVED),
  DISTINCT(Role.RESERVED),
  DO(Role.RESERVED),
  ELSE(Role.RESERVED),
  END(Role.RESERVED),
  EXCEPT(Role.RESERVED),
  FALSE(Role.RESERVED),
  FETCH(Role.RESERVED),
  FOR(Role.RESERVED),
  FOREIGN(Role.RESERVED),
  FROM(Role.RESERVED),
  GRANT(Role.RESERVED),
  GROUP(Role.RESERVED),
  HAVING(Role.RESERVED),
  IN(Role.RESERVED),
  INITIALLY(Role.RESERVED),
  INTERSECT(Role.RESERVED),
  INTO(Role.RESERVED),
  LATERAL(Role.RESERVED),
  LEADING(Role.RESERVED),
  LIMIT(Role.RESERVED),
  LOCALTIME(Role.RESERVED),
  LOCALTIMESTAMP(Role.RESERVED),
  NOT(Role.RESERVED),
  NULL(Role.RESERVED),
  OFFSET(Role.RESERVED),
  ON(Role.RESERVED),
  ONLY(Role.RESERVED),
  OR(Role.RESERVED),
  ORDER(Role.RESERVED),
  PLACING(Role.RESERVED),
  PRIMARY(Role.RESERVED),
  REFERENCES(Role.RESERVED),
  RETURNING(Role.RESERVED),
  SELECT(Role.RESERVED),
  SESSION_USER(Role.RESERVED),
  SOME(Role.RESERVED),
  SYMMETRIC(Role.RESERVED),
  TABLE(Role.RESERVED),
  THEN(Role.RESERVED),
  TO(Role.RESERVED),
  TRAILING(Role.RESERVED),
  TRUE(Role.RESERVED),
  UNION(Role.RESERVED),
  UNIQUE(Role.RESERVED),
  USER(Role.RESERVED),
  USING(Role.RESERVED),
  VARIADIC(Role.RESERVED),
  WHEN(Role.RESERVED),
  WHERE(Role.RESERVED),
  WINDOW(Role.RESERVED),
  WITH(Role.RESERVED),

  // Name of a column or a table, but not of a function; with a parenthesis it is a construct.
  BETWEEN(Role.CONSTRUCT),
  BIGINT(Role.CONSTRUCT),
  BIT(Role.CONSTRUCT),
  BOOLEAN(Role.CONSTRUCT),
  CHAR(Role.CONSTRUCT),
  CHARACTER(Role.CONSTRUCT),
  COALESCE(Role.CONSTRUCT),
  DEC(Role.CONSTRUCT),
  DECIMAL(Role.CONSTRUCT),
  EXISTS(Role.CONSTRUCT),
  EXTRACT(Role.CONSTRUCT),
  FLOAT(Role.CONSTRUCT),
  GREATEST(Role.CONSTRUCT),
  GROUPING(Role.CONSTRUCT),
  INOUT(Role.CONSTRUCT),
  INT(Role.CONSTRUCT),
  INTEGER(Role.CONSTRUCT),
  INTERVAL(Role.CONSTRUCT),
  JSON(Role.CONSTRUCT),
  JSON_ARRAY(Role.CONSTRUCT),
  JSON_ARRAYAGG(Role.CONSTRUCT),
  JSON_EXISTS(Role.CONSTRUCT),
  JSON_OBJECTAGG(Role.CONSTRUCT),
  JSON_QUERY(Role.CONSTRUCT),
  JSON_SCALAR(Role.CONSTRUCT),
  JSON_SERIALIZE(Role.CONSTRUCT),
  JSON_TABLE(Role.CONSTRUCT),
  JSON_VALUE(Role.CONSTRUCT),
  LEAST(Role.CONSTRUCT),
  MERGE_ACTION(Role.CONSTRUCT),
  NATIONAL(Role.CONSTRUCT),
  NCHAR(Role.CONSTRUCT),
  NONE(Role.CONSTRUCT),
  NORMALIZE(Role.CONSTRUCT),
  NULLIF(Role.CONSTRUCT),
  NUMERIC(Role.CONSTRUCT),
  OUT(Role.CONSTRUCT),
  POSITION(Role.CONSTRUCT),
  PRECISION(Role.CONSTRUCT),
  REAL(Role.CONSTRUCT),
  ROW(Role.CONSTRUCT),
  SETOF(Role.CONSTRUCT),
  SMALLINT(Role.CONSTRUCT),
  TIME(Role.CONSTRUCT),
  TIMESTAMP(Role.CONSTRUCT),
  TREAT(Role.CONSTRUCT),
  TRIM(Role.CONSTRUCT),
  VALUES(Role.CONSTRUCT),
  VARCHAR(Role.CONSTRUCT),
  XMLATTRIBUTES(Role.CONSTRUCT),
  XMLCONCAT(Role.CONSTRUCT),
  XMLELEMENT(Role.CONSTRUCT),
  XMLEXISTS(Role.CONSTRUCT),
  XMLFOREST(Role.CONSTRUCT),
  XMLNAMESPACES(Role.CONSTRUCT),
  XMLPARSE(Role.CONSTRUCT),
  XMLPI(Role.CONSTRUCT),
  XMLROOT(Role.CONSTRUCT),
  XMLSERIALIZE(Role.CONSTRUCT),
  XMLTABLE(Role.CONSTRUCT),

  // Name of a function or a type, but not of a column or a table.
  AUTHORIZATION(Role.FUNCTION),
  BINARY(Role.FUNCTION),
  COLLATION(Role.FUNCTION),
  CONCURRENTLY(Role.FUNCTION),
  CROSS(Role.FUNCTION),
  CURRENT_SCHEMA(Role.FUNCTION),
  FREEZE(Role.FUNCTION),
  FULL(Role.FUNCTION),
  ILIKE(Role.FUNCTION),
  INNER(Role.FUNCTION),
  IS(Role.FUNCTION),
  ISNULL(Role.FUNCTION),
  JOIN(Role.FUNCTION),
  LEFT(Role.FUNCTION),
  LIKE(Role.FUNCTION),
  NATURAL(Role.FUNCTION),
  NOTNULL(Role.FUNCTION),
  OUTER(Role.FUNCTION),
  OVERLAPS(Role.FUNCTION),
  RIGHT(Role.FUNCTION),
  SIMILAR(Role.FUNCTION),
  TABLESAMPLE(Role.FUNCTION),
  VERBOSE(Role.FUNCTION),

  // A name anywhere but where the grammar expects the word.
  ABORT,
  ALTER,
  ATOMIC,
  BEGIN,
  BY,
  CALL,
  CASCADE,
  CHAIN,
  CHARACTERISTICS,
  CHECKPOINT,
  CLOSE,
  CLUSTER,
  COMMENT,
  COMMIT,
  CONFLICT,
  CONSTRAINTS,
  COPY,
  CUBE,
  CURRENT,
  CURSOR,
  CYCLE,
  DEALLOCATE,
  DECLARE,
  DELETE,
  DISCARD,
  DROP,
  ESCAPE,
  EXECUTE,
  EXPLAIN,
  FILTER,
  FIRST,
  FUNCTION,
  GLOBAL,
  HOLD,
  IF,
  IMPORT,
  INSERT,
  ISOLATION,
  KEY,
  LEVEL,
  LISTEN,
  LOAD,
  LOCAL,
  LOCK,
  LOCKED,
  MATCHED,
  MATERIALIZED,
  MERGE,
  MOVE,
  NAMES,
  NEXT,
  NO,
  NOTHING,
  NOTIFY,
  NOWAIT,
  OF,
  OPERATOR,
  OPTION,
  ORDINALITY,
  OVER,
  OVERRIDING,
  PREPARE,
  PREPARED,
  PROCEDURE,
  READ,
  REASSIGN,
  RECURSIVE,
  REFRESH,
  REINDEX,
  RELEASE,
  REPEATABLE,
  RESET,
  REVOKE,
  ROLLBACK,
  ROLLUP,
  ROWS,
  SAVEPOINT,
  SCHEMA,
  SEARCH,
  SECURITY,
  SERIALIZABLE,
  SESSION,
  SET,
  SETS,
  SHARE,
  SHOW,
  SKIP,
  START,
  STDOUT,
  TEMP,
  TEMPORARY,
  TRANSACTION,
  TRUNCATE,
  UNLISTEN,
  UNLOGGED,
  UPDATE,
  VACUUM,
  VALUE,
  VARYING,
  VIEW,
  WITHIN,
  WORK,
  WRITE,
  XML,
  ZONE;

  /** What else a keyword can be. */
  enum Role {
    RESERVED,
    CONSTRUCT,
    FUNCTION,
    UNRESERVED
  }

  private static final int LONGEST = 17;
  private static final Keyword[] LOOKUP = lookup();

  private final Role role;
  private final String word = name().toLowerCase(Locale.ROOT);

  Keyword() {
    this(Role.UNRESERVED);
  }

  Keyword(Role role) {
    this.role = role;
  }

  /** Whether this word followed by a parenthesis can be a call of a function of that name. */
  boolean canBeCalled() {
    return role == Role.UNRESERVED || role == Role.FUNCTION;
  }

  /** Whether this word can be an alias of a table without AS. */
  boolean canBeAlias() {
    return role == Role.UNRESERVED || role == Role.CONSTRUCT;
  }

  /** Whether this word can be the last of an operand. */
  boolean endsOperand() {
    return switch (this) {
      case CURRENT_CATALOG,
          CURRENT_DATE,
          CURRENT_ROLE,
          CURRENT_TIME,
          CURRENT_TIMESTAMP,
          CURRENT_USER,
          END,
          FALSE,
          LOCALTIME,
          LOCALTIMESTAMP,
          NULL,
          SESSION_USER,
          TRUE,
          USER ->
          true;
      case BETWEEN, BY, ESCAPE, ILIKE, LIKE, SET, SIMILAR, VALUES -> false;
      default -> role != Role.RESERVED;
    };
  }

  /** Whether a name, in lower case, is a word that means something else unless it is quoted. */
  static boolean needsQuotes(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = hash(hash, name.charAt(i));
    }
    Keyword keyword = find(hash, name, 0, name.length());
    return keyword != null && keyword.role != Role.UNRESERVED;
  }

  /** Adds one character of a word to the hash that {@link #find} takes; 0 begins it. */
  static int hash(int hash, int character) {
    return hash * 31 + lower(character);
  }

  /**
   * Finds the keyword that a part of a text spells in whatever case.
   *
   * @param hash the {@link #hash} of its characters
   */
  static @Nullable Keyword find(int hash, CharSequence text, int start, int end) {
    if (end - start > LONGEST) {
      return null;
    }
    for (int slot = slot(hash); ; slot = (slot + 1) & (LOOKUP.length - 1)) {
      Keyword keyword = LOOKUP[slot];
      if (keyword == null || keyword.spells(text, start, end)) {
        return keyword;
      }
    }
  }

  /** Folds ASCII letters to lower case, as PostgreSQL does for names. */
  static int lower(int character) {
    return character >= 'A' && character <= 'Z' ? character | 0x20 : character;
  }

  private boolean spells(CharSequence text, int start, int end) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(text.charAt(start + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & 1023;
  }

  /** Open addressing, at most a third full: a miss usually ends at the first look. */
  private static Keyword[] lookup() {
    Keyword[] table = new Keyword[1024];
    for (Keyword keyword : values()) {
      int hash = 0;
      for (int i = 0; i < keyword.word.length(); i++) {
        hash = hash(hash, keyword.word.charAt(i));
      }
      int slot = slot(hash);
      while (table[slot] != null) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = keyword;
    }
    return table;
  }
}
