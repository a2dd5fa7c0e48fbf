package dev.weir.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Spells SET for a setting that has been read. */
final class SetCommand {
  /** Of these SET takes each name for itself, and quotes it. */
  private static final Set<String> LISTS = Set.of("search_path", "temp_tablespaces");

  private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\",\\s]+)");

  private SetCommand() {}

  /**
   * The command.
   *
   * @param name of the setting, as PostgreSQL sees it
   * @param value as the session shows it
   */
  static String of(String name, String value) {
    return heard(name)
        + "set session %s to %s"
            .formatted(
                Stream.of(name.split("\\.", -1))
                    .map(SetCommand::quoted)
                    .collect(Collectors.joining(".")),
                (LISTS.contains(name) ? names(value) : List.of(value))
                    .stream().map(SetCommand::literal).collect(Collectors.joining(", ")));
  }

  /**
   * What goes before it so that the driver hears of another search path: it takes no notice of a
   * text that is the same as the last one that set it.
   */
  static String heard(String name) {
    return name.equals("search_path") ? "set session search_path to ''; " : "";
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text, however strings are read. */
  static String literal(String text) {
    return "e'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static List<String> names(String list) {
    List<String> names = new ArrayList<>();
    for (Matcher name = NAME.matcher(list); name.find(); ) {
      String quoted = name.group(1);
      names.add(
          quoted == null ? name.group(2).toLowerCase(Locale.ROOT) : quoted.replace("\"\"", "\""));
    }
    return names.isEmpty() ? List.of("") : names;
  }
}
