package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All detectors, each kept from the others: what one throws is caught, counted and logged once, and
 * one that throws {@value #MOST_FAILURES_IN_A_ROW} times in a row is switched off. Thread-safe.
 */
public final class Detectors {
  private static final Logger LOG = LoggerFactory.getLogger(Detectors.class);
  private static final int MOST_FAILURES_IN_A_ROW = 10;

  private final Map<String, Guarded> byCode = new LinkedHashMap<>();
  private final AtomicLong failures = new AtomicLong();

  /**
   * Creates them.
   *
   * @param profile from where on something is a finding
   * @param roundTrip what one round trip to the database costs in production
   * @param more the application's own
   * @throws IllegalArgumentException if two have one code
   */
  public Detectors(Profile profile, Duration roundTrip, List<Detector> more) {
    Loops loops = new Loops(profile, roundTrip);
    NPlusOneDetector nPlusOne = new NPlusOneDetector(loops);
    add(nPlusOne);
    add(new InterleavedLoopDetector(nPlusOne));
    add(new RowByRowInsertDetector(loops));
    add(new RowByRowUpdateDetector(loops));
    add(new RowByRowDeleteDetector(loops));
    HotRowDetector hotRows = new HotRowDetector(loops);
    add(hotRows);
    add(new HeldRowDetector(profile, hotRows));
    add(new IdleInTransactionDetector(profile));
    add(new LongTransactionDetector(profile));
    add(new LeftTransactionDetector());
    add(new HeldConnectionDetector(profile, nPlusOne));
    add(new WholeResultDetector());
    add(new IgnoredFetchSizeDetector());
    add(new UnreadRowsDetector());
    add(new NeverReadDetector());
    add(new UnreadColumnsDetector());
    add(new NeedlessCountDetector());
    add(new DeepOffsetDetector());
    add(new LongListDetector());
    add(new RepeatedReadDetector(profile, roundTrip));
    add(new SlowReadDetector(profile));
    add(new SmallBatchesDetector(profile, roundTrip));
    add(new DegradedBatchDetector(roundTrip));
    add(new CommitPerRowDetector(profile, roundTrip));
    add(new UpdateWhileReadingDetector());
    add(new LargeResultDetector());
    add(new JoinInCodeDetector());
    add(new UnchangedUpdateDetector(profile));
    add(new FullRowUpdateDetector(profile));
    add(new ReadModifyWriteDetector());
    add(new LookupBeforeInsertDetector(profile));
    add(new WholeTableWriteDetector());
    QueueTableDetector queues = new QueueTableDetector();
    SessionTableDetector sessions = new SessionTableDetector();
    add(queues);
    add(sessions);
    add(new IndexedUpdateDetector(queues, sessions));
    add(new FastColumnsDetector());
    add(new SoftDeleteDetector());
    add(new LockDetector(profile));
    add(new BlockingDefinitionDetector());
    add(new SessionStateDetector());
    add(new PollingDetector(queues));
    add(new TimeSyncDetector());
    add(new GrowingTextDetector());
    add(new NeedlessTransactionDetector());
    add(new ChattyUnitDetector(profile.loopThreshold()));
    more.forEach(this::add);
  }

  private void add(Detector detector) {
    Guarded other = byCode.putIfAbsent(detector.code().id(), new Guarded(detector));
    if (other != null) {
      throw new IllegalArgumentException(
          "two detectors have the code %s: %s and %s"
              .formatted(
                  detector.code().id(),
                  other.detector.getClass().getName(),
                  detector.getClass().getName()));
    }
  }

  /**
   * Asks every detector that judges units.
   *
   * @param unit what one unit of work repeated
   * @return what they found, with the facts of this unit alone
   */
  public List<Finding> inspect(UnitTrace unit) {
    return ask(detector -> detector instanceof UnitDetector one ? one.inspect(unit) : List.of());
  }

  /**
   * Asks every detector that looks over units.
   *
   * @param window what happened since the last one
   * @return what they found, with the facts of this window alone
   */
  public List<Finding> inspect(Window window) {
    return ask(
        detector -> detector instanceof WindowDetector one ? one.inspect(window) : List.of());
  }

  /** The codes that there are, of Weir's own detectors and the application's. */
  public List<Code> codes() {
    return byCode.values().stream().map(guarded -> guarded.detector.code()).toList();
  }

  /** How much of a finding there is, in its detector's words. */
  public String words(Finding finding) {
    return of(finding, detector -> detector.words(finding), "");
  }

  /** What to do about a finding, in its detector's words. */
  public String fix(Finding finding) {
    return of(finding, Detector::fix, "");
  }

  /** What kind of SQL mends a finding. */
  public Repair repair(Finding finding) {
    return of(finding, Detector::repair, Repair.NONE);
  }

  /** Where a finding's kind is described; empty if nowhere. */
  public String page(Finding finding) {
    return of(finding, Detector::page, "");
  }

  /** A finding in the light of its tables, as its detector says; empty if they refute it. */
  public Optional<Finding> review(Finding finding, List<TableHistory> tables) {
    return of(
        finding,
        detector -> Optional.ofNullable(detector.review(finding, tables)),
        Optional.of(finding));
  }

  /** How often detectors threw. */
  public long failures() {
    return failures.get();
  }

  private List<Finding> ask(Function<Detector, List<Finding>> question) {
    List<Finding> findings = new ArrayList<>();
    for (Guarded guarded : byCode.values()) {
      findings.addAll(guarded.ask(question, List.of()));
    }
    return findings;
  }

  private <T> T of(Finding finding, Function<Detector, T> question, T otherwise) {
    Guarded guarded = byCode.get(finding.code().id());
    return guarded == null ? otherwise : guarded.ask(question, otherwise);
  }

  private final class Guarded {
    private final Detector detector;
    private final AtomicLong inARow = new AtomicLong();

    Guarded(Detector detector) {
      this.detector = detector;
    }

    @SuppressWarnings("CatchingUnchecked") // An Error of one detector must not end the others.
    <T> T ask(Function<Detector, T> question, T otherwise) {
      if (inARow.get() >= MOST_FAILURES_IN_A_ROW) {
        return otherwise;
      }
      try {
        T answer = question.apply(detector);
        inARow.set(0);
        return answer;
      } catch (Throwable t) {
        failed(t);
        return otherwise;
      }
    }

    private void failed(@Nullable Throwable thrown) {
      failures.incrementAndGet();
      long times = inARow.incrementAndGet();
      String name = detector.getClass().getName();
      if (times == 1) {
        LOG.warn("The detector {} threw; what it would have found is missing", name, thrown);
      } else if (times == MOST_FAILURES_IN_A_ROW) {
        LOG.error("The detector {} threw {} times in a row and is switched off", name, times);
      }
    }
  }
}
