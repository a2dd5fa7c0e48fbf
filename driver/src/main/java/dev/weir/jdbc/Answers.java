package dev.weir.jdbc;

import dev.weir.event.Call;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What the driver answered to an execution, in numbers. */
final class Answers {
  private Answers() {}

  /** What an empty batch answers. */
  static Object ofNothing(Call call) {
    return call == Call.LARGE_BATCH ? new long[0] : new int[0];
  }

  /** Rows affected, added up over a batch; -1 where the answer is rows, or none. */
  static long rows(@Nullable Object answer, Statement target) throws SQLException {
    if (answer instanceof Integer count) {
      return count;
    }
    if (answer instanceof Long count) {
      return count;
    }
    if (answer instanceof int[] counts) {
      long sum = 0;
      for (int count : counts) {
        sum += Math.max(count, 0);
      }
      return sum;
    }
    if (answer instanceof long[] counts) {
      long sum = 0;
      for (long count : counts) {
        sum += Math.max(count, 0);
      }
      return sum;
    }
    return Boolean.FALSE.equals(answer) ? target.getUpdateCount() : -1;
  }
}
