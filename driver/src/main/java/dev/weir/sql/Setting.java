package dev.weir.sql;

import org.jspecify.annotations.Nullable;

/**
 * A setting of the session that a statement changes or shows.
 *
 * @param action what happens to it
 * @param name the setting in lower case: {@code search_path}, {@code app.tenant}; {@code role},
 *     {@code session_authorization}, {@code timezone}, {@code client_encoding} for the statements
 *     with a syntax of their own; {@code all} for RESET, DISCARD and SHOW ALL; {@code plans},
 *     {@code sequences}, {@code temp} for DISCARD
 * @param value the new value, null unless {@code action} is {@link Action#SET}, and null for TO
 *     DEFAULT; a single literal without its quotes, a list as written
 */
public record Setting(Action action, String name, @Nullable String value) {
  /** What happens to a setting. */
  public enum Action {
    /** SET, also SET LOCAL: then the statement has {@link Trait#SET_LOCAL}. */
    SET,
    /** RESET. */
    RESET,
    /** DISCARD. */
    DISCARD,
    /** SHOW, which only reads. */
    SHOW
  }
}
