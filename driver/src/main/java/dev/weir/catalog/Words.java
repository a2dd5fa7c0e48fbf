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
  private static final Pattern UPDATE_SET =
      Pattern.compile("\\bupdate\\b[^;]*?\\bset\\b", Pattern.CASE_INSENSITIVE);

  /** What outlives its transaction, or changes what names mean in the rest of it. */
  private static final Pattern SESSION =
      Pattern.compile(
          "\\b(?:set_config|pg_(?:try_)?advisory_(?:un)?lock\\w*|reset|discard|listen|unlisten"
              + "|prepare|load|temp|temporary|with\\s+hold)\\b"
              + "|\\bset\\b(?!\\s*\\()(?!\\s+local\\b(?!\\s+(?:search_path|role|session)\\b))",
          Pattern.CASE_INSENSITIVE);

  /** SQL that is run as it is found in a variable. */
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\bexecute\\s+(\\$\\d+|\\w+)\\s*(?:;|\\|\\||\\busing\\b|\\binto\\b)",
          Pattern.CASE_INSENSITIVE);

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
    return SESSION.matcher(UPDATE_SET.matcher(source).replaceAll("")).find()
        || runsWhatItIsGiven(source)
        || callsWhatItIsGiven(source);
  }

  /** Whether it puts the name of a call together: {@code format('select %I()', name)}. */
  private static boolean callsWhatItIsGiven(String source) {
    Matcher name = NAME_PUT_IN.matcher(JOINT.matcher(source).replaceAll("%s"));
    while (name.find()) {
      if (!BEFORE_RELATIONS.contains(name.group(1).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it runs the value of a variable that it does not assign: its words say nothing. */
  private static boolean runsWhatItIsGiven(String source) {
    Matcher run = VARIABLE.matcher(source);
    while (run.find()) {
      String assignment = "\\b" + Pattern.quote(run.group(1)) + "\\b[^;]*?:?=";
      if (!Pattern.compile(assignment, Pattern.CASE_INSENSITIVE).matcher(source).find()) {
        return true;
      }
    }
    return false;
  }
}
