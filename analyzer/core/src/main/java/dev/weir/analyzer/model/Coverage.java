package dev.weir.analyzer.model;

/**
 * How much was seen, and what was not, so that silence means something.
 *
 * @param units how many units of work have ended
 * @param executions how many executions those had
 * @param guessedUnits units of which nobody told where they begin and end
 * @param droppedUnits units with repetitions that were not judged because too many ended at once
 * @param overflowedExecutions executions of statements beyond the 512 different ones that are told
 *     apart in one unit
 * @param unparsedExecutions executions of statements that could not be read
 * @param unseenResults results of which it is not known what was read: of units that were not
 *     sampled, still open when their unit ended, or too many at a time
 * @param unclosedUnits units of work that were opened and never closed
 * @param evictedFindings findings that made room for newer ones
 * @param failures how often a detector or a callback threw
 */
public record Coverage(
    long units,
    long executions,
    long guessedUnits,
    long droppedUnits,
    long overflowedExecutions,
    long unparsedExecutions,
    long unseenResults,
    long unclosedUnits,
    long evictedFindings,
    long failures) {
  /** Nothing was executed, so nothing was missed. */
  public static final Coverage NONE = new Coverage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
