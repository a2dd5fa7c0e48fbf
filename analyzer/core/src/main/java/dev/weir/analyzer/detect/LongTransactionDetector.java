package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.TransactionTrace;
import dev.weir.analyzer.model.UnitTrace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that are open for long because they do much: what they lock stays locked, and vacuum
 * removes nothing that has died since. Those that mostly wait are {@link IdleInTransactionDetector
 * idle} instead; those that mostly repeat one statement go row by row, and that loop's finding says
 * what to do.
 */
final class LongTransactionDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("TXL", "long-transaction", "long transaction");

  /** As a multiple of the profile's time. */
  private static final int ERROR_FROM = 6;

  private final Profile profile;

  LongTransactionDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "open for %s at the most, in %s that began with this statement"
        .formatted(finding.text(Transactions.LONGEST), Transactions.words(finding));
  }

  @Override
  public String fix() {
    return "Divide the work into several transactions, each of some thousands of rows, or find out"
        + " which of its statements takes so long.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Transactions.find(
        CODE, unit, transaction -> isOneLoop(unit, transaction) ? null : isLong(transaction));
  }

  /** Of a transaction that goes on, the unit knows a part. */
  private boolean isOneLoop(UnitTrace unit, TransactionTrace transaction) {
    long statements = Math.min(transaction.statements(), unit.executions());
    return unit.repetitions().stream()
        .anyMatch(
            loop ->
                loop.executions() >= profile.loopThreshold()
                    && Loops.affectsFewRowsEach(loop)
                    && 2 * loop.executions() >= statements);
  }

  private Transactions.@Nullable Case isLong(TransactionTrace transaction) {
    Duration elapsed = transaction.elapsed();
    boolean waits = transaction.idle().multipliedBy(2).compareTo(elapsed) >= 0;
    if (waits || !Transactions.isAtLeast(elapsed, profile.longTransaction())) {
      return null;
    }
    return new Transactions.Case(
        transaction.first(), transaction.endPlace(), severity(transaction));
  }

  /** An export that must see one state is meant to be long, and locks nothing. */
  private Severity severity(TransactionTrace transaction) {
    if (transaction.readOnly()) {
      return Severity.INFO;
    }
    return Transactions.isAtLeast(
            transaction.elapsed(), profile.longTransaction().multipliedBy(ERROR_FROM))
        ? Severity.ERROR
        : Severity.WARNING;
  }
}
