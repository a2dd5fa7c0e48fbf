package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixStatement;
import java.util.List;

/**
 * What to do, before it is known what that rests on.
 *
 * @param words one or two sentences
 * @param statements SQL that does it; empty where it would not be certain
 */
public record Remedy(String words, List<FixStatement> statements) {
  /** Without SQL. */
  public static Remedy words(String words) {
    return new Remedy(words, List.of());
  }
}
