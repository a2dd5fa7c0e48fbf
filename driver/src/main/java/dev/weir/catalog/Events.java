package dev.weir.catalog;

import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can happen to a relation, as bits of {@code pg_trigger.tgtype}. */
final class Events {
  static final int INSERT = 4;
  static final int DELETE = 8;
  static final int UPDATE = 16;
  static final int TRUNCATE = 32;

  /** TRUNCATE .. CASCADE reaches all that references the table. */
  static final int TRUNCATE_CASCADE = 128;

  static final int ALL = INSERT | DELETE | UPDATE | TRUNCATE | TRUNCATE_CASCADE;

  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(?:insert|copy|delete|update|merge|truncate)\\b", Pattern.CASE_INSENSITIVE);

  /** A text of this length was perhaps cut off. */
  private static final int LONGEST_TEXT = 1_900;

  private Events() {}

  /**
   * What a statement can do to the tables that it writes: all that its words can mean, because a
   * WITH clause may hold other writes than the statement's kind tells.
   */
  static int of(SqlShape shape) {
    if (shape.text().length() > LONGEST_TEXT) {
      return ALL;
    }
    int events = 0;
    Matcher words = WORDS.matcher(shape.text());
    while (words.find()) {
      events |=
          switch (words.group().toLowerCase(Locale.ROOT)) {
            case "insert", "copy" -> INSERT;
            case "delete" -> DELETE;
            case "update" -> UPDATE;
            case "merge" -> INSERT | UPDATE | DELETE;
            default -> shape.has(Trait.CASCADE) ? TRUNCATE | TRUNCATE_CASCADE : TRUNCATE;
          };
    }
    return events == 0 ? ALL : events;
  }
}
