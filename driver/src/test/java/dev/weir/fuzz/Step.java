package dev.weir.fuzz;

import java.util.Locale;

/**
 * One call of one borrower. As text it is {@code A sql select 1}.
 *
 * @param who a name of the borrower: A, B or C
 * @param call what is called
 * @param argument of the call, as it reads it; may be empty
 */
record Step(String who, Call call, String argument) {
  /** Reads what {@link #toString} wrote. */
  static Step parse(String text) {
    String[] words = text.strip().split(" ", 3);
    Call call = Call.valueOf(words[1].toUpperCase(Locale.ROOT).replace('-', '_'));
    return new Step(words[0], call, words.length > 2 ? words[2] : "");
  }

  @Override
  public String toString() {
    String name = call.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return (who + " " + name + " " + argument).stripTrailing();
  }
}
