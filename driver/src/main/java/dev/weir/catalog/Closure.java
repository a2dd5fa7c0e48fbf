package dev.weir.catalog;

/**
 * What a statement does once the catalogue has been asked what its names stand for.
 *
 * @param effect what reading it takes
 * @param cause the name that decided the effect, such as {@code function nextval}; empty for {@link
 *     Effect#PURE}
 * @param reads the tables that it reads, through views, policies and functions
 * @param writes the tables that it writes, through triggers, rules and cascades; foreign-key checks
 *     do not count
 */
public record Closure(Effect effect, String cause, Tables reads, Tables writes) {
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
    /** It calls a function that may write, or that only a primary may call. */
    VOLATILE,
    /** It calls a function that takes, changes or reads what lives in the session. */
    SESSION
  }
}
