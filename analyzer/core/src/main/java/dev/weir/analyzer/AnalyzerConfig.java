package dev.weir.analyzer;

import dev.weir.analyzer.accept.Acceptances;
import dev.weir.analyzer.detect.Detector;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.report.JsonFindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Analyzer} watches and judges. Immutable.
 *
 * @param profile from where on something is a finding; default {@link Profile#development()}
 * @param roundTrip what one round trip to the database costs in production, so that a laptop and
 *     production rank findings alike; default 1 ms, from 1 us to 10 s
 * @param quietGap how long a thread must be silent for its unit of work to end, where no scope
 *     tells; default 100 ms, from 1 ms to 60 s
 * @param applicationPackages what the names of the application's classes begin with, such as {@code
 *     com.shop.}; default empty: all that are not of the JDK or a well-known library
 * @param maxFindings how many findings are kept; default 1,000, at least 1. Beyond it, the one that
 *     was not seen for longest goes
 * @param unitKey tells the unit of work that the calling thread is in, where no scope is open: the
 *     id of a trace or of a request that the application's framework keeps; null for none. Asked
 *     once per connection that is taken; what it throws is as what a listener throws. Default: none
 * @param rowsEvery what is read of the rows of results is looked at in one unit of work of so many;
 *     0 for none. Default: as often as {@link Profile#stackEvery}, which is 1 in development and 64
 *     in production
 * @param pooler whether a pooler such as PgBouncer lends connections for one transaction at a time,
 *     or will: then what is left in a session is a finding. Default: no
 * @param detectors the application's own, beside Weir's; default none
 * @param accepted findings that somebody has accepted: they are neither told nor among the
 *     findings, and the report names them; default none
 * @param release what the application's release is called, such as {@code 1.4.2} or a commit, so
 *     that its findings can be compared with those of earlier ones; from 1 to 100 printable
 *     characters, null (the default) for none
 * @param earlier what was found in earlier releases: then each finding is new, ongoing or come
 *     back, and the report has those that are gone. Default: nothing
 * @param onFinding is called with each finding when it is seen first, and at each tenfold growth;
 *     on the analyzer's thread, or on one that asks for the findings. What it throws, errors too,
 *     is counted and logged once. Default: nothing
 */
public record AnalyzerConfig(
    Profile profile,
    Duration roundTrip,
    Duration quietGap,
    List<String> applicationPackages,
    int maxFindings,
    Supplier<? extends @Nullable Object> unitKey,
    int rowsEvery,
    boolean pooler,
    List<Detector> detectors,
    Acceptances accepted,
    @Nullable String release,
    JsonFindings earlier,
    Consumer<Finding> onFinding) {
  private static final int LONGEST_RELEASE = 100;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a value is outside them; the message has the value, the
   *     bound and the unit
   */
  public AnalyzerConfig {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(accepted, "accepted");
    Objects.requireNonNull(earlier, "earlier");
    Objects.requireNonNull(onFinding, "onFinding");
    Objects.requireNonNull(unitKey, "unitKey");
    within("roundTrip", roundTrip, Duration.ofNanos(1_000), Duration.ofSeconds(10));
    within("quietGap", quietGap, Duration.ofMillis(1), Duration.ofSeconds(60));
    detectors = List.copyOf(detectors);
    applicationPackages = List.copyOf(applicationPackages);
    if (applicationPackages.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "applicationPackages must not hold a blank name: every class begins with it");
    }
    if (rowsEvery < 0) {
      throw new IllegalArgumentException(
          "rowsEvery must be at least 0 units of work, but is " + rowsEvery);
    }
    if (release != null && !isName(release)) {
      throw new IllegalArgumentException(
          "release must be 1 to %d printable characters, but is '%s'"
              .formatted(LONGEST_RELEASE, release));
    }
    if (maxFindings < 1) {
      throw new IllegalArgumentException(
          "maxFindings must be at least 1 finding, but is " + maxFindings);
    }
  }

  /** The codes of what can be found, by Weir's own detectors and the application's. */
  public List<Code> codes() {
    return new Detectors(profile, roundTrip, detectors).codes();
  }

  /** A builder with all defaults. Not thread-safe. */
  public static Builder builder() {
    return new Builder();
  }

  private static boolean isName(String release) {
    return !release.isBlank()
        && release.codePointCount(0, release.length()) <= LONGEST_RELEASE
        && release.codePoints().noneMatch(AnalyzerConfig::isInvisible);
  }

  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " must be from " + text(least) + " to " + text(most) + ", but is " + text(value));
    }
  }

  private static String text(Duration duration) {
    return duration.toNanos() / 1e6 + " ms";
  }

  /**
   * Builds a configuration. The defaults are those of {@link AnalyzerConfig}'s components. Not
   * thread-safe.
   */
  public static final class Builder {
    private Profile profile = Profile.development();
    private Duration roundTrip = Duration.ofMillis(1);
    private Duration quietGap = Duration.ofMillis(100);
    private List<String> applicationPackages = List.of();
    private int maxFindings = 1_000;
    private Supplier<? extends @Nullable Object> unitKey = () -> null;
    private @Nullable Integer rowsEvery;
    private boolean pooler;
    private final List<Detector> detectors = new ArrayList<>();
    private Acceptances accepted = Acceptances.NONE;
    private @Nullable String release;
    private JsonFindings earlier = JsonFindings.NONE;
    private Consumer<Finding> onFinding = finding -> {};

    private Builder() {}

    /** See {@link AnalyzerConfig#profile}. */
    public Builder profile(Profile profile) {
      this.profile = profile;
      return this;
    }

    /** See {@link AnalyzerConfig#roundTrip}. */
    public Builder roundTrip(Duration roundTrip) {
      this.roundTrip = roundTrip;
      return this;
    }

    /** See {@link AnalyzerConfig#quietGap}. */
    public Builder quietGap(Duration quietGap) {
      this.quietGap = quietGap;
      return this;
    }

    /** See {@link AnalyzerConfig#applicationPackages}. */
    public Builder applicationPackages(String... packages) {
      this.applicationPackages = List.of(packages);
      return this;
    }

    /** See {@link AnalyzerConfig#maxFindings}. */
    public Builder maxFindings(int maxFindings) {
      this.maxFindings = maxFindings;
      return this;
    }

    /** See {@link AnalyzerConfig#unitKey}. */
    public Builder unitKey(Supplier<? extends @Nullable Object> unitKey) {
      this.unitKey = unitKey;
      return this;
    }

    /** See {@link AnalyzerConfig#rowsEvery}. */
    public Builder rowsEvery(int rowsEvery) {
      this.rowsEvery = rowsEvery;
      return this;
    }

    /** See {@link AnalyzerConfig#pooler}. */
    public Builder pooler(boolean pooler) {
      this.pooler = pooler;
      return this;
    }

    /** Adds one; see {@link AnalyzerConfig#detectors}. */
    public Builder detector(Detector detector) {
      detectors.add(detector);
      return this;
    }

    /** See {@link AnalyzerConfig#accepted}. */
    public Builder accepted(Acceptances accepted) {
      this.accepted = accepted;
      return this;
    }

    /** See {@link AnalyzerConfig#release}. */
    public Builder release(@Nullable String release) {
      this.release = release;
      return this;
    }

    /** See {@link AnalyzerConfig#earlier}. */
    public Builder earlier(JsonFindings earlier) {
      this.earlier = earlier;
      return this;
    }

    /** See {@link AnalyzerConfig#onFinding}. */
    public Builder onFinding(Consumer<Finding> onFinding) {
      this.onFinding = onFinding;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException if a value is outside its bounds
     */
    public AnalyzerConfig build() {
      return new AnalyzerConfig(
          profile,
          roundTrip,
          quietGap,
          applicationPackages,
          maxFindings,
          unitKey,
          rowsEvery == null ? profile.stackEvery() : rowsEvery,
          pooler,
          detectors,
          accepted,
          release,
          earlier,
          onFinding);
    }
  }
}
