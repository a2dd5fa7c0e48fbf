package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.TransactionTrace;
import dev.weir.analyzer.model.TransactionTrace.End;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are closed in a transaction which was neither committed nor rolled back: the
 * pool rolls it back, and what it wrote is gone without an error.
 */
final class LeftTransactionDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("LEAK", "left-transaction", "transaction left to the pool");

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    long writes = finding.count("writes");
    return "%s neither committed nor rolled back%s"
        .formatted(
            Transactions.words(finding),
            writes == 0
                ? ""
                : writes == 1
                    ? ", whose write is lost"
                    : ", whose %,d writes are lost".formatted(writes));
  }

  @Override
  public String fix() {
    return "Commit before the connection is closed, or roll back, so that nobody need guess. What"
        + " only reads can leave auto-commit on, and saves that round trip.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Transactions.find(CODE, unit, LeftTransactionDetector::isLeft);
  }

  private static Transactions.@Nullable Case isLeft(TransactionTrace transaction) {
    return transaction.end() == End.CLOSE
        ? new Transactions.Case(
            transaction.first(),
            transaction.endPlace(),
            transaction.writes() > 0 ? Severity.ERROR : Severity.WARNING)
        : null;
  }
}
