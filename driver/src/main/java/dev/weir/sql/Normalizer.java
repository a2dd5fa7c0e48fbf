package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * Writes tokens in their normal form, at once as a hash and as a text for people. The rules are
 * version {@value #VERSION}; whoever changes what the hash sees gives them a new one.
 *
 * <ul>
 *   <li>White space, comments (hints are comments too), semicolons at the ends and empty statements
 *       are gone.
 *   <li>Keywords and unquoted names are lower case; a quoted name equals an unquoted one if it
 *       means the same and is no keyword.
 *   <li>A literal (with its sign) is a parameter, and all parameters are the same.
 *   <li>The list of {@code IN (..)} and of {@code ARRAY[..]}, if it has only literals and
 *       parameters, is one thing whatever its length.
 *   <li>Rows of VALUES that equal the row before are gone.
 *   <li>{@code !=} is {@code <>}.
 * </ul>
 *
 * <p>All else counts: every other word, name, operator and bracket, and their order. Of the {@link
 * Dialect} only that counts which decides where a string ends.
 */
final class Normalizer {
  private static final String VERSION = "1";
  static final int LONGEST_TEXT = 2_000;
  private static final int SEPARATOR = 0x1f;
  private static final int LIST = 0x1e;

  private final Tokens tokens;
  private final String sql;
  private final StringBuilder text;
  private long hash = Hash.SEED;
  private int previousEnd = -1;
  // The row of VALUES being written, or -1. Of nested ones only the outermost: so this stays
  // linear.
  private int row = -1;

  private Normalizer(Tokens tokens) {
    this.tokens = tokens;
    this.sql = tokens.sql;
    this.text = new StringBuilder(Math.min(sql.length(), LONGEST_TEXT) + 16);
  }

  static Normalizer of(Tokens tokens) {
    Normalizer normalizer = new Normalizer(tokens);
    normalizer.run();
    return normalizer;
  }

  String fingerprint() {
    String digits = Long.toHexString(Hash.mix(hash));
    return VERSION + "-" + "0".repeat(16 - digits.length()) + digits;
  }

  String text() {
    return text.toString();
  }

  private void run() {
    int at = 0;
    while (at < tokens.size()) {
      at = tokens.type(at) == TokenType.SEMICOLON ? semicolons(at) : token(at);
      if (row >= 0 && at == tokens.partner(row) + 1) {
        at = equalRows(at);
      }
    }
  }

  /** Semicolons matter only between statements. */
  private int semicolons(int from) {
    int at = from;
    while (tokens.type(at) == TokenType.SEMICOLON) {
      at++;
    }
    if (previousEnd >= 0 && tokens.type(at) != TokenType.END) {
      write(from, from + 1, ";");
      add(from);
    }
    return at;
  }

  private int token(int at) {
    int literalEnd = Values.literalEnd(tokens, at);
    if (literalEnd > 0) {
      write(at, literalEnd, "?");
      hash = separate(Hash.add(hash, '?'));
      return literalEnd;
    }
    if (tokens.type(at) == TokenType.BROKEN) {
      write(at, at + 1, "..");
      return at + 1;
    }
    write(at, at + 1, null);
    add(at);
    if (tokens.broken() || tokens.type(at + 1) != TokenType.OPEN) {
      return at + 1;
    }
    if (tokens.is(at, Keyword.IN) || tokens.is(at, Keyword.ARRAY)) {
      return listOfValues(at + 1);
    }
    if (row < 0 && tokens.is(at, Keyword.VALUES)) {
      row = at + 1;
    }
    return at + 1;
  }

  /** The list behind IN or ARRAY: nothing but literals, parameters and their casts is one thing. */
  private int listOfValues(int open) {
    int close = tokens.partner(open);
    int at = open + 1;
    while (at < close) {
      int end = Values.literalEnd(tokens, at);
      if (end > 0) {
        at = Values.castsEnd(tokens, end);
      } else if (tokens.type(at) == TokenType.COMMA
          || tokens.type(at) == TokenType.OPEN
          || tokens.type(at) == TokenType.CLOSE) {
        at++;
      } else {
        return open;
      }
    }
    if (close == open + 1) {
      return open;
    }
    write(open, close + 1, tokens.is(open, '(') ? "(..)" : "[..]");
    hash = separate(Hash.add(hash, LIST));
    return close + 1;
  }

  /** Behind a row of VALUES: passes over the rows that equal it. */
  private int equalRows(int behind) {
    int at = behind;
    long hashOfRow = 0;
    while (tokens.type(at) == TokenType.COMMA && tokens.is(at + 1, '(')) {
      hashOfRow = at == behind ? rowHash(row) : hashOfRow;
      if (rowHash(at + 1) != hashOfRow) {
        row = at + 1;
        return at;
      }
      if (at == behind) {
        append(", ..");
      }
      at = tokens.partner(at + 1) + 1;
      previousEnd = tokens.end(at - 1);
    }
    row = -1;
    return at;
  }

  private long rowHash(int open) {
    long outer = hash;
    hash = Hash.SEED;
    int at = open;
    while (at <= tokens.partner(open)) {
      int literalEnd = Values.literalEnd(tokens, at);
      if (literalEnd > 0) {
        hash = separate(Hash.add(hash, '?'));
        at = literalEnd;
      } else {
        add(at++);
      }
    }
    long row = hash;
    hash = outer;
    return row;
  }

  /** Adds one token that is no literal to the hash. */
  private void add(int at) {
    int start = tokens.start(at);
    int end = tokens.end(at);
    switch (tokens.type(at)) {
      case WORD -> addFolded(start, end);
      case QUOTED -> addQuoted(start, end);
      case OPERATOR -> addOperator(start, end);
      default -> addPlain(start, end);
    }
    hash = separate(hash);
  }

  private void addFolded(int start, int end) {
    long h = hash;
    for (int i = start; i < end; i++) {
      h = Hash.add(h, Keyword.lower(sql.charAt(i)));
    }
    hash = h;
  }

  private void addQuoted(int start, int end) {
    if (needsNoQuotes(start + 1, end - 1)) {
      addPlain(start + 1, end - 1);
    } else {
      addPlain(start, end);
    }
  }

  private void addOperator(int start, int end) {
    if (end - start == 2 && sql.startsWith("!=", start)) {
      hash = Hash.add(Hash.add(hash, '<'), '>');
    } else {
      addPlain(start, end);
    }
  }

  private void addPlain(int start, int end) {
    long h = hash;
    for (int i = start; i < end; i++) {
      h = Hash.add(h, sql.charAt(i));
    }
    hash = h;
  }

  private boolean needsNoQuotes(int start, int end) {
    int keywordHash = 0;
    for (int i = start; i < end; i++) {
      char c = sql.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || c == '_' || (i > start && c >= '0' && c <= '9');
      if (!plain) {
        return false;
      }
      keywordHash = Keyword.hash(keywordHash, c);
    }
    return Keyword.find(keywordHash, sql, start, end) == null;
  }

  private static long separate(long hash) {
    return Hash.add(hash, SEPARATOR);
  }

  /** Writes tokens to the text, as they stand or as something else. */
  private void write(int first, int end, @Nullable String instead) {
    int start = tokens.start(first);
    if (previousEnd >= 0 && previousEnd < start) {
      append(" ");
    }
    previousEnd = tokens.end(end - 1);
    if (instead != null) {
      append(instead);
    } else if (text.length() < LONGEST_TEXT) {
      text.append(sql, start, Math.min(previousEnd, start + LONGEST_TEXT - text.length()));
    }
  }

  private void append(String part) {
    if (text.length() + part.length() <= LONGEST_TEXT) {
      text.append(part);
    }
  }
}
