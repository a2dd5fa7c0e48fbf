package dev.weir.catalog;

import java.util.Set;

/**
 * What a statement does once the catalogue has been asked what its names stand for.
 *
 * @param effect what reading it takes
 * @param cause what decided the effect and the way to it, such as {@code function nextval} or
 *     {@code view v: function f: writes t}; empty for {@link Effect#PURE}
 * @param reads the tables that it reads, through views, policies and functions
 * @param writes the tables that it writes, through triggers, rules and cascades; foreign-key checks
 *     do not count
 * @param readWays how it comes to read them
 * @param writeWays how it comes to write them
 * @param settings the settings, by name, that it changes beyond its transaction, itself or through
 *     functions and triggers; of {@link Effect#SETTING} these are all. The {@code search_path} is
 *     one of them also if a function changes it for the rest of the transaction only: it decides
 *     what the statements after this one mean
 * @param opaque whether it calls something whose body could not be read: it may have effects
 *     outside the database, so it must not be run a second time
 * @param changesCatalog whether what it calls may change the catalogue
 */
public record Closure(
    Effect effect,
    String cause,
    Tables reads,
    Tables writes,
    Ways readWays,
    Ways writeWays,
    Set<String> settings,
    boolean opaque,
    boolean changesCatalog) {
  /** What a statement does besides what its own text says. The later, the stronger. */
  public enum Effect {
    /** Nothing: its functions, operators and views only read. */
    PURE,
    /** It names something that the catalogue does not have. */
    UNKNOWN,
    /**
     * It reads what differs between a primary and its replicas: unlogged or foreign tables,
     * sequences, system catalogues.
     */
    NODE_SPECIFIC,
    /** It calls a function that writes, may write, or may run on a primary only. */
    VOLATILE,
    /** It changes settings beyond its transaction, all of whose names are known. */
    SETTING,
    /** It takes, changes or reads what lives in the session, itself or through a function. */
    SESSION
  }

  /** Copies the set. */
  public Closure {
    settings = Set.copyOf(settings);
  }
}
