package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TransactionRate;
import dev.weir.analyzer.model.Window;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Transactions of one query each, whose commit is as many round trips as the query: a hint, where
 * there are 150 within ten seconds, 30 a second, and nearly no others. And connections that are
 * taken and given back without a statement: 30, ten a second, and half of all.
 */
final class NeedlessTransactionDetector implements WindowDetector, Documented {
  private static final Code CODE =
      new Code("TXG", "needless-transaction", "transactions that nobody needs");
  private static final long MANY = 150;
  private static final double PER_SECOND = 30;
  private static final double UNUSED_PER_SECOND = 10;
  private static final long MANY_UNUSED = 30;
  private static final double NEARLY_ALL = 0.95;
  private static final double MOST = 0.5;
  private static final String TRANSACTIONS = "transactions";
  private static final Duration RECENT = Duration.ofSeconds(10);
  private static final int MOST_DATA_SOURCES = 256;

  private final Map<String, TransactionRate> recent = new HashMap<>();

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s in all".formatted(finding.text(TRANSACTIONS));
  }

  @Override
  public String fix() {
    return "One query needs no transaction: leave auto-commit on for it (Spring: no @Transactional,"
        + " or SUPPORTS), and take no connection before there is something to execute.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.transactions().stream()
        .map(this::recent)
        .flatMap(rate -> findings(window, rate))
        .toList();
  }

  /** What there was in the last seconds. */
  private TransactionRate recent(TransactionRate rate) {
    TransactionRate before = recent.get(rate.dataSource());
    TransactionRate both =
        before == null || before.during().compareTo(RECENT) > 0 ? rate : before.plus(rate);
    if (recent.size() < MOST_DATA_SOURCES || before != null) {
      recent.put(rate.dataSource(), both);
    }
    return both;
  }

  private Stream<Finding> findings(Window window, TransactionRate rate) {
    double seconds = rate.during().toNanos() / 1e9;
    boolean soleReads =
        rate.soleReads() >= MANY
            && rate.soleReads() >= PER_SECOND * seconds
            && rate.soleReads() >= NEARLY_ALL * rate.transactions();
    boolean unused =
        rate.unused() >= MANY_UNUSED
            && rate.unused() >= UNUSED_PER_SECOND * seconds
            && rate.unused() >= MOST * rate.checkouts();
    if (soleReads || unused) {
      recent.remove(rate.dataSource()); // What has been told is not told again.
    }
    return Stream.concat(
        soleReads
            ? Stream.of(finding(window, rate, "of one query each", rate.soleReads()))
            : Stream.empty(),
        unused
            ? Stream.of(finding(window, rate, "without a statement", rate.unused()))
            : Stream.empty());
  }

  private static Finding finding(Window window, TransactionRate rate, String what, long count) {
    return Finding.of(
        CODE,
        Severity.INFO,
        Confidence.CERTAIN,
        new Subject.Named(rate.dataSource(), "transaction", what),
        Place.UNKNOWN,
        List.of(
            Fact.sum(TRANSACTIONS, count),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
