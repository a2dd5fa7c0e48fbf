package dev.weir.analyzer;

import dev.weir.analyzer.accept.Acceptances;
import dev.weir.analyzer.accept.AnnotatedCode;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.place.ClassFiles;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What somebody has accepted: in a list, or by an annotation where it is. Thread-safe. */
final class AcceptedFindings {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

  private final Acceptances listed;
  private final AnnotatedCode annotated;
  private final Supplier<Instant> now;

  /**
   * Warns of what accepts nothing.
   *
   * @param codes that there are
   */
  AcceptedFindings(Acceptances listed, List<Code> codes, Supplier<Instant> now) {
    this.listed = listed;
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    this.annotated = new AnnotatedCode(name -> ClassFiles.open(name, loader), codes);
    this.now = now;
    for (Acceptance each : listed.all()) {
      if (each.meansNone(codes)) {
        LOG.warn(
            "Accepted is code {}, which there is not ({}): it accepts nothing. There are {}",
            each.code(),
            each.reason(),
            codes.stream().map(Code::id).collect(Collectors.joining(", ")));
      }
    }
  }

  boolean has(Finding finding) {
    return by(finding) != null;
  }

  /** By what a finding is accepted; null if by nothing. */
  @Nullable Acceptance by(Finding finding) {
    LocalDate today = today();
    Acceptance found = listed.of(finding, today);
    return found != null
        ? found
        : annotated.near(finding).stream()
            .filter(each -> !each.isOver(today) && each.means(finding))
            .findFirst()
            .orElse(null);
  }

  /** What is over, or means none of the findings. */
  List<Acceptance> stale(List<Finding> findings) {
    LocalDate today = today();
    return Stream.concat(listed.all().stream(), annotated.all().stream())
        .filter(each -> each.isOver(today) || findings.stream().noneMatch(each::means))
        .toList();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(now.get(), ZoneId.systemDefault());
  }
}
