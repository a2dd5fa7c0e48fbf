package dev.weir.analyzer.sample;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to one question. An answer without rows says that there is nothing; a
 * question that got no answer says why, and nobody may take it for "nothing".
 *
 * @param rows what was answered
 * @param at when, on the server's clock
 * @param unseen why there is no answer; null if there is one
 * @param hidden what an answer leaves out, and what would show it; null if nothing
 */
public record Answer<T>(
    List<T> rows, Instant at, @Nullable String unseen, @Nullable String hidden) {
  /** Copies the rows. */
  public Answer {
    rows = List.copyOf(rows);
  }

  /** A whole answer. */
  public static <T> Answer<T> of(List<T> rows, Instant at) {
    return new Answer<>(rows, at, null, null);
  }

  /** No answer. */
  public static <T> Answer<T> unseen(String why, Instant at) {
    return new Answer<>(List.of(), at, why, null);
  }

  /** Whether there is an answer. */
  public boolean isSeen() {
    return unseen == null;
  }

  /** The same, which leaves something out. */
  public Answer<T> hiding(String what) {
    return new Answer<>(rows, at, unseen, what);
  }

  /** The first row; null if there is none. */
  public @Nullable T first() {
    return rows.isEmpty() ? null : rows.get(0);
  }

  /**
   * The row of the same thing.
   *
   * @param key by which rows are told apart
   * @param row of another answer
   * @return null if there is none
   */
  public @Nullable T same(Function<T, ?> key, T row) {
    Object wanted = key.apply(row);
    for (T each : rows) {
      if (Objects.equals(key.apply(each), wanted)) {
        return each;
      }
    }
    return null;
  }
}
