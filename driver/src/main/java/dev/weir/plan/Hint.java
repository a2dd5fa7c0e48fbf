package dev.weir.plan;

import dev.weir.consistency.Freshness;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/**
 * What the comment {@code weir:} of a text asks for.
 *
 * @param text its content
 * @param asked null if it was not understood
 * @param trouble why it was not
 */
public record Hint(String text, @Nullable Freshness asked, String trouble) {
  /**
   * Reads a hint.
   *
   * @param text null if the statement has none
   */
  static @Nullable Hint of(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return new Hint(text, Freshness.parse(text), "");
    } catch (IllegalArgumentException e) {
      return new Hint(text, null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What it asks for.
   *
   * @throws SQLException if it was not understood
   */
  public Freshness freshness() throws SQLException {
    Freshness understood = asked;
    if (understood == null) {
      throw new SQLException(
          "the hint " + this + " is not understood: " + trouble, PSQLState.SYNTAX_ERROR.getState());
    }
    return understood;
  }

  /** As it stands in the text. */
  @Override
  public String toString() {
    return "/*+ weir: " + text + " */";
  }
}
