package dev.weir.catalog;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of a body allow that could not be read to its end: those in its strings count too,
 * because it may run them.
 */
final class Words {
  /** The SET of an UPDATE changes columns. */
  static final Pattern UPDATE_SET =
      Pattern.compile(
          "\\bupdate\\s+(?:(?:only\\s+)?[\\w\".$%]+\\s*\\*?\\s*(?:(?:as\\s+)?[\\w\"$%]+\\s+)?)??set\\b",
          Pattern.CASE_INSENSITIVE);

  /** What outlives its transaction, or changes what names mean in the rest of it. */
  private static final Pattern SESSION =
      Pattern.compile(
          "\\b(?:set_config|pg_(?:try_)?advisory_(?:un)?lock\\w*|reset|discard|listen|unlisten"
              + "|prepare|load|temp|temporary|with\\s+hold)\\b"
              + "|\\bset\\b(?!\\s*\\()(?!\\s+local\\b(?!\\s+(?:search_path|role|session)\\b))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SEED =
      Pattern.compile("\\b(?:setseed|seed)\\b", Pattern.CASE_INSENSITIVE);

  /** Where one piece of a text ends and another begins, with or without a value in between. */
  private static final Pattern JOINT = Pattern.compile("'\\s*\\|\\|(?:[^';]*\\|\\|)?\\s*'");

  /** A name before a parenthesis of which a part is put in, and the word before it. */
  private static final Pattern NAME_PUT_IN =
      Pattern.compile(
          "\\b(\\w++)\\s++(?:[\\w\".$]*+%(?:\\d+\\$)?[Is])++[\\w\".$]*+\\s*+\\(",
          Pattern.CASE_INSENSITIVE);

  /** Behind these, a name before a parenthesis is a relation's. */
  private static final Set<String> BEFORE_RELATIONS =
      Set.of("into", "table", "exists", "on", "only", "index", "view", "references");

  private Words() {}

  /** Whether it may change what lives in the session. */
  static boolean maySet(String source) {
    String joined = JOINT.matcher(source).replaceAll("%s");
    return SESSION.matcher(UPDATE_SET.matcher(joined).replaceAll("")).find()
        || JOINT.matcher(source).results().anyMatch(put -> SESSION.matcher(put.group()).find())
        || DynamicSql.isGiven(source)
        || callsWhatItIsGiven(joined);
  }

  /** Whether it may settle which random numbers come next. */
  static boolean maySeed(String source) {
    return SEED.matcher(source).find();
  }

  /** Whether it puts the name of a call together: {@code format('select %I()', name)}. */
  private static boolean callsWhatItIsGiven(String joined) {
    Matcher name = NAME_PUT_IN.matcher(joined);
    while (name.find()) {
      if (!BEFORE_RELATIONS.contains(name.group(1).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
