package dev.weir.analyzer.model;

/**
 * How one area is.
 *
 * @param area which
 * @param state how it is
 * @param why in one line
 */
public record AreaVerdict(Area area, State state, String why) {
  /** How an area is. */
  public enum State {
    /** All of it was seen, and nothing is wrong. */
    OK("ok"),
    /** Worth a look. */
    LOOK("look"),
    /** Something must be done. */
    ACT("act"),
    /** It was not seen, or not for long enough. */
    NOT_JUDGED("not judged");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** As people read it. */
    public String word() {
      return word;
    }
  }
}
