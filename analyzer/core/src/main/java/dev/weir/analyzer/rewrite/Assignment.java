package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.rewrite.Text.Range;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SetColumn.Source;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One assignment of UPDATE .. SET.
 *
 * @param column the column and where its value comes from
 * @param token its name as the text writes it
 * @param value the expression
 * @param operator of {@code n = n + ?} the operator, else nothing
 */
record Assignment(SetColumn column, String token, Range value, String operator) {

  /** The assignments in a range; empty if one of them is not understood here. */
  static Optional<List<Assignment>> all(Text text, int from, int to, SqlShape shape) {
    List<Range> parts = text.split(from, to, ",");
    List<Assignment> assignments = new ArrayList<>();
    for (Range part : parts) {
      int at = part.from();
      boolean simple = text.isName(at) && text.is(at + 1, "=") && part.length() > 2;
      if (!simple || parts.size() != shape.sets().size()) {
        return Optional.empty();
      }
      SetColumn column = shape.sets().get(assignments.size());
      if (!column.column().equals(text.name(at))) {
        return Optional.empty();
      }
      Range value = new Range(at + 2, part.to());
      assignments.add(new Assignment(column, text.get(at), value, step(text, column, value)));
    }
    return Optional.of(assignments);
  }

  private static String step(Text text, SetColumn column, Range value) {
    int at = value.from();
    if (text.is(at + 1, ".")) {
      at += 2;
    }
    boolean step =
        column.source() == Source.SELF
            && at + 3 == value.to()
            && text.isName(at)
            && text.name(at).equals(column.column())
            && (text.is(at + 1, "+") || text.is(at + 1, "-"))
            && text.is(at + 2, "?");
    return step ? text.get(at + 1) : "";
  }

  /** Whether it is {@code n = n + ?} or {@code n = n - ?}. */
  boolean isStep() {
    return !operator.isEmpty();
  }

  /**
   * Whether the new value is a parameter or a literal, with nothing around it but perhaps a cast.
   */
  boolean isPlain() {
    return column.source() == Source.PARAMETER || column.source() == Source.CONSTANT;
  }
}
