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
 * @param touches what it may do to its session, itself or through what it calls
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
    Set<Touch> touches,
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

  /** What a statement may do to its session. */
  public enum Touch {
    /**
     * Anything: it names, calls or sets off what the catalogue does not have, or has not been read
     * for. Until that is known, it counts as all of the others.
     */
    UNKNOWN,
    /** Takes or releases advisory locks, shared or not, that outlive the transaction. */
    LOCKS,
    /** Draws a value from a sequence, which the session then has. */
    DRAWS,
    /** Asks the session for a value that it has drawn: currval, lastval. */
    ASKS,
    /** Settles which random numbers the session has next, which nobody can take back. */
    SEEDS,
    /** Leaves what only the end of the session takes out of it. */
    STAYS,
    /** Changes settings beyond the transaction. */
    SETS,
    /** Makes something that may be temporary, though its text does not say so. */
    DEFINES,
    /** Anything else that lives in the session. */
    OTHER
  }

  /** Copies the sets. */
  public Closure {
    touches = Set.copyOf(touches);
    settings = Set.copyOf(settings);
  }

  /**
   * Whether it may do this to its session.
   *
   * @param touch what
   * @return also true if what it calls is not known
   */
  public boolean may(Touch touch) {
    return touches.contains(touch) || touches.contains(Touch.UNKNOWN);
  }
}
