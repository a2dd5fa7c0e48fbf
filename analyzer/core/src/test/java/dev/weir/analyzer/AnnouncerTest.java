package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Loops;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

/** What the log says of findings. */
class AnnouncerTest {
  private final Queue<SubstituteLoggingEvent> logged = new ConcurrentLinkedQueue<>();
  private final Queue<SubstituteLoggingEvent> lines = new ConcurrentLinkedQueue<>();
  private final AtomicLong nanos = new AtomicLong();

  private Logger logger(String name) {
    Queue<SubstituteLoggingEvent> events = name.equals("dev.weir.json") ? lines : logged;
    return new EventRecordingLogger(new SubstituteLogger(name, events, true), events);
  }

  private Announcer announcer(Report.Entry entry) {
    return announcer(entry, false);
  }

  private Announcer announcer(Report.Entry entry, boolean ofSeveral) {
    return new Announcer(
        100,
        "1.4",
        finding -> entry,
        () -> ofSeveral,
        finding -> {},
        this::logger,
        nanos::get,
        () -> Instant.EPOCH);
  }

  /** A loop, as it is reported. */
  private static Report.Entry loop() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());
      db.findings();
      return db.analyzer().report().entries().get(0);
    }
  }

  private static Finding named(Finding finding, String signature) {
    return new Finding(
        finding.code(),
        finding.severity(),
        finding.confidence(),
        signature,
        finding.subject(),
        finding.place(),
        finding.facts());
  }

  private static void tell(Announcer announcer, Finding finding) {
    announcer.tell(Objects.requireNonNull(announcer.news(finding)));
  }

  @Test
  void firstInFullWithItsFixThenInALine() {
    Report.Entry entry = loop();
    Announcer announcer = announcer(entry);
    tell(announcer, entry.finding());
    Finding grown = entry.finding();
    for (int i = 1; i < 10; i++) {
      assertThat(announcer.news(grown)).isNull();
      grown = grown.plus(entry.finding());
    }
    tell(announcer, grown);
    assertThat(logged).hasSize(2);
    SubstituteLoggingEvent first = Objects.requireNonNull(logged.poll());
    assertThat(first.getLoggerName()).isEqualTo("dev.weir.finding.N1");
    assertThat(first.getLevel()).isEqualTo(Level.ERROR);
    assertThat(first.getMessage())
        .contains("N1 N+1 select", "call      at com.shop.", "loop      at com.shop.", "ANY (?)");
    assertThat(Objects.requireNonNull(logged.poll()).getMessage().lines()).hasSize(1);
  }

  @Test
  void eachIsALineOfJsonAsWell() {
    Report.Entry entry = loop();

    tell(announcer(entry), entry.finding());

    SubstituteLoggingEvent line = Objects.requireNonNull(lines.poll());
    assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
    assertThat(line.getArguments())
        .singleElement()
        .asString()
        .startsWith("{\"version\":2,\"type\":\"finding\"")
        .contains(entry.finding().signature(), "\"release\":\"1.4\"")
        .doesNotContain("\n");
  }

  @Test
  void ofSeveralDataSourcesTheFindingsIsNamed() {
    Report.Entry entry = loop();

    tell(announcer(entry, true), entry.finding());
    tell(announcer(entry, false), entry.finding());

    String name = entry.finding().subject().dataSource();
    assertThat(Objects.requireNonNull(logged.poll()).getMessage())
        .containsPattern("through +" + name);
    assertThat(Objects.requireNonNull(logged.poll()).getMessage()).doesNotContain("through");
  }

  @Test
  void sameCodeOnTwoDataSourcesIsNewsOfEach() {
    Report.Entry entry = loop();
    Announcer announcer = announcer(entry, true);
    Finding finding = entry.finding();
    Subject.Statement statement = (Subject.Statement) finding.subject();
    Finding other =
        new Finding(
            finding.code(),
            finding.severity(),
            finding.confidence(),
            finding.signature(),
            new Subject.Statement("archive", statement.shape(), statement.source()),
            finding.place(),
            finding.facts());

    assertThat(announcer.news(finding)).isNotNull();
    assertThat(announcer.news(other)).isNotNull();
    assertThat(announcer.news(other)).isNull();
  }

  @Test
  void floodIsCutAndCounted() {
    Report.Entry entry = loop();
    Announcer announcer = announcer(entry);
    for (int i = 0; i < 30; i++) {
      tell(announcer, named(entry.finding(), "N1-" + i));
    }
    assertThat(logged).hasSize(20);
    logged.clear();
    nanos.addAndGet(60_000_000_000L);
    tell(announcer, named(entry.finding(), "N1-30"));
    assertThat(List.copyOf(logged))
        .first()
        .satisfies(
            event -> {
              assertThat(event.getLoggerName()).isEqualTo("dev.weir.finding");
              assertThat(event.getArguments()).startsWith(10);
            });
    assertThat(logged).hasSize(2);
  }
}
