package dev.weir.analyzer;

import dev.weir.ExtensionSettings;
import dev.weir.WeirExtension;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.report.JsonFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyzes DataSources that say so, for whoever can only give a URL: {@code
 * jdbc:weir:postgresql://..?weir.analyze=development}. {@link Analyzer#of} leads to the analyzer,
 * which is closed with the DataSource. DataSources of the same settings have one analyzer, as units
 * of work may span them.
 */
public final class AnalyzerExtension implements WeirExtension {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);
  private static final String PREFIX = "weir.analyze";
  private static final String PACKAGES = PREFIX + ".applicationPackages";
  private static final String ROUND_TRIP = PREFIX + ".roundTrip";
  private static final String QUIET_GAP = PREFIX + ".quietGap";
  private static final String POOLER = PREFIX + ".pooler";
  private static final String MAX_FINDINGS = PREFIX + ".maxFindings";
  private static final String RELEASE = PREFIX + ".release";
  private static final String EARLIER = PREFIX + ".earlier";

  /** What DataSources have in common that know nothing of each other; empty if there are none. */
  private static final SharedAnalyzers ANALYZERS = new SharedAnalyzers();

  /** What makes two DataSources share an analyzer. */
  record Settings(
      String mode,
      Duration roundTrip,
      Duration quietGap,
      List<String> applicationPackages,
      int maxFindings,
      boolean pooler,
      @Nullable String release,
      @Nullable String earlier) {
    AnalyzerConfig config() {
      return AnalyzerConfig.builder()
          .profile(mode.equals("production") ? Profile.production() : Profile.development())
          .roundTrip(roundTrip)
          .quietGap(quietGap)
          .applicationPackages(applicationPackages.toArray(String[]::new))
          .maxFindings(maxFindings)
          .pooler(pooler)
          .release(release)
          .earlier(earlier == null ? JsonFindings.NONE : read(earlier))
          .build();
    }
  }

  private static JsonFindings read(String earlier) {
    Path file = Path.of(earlier);
    if (!Files.exists(file)) {
      LOG.info(
          "{} names {}, which is not there: no finding is compared with earlier releases",
          EARLIER,
          file);
      return JsonFindings.NONE;
    }
    try {
      return JsonFindings.read(Files.readAllLines(file), "earlier names " + file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "earlier names %s, which cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Found by the driver. */
  public AnalyzerExtension() {}

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public @Nullable Attachment configure(ExtensionSettings given) {
    AnalyzerConfig defaults = AnalyzerConfig.builder().build();
    String mode = given.text(PREFIX);
    String packages = given.text(PACKAGES);
    Settings settings =
        new Settings(
            mode == null ? "" : mode,
            given.duration(ROUND_TRIP, defaults.roundTrip()),
            given.duration(QUIET_GAP, defaults.quietGap()),
            packages == null
                ? List.of()
                : Stream.of(packages.split(",")).map(String::strip).toList(),
            given.count(MAX_FINDINGS, defaults.maxFindings()),
            given.flag(POOLER, defaults.pooler()),
            given.text(RELEASE),
            given.text(EARLIER));
    if (mode == null) {
      if (!given.isEmpty()) {
        throw new IllegalArgumentException(
            PREFIX + ".* needs " + PREFIX + ": development or production");
      }
      return null;
    }
    if (!List.of("development", "production", "off").contains(mode)) {
      throw new IllegalArgumentException(
          PREFIX + " must be development, production or off; it is '" + mode + "'");
    }
    AnalyzerConfig config;
    try {
      config = settings.config();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PREFIX + "." + e.getMessage(), e);
    }
    return mode.equals("off") ? null : dataSource -> ANALYZERS.watch(settings, config, dataSource);
  }
}
