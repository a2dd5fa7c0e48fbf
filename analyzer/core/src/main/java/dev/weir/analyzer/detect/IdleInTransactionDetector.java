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
 * Transactions that are open while the application does something else: its locks stay, and vacuum
 * removes nothing that has died since. One gap of the profile's time is enough, or many that make
 * five times as much; an error from two and a half times on, as with dust's 250 ms and
 * query-audit's 200 ms to 500 ms.
 */
final class IdleInTransactionDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("TXI", "idle-in-transaction", "idle in transaction");

  private static final int MANY = 5;

  private final Profile profile;

  IdleInTransactionDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    String longest = finding.text(Transactions.LONGEST_IDLE);
    boolean one =
        finding.number(Transactions.LONGEST_IDLE) >= (double) profile.idleConnection().toNanos();
    return one
        ? "%s idle after this statement, at the most, in %s"
            .formatted(longest, Transactions.words(finding))
        : "%s idle in all, %s after this statement, at the most, in %s"
            .formatted(finding.text(Transactions.MOST_IDLE), longest, Transactions.words(finding));
  }

  @Override
  public String fix() {
    return "Do what takes this long before the transaction begins, or after it has ended: calls of"
        + " other services, files, long computations. What the transaction needs of it, read"
        + " before.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Transactions.find(CODE, unit, this::idle);
  }

  private Transactions.@Nullable Case idle(TransactionTrace transaction) {
    Duration bound = profile.idleConnection();
    Duration longest = transaction.longest().elapsed();
    boolean one = Transactions.isAtLeast(longest, bound);
    if (!one && !Transactions.isAtLeast(transaction.idle(), bound.multipliedBy(MANY))) {
      return null;
    }
    return Transactions.at(transaction.longest(), transaction.first(), severity(transaction));
  }

  /** A job that is claimed by its lock stays locked while it is done: that is the way of it. */
  private Severity severity(TransactionTrace transaction) {
    if (transaction.claims()) {
      return Severity.INFO;
    }
    Duration longest = transaction.longest().elapsed();
    return Transactions.isAtLeast(longest.multipliedBy(2), profile.idleConnection().multipliedBy(5))
        ? Severity.ERROR
        : Severity.WARNING;
  }
}
