package dev.weir.fuzz;

/**
 * Where the sides parted.
 *
 * @param sequence what was done, up to there
 * @param step the last one
 * @param what is different
 * @param bare without Weir
 * @param weir with it
 */
record Difference(Sequence sequence, Step step, What what, String bare, String weir) {
  /** What can be different. */
  enum What {
    /** What a call answered or threw. */
    ANSWER,
    /** What the servers say of the sessions after it. */
    SESSIONS,
    /** What is in the tables in the end. */
    CONTENTS,
    /** Whether a replica serves reads in the end. */
    ROUTES
  }

  /** Whether another one is of the same kind, as far as can be told. */
  boolean isLike(Difference other) {
    return what == other.what && step.call() == other.step.call();
  }

  /** The same as far as can be told without looking at its numbers. */
  boolean isSame(Difference other) {
    return isLike(other)
        && sequence.setup().kind() == other.sequence().setup().kind()
        && words(bare).equals(words(other.bare))
        && words(weir).equals(words(other.weir));
  }

  private static String words(String answer) {
    return answer.replaceAll("\\d+", "");
  }

  @Override
  public String toString() {
    return "%s after \"%s\"%n    bare: %s%n    weir: %s%n%s"
        .formatted(what, step, bare, weir, sequence);
  }
}
