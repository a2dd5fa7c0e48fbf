package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A setting of the session that a statement changes or shows.
 *
 * @param action what happens to it
 * @param name the setting in lower case: {@code search_path}, {@code app.tenant}; {@code role},
 *     {@code session_authorization}, {@code timezone}, {@code client_encoding} for the statements
 *     with a syntax of their own; {@code all} for RESET, DISCARD and SHOW ALL; {@code plans},
 *     {@code sequences}, {@code temp} for DISCARD; null if the text does not tell it: the name that
 *     {@code set_config} is given is a parameter or is computed
 * @param value the new value, null unless {@code action} is {@link Action#SET}, and null for TO
 *     DEFAULT; a single literal without its quotes, a list as written; null for {@code set_config}
 *     unless its value is a literal
 * @param local whether it ends with the transaction: SET LOCAL, {@code set_config(.., true)}
 */
public record Setting(Action action, @Nullable String name, @Nullable String value, boolean local) {
  /** What happens to a setting. */
  public enum Action {
    /** SET, also SET LOCAL, and a call of {@code set_config}. */
    SET,
    /** RESET. */
    RESET,
    /** DISCARD. */
    DISCARD,
    /** SHOW, which only reads. */
    SHOW
  }
}
