package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.sample.ConnectionGroup;
import dev.weir.analyzer.sample.SequenceSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.TableSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What will be at its limit before long, if it goes on as it has: sequences and connections; and
 * how fast tables grow: what their disk has room for, the server does not know.
 */
final class Headroom implements Illness {
  static final Code CODE = new Code("LIM", "limit-ahead", "a limit is near");

  private static final double PAGE = 8_192;
  private static final double WARN_DAYS = 90;
  private static final double SOON_DAYS = 14;

  /** From here on it is told without a trend. */
  private static final double TOLD = 0.75;

  @Override
  public Area area() {
    return Area.GROWTH;
  }

  @Override
  public Opinion inspect(Case each) {
    List<ServerSample> samples = new ArrayList<>(each.observation().trail());
    samples.add(each.now());
    Duration over = Duration.between(samples.get(0).at(), each.at());
    if (samples.size() < Trend.LEAST_SAMPLES || over.compareTo(Trend.LEAST_TIME) < 0) {
      return Opinion.notJudged(
          each.needs(
              "%d samples over 24 h".formatted(Trend.LEAST_SAMPLES),
              "%d over %s".formatted(samples.size(), Words.span(over))));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (SequenceSample sequence : each.now().sequences().rows()) {
      Report.Entry entry = sequence(each, sequence, samples);
      if (entry != null) {
        found.add(entry);
      }
    }
    Report.Entry connections = connections(each, samples);
    if (connections != null) {
      found.add(connections);
    }
    return Opinion.of(found, growth(samples));
  }

  private static Report.@Nullable Entry sequence(
      Case each, SequenceSample sequence, List<ServerSample> samples) {
    if (sequence.used() >= TOLD) {
      return null;
    }
    Trend trend = Trend.of(samples, sample -> given(sample, sequence));
    double left = Math.abs((double) sequence.end() - given(each.now(), sequence));
    if (trend == null || !trend.isStraight()) {
      return null;
    }
    double days = new Trend(Math.abs(trend.perDay()), trend.fit(), trend.over()).daysUntil(left);
    if (days > WARN_DAYS) {
      return null;
    }
    return SequenceEnd.repaired(
        card(SequenceEnd.subject(each, sequence), days)
            .fact("perDay", Math.round(Math.abs(trend.perDay())))
            .words(
                "it gives %s values a day, and %s are left: %s"
                    .formatted(
                        Words.number(Math.abs(trend.perDay())), Words.number(left), in(days))),
        sequence);
  }

  private static double given(ServerSample sample, SequenceSample sequence) {
    return sample.sequences().rows().stream()
        .filter(each -> each.sequence().equals(sequence.sequence()) && each.readable())
        .mapToDouble(each -> each.last() == null ? each.start() : (double) each.last())
        .findFirst()
        .orElse(Double.NaN);
  }

  private static Report.@Nullable Entry connections(Case each, List<ServerSample> samples) {
    double most = ManyConnections.most(each.server());
    double used = used(each.now());
    Trend trend = Trend.of(samples, Headroom::used);
    if (trend == null || !trend.isStraight() || Double.isNaN(most) || used >= TOLD * most) {
      return null;
    }
    double days = trend.daysUntil(most - used);
    return days > WARN_DAYS
        ? null
        : card(each.object("setting", "max_connections", "max_connections"), days)
            .words(
                "%s a day more are taken, %s of %s now: %s"
                    .formatted(
                        Words.number(trend.perDay()),
                        Words.number(used),
                        Words.number(most),
                        in(days)))
            .fix("Find who opens more each day, and put a pooler between many instances and it.")
            .entry();
  }

  private static double used(ServerSample sample) {
    return sample.connections().isSeen()
        ? sample.connections().rows().stream().mapToLong(ConnectionGroup::sessions).sum()
        : Double.NaN;
  }

  private static Card card(Subject subject, double days) {
    return new Card(
            CODE, days <= SOON_DAYS ? Severity.ERROR : Severity.WARNING, Confidence.LIKELY, subject)
        .fact("daysLeft", days, Measure.COUNT, false);
  }

  private static String in(double days) {
    return "at this rate its limit is reached in %s"
        .formatted(Words.count(Math.round(days), "day"));
  }

  /** The three tables that grow fastest. */
  private static String growth(List<ServerSample> samples) {
    Map<String, Trend> trends = new TreeMap<>();
    for (TableSample table : samples.get(samples.size() - 1).tables().rows()) {
      Trend trend = Trend.of(samples, sample -> size(sample, table.oid()));
      if (trend != null && trend.perDay() >= 1024 * 1024 && trend.isStraight()) {
        trends.put(table.name().toString(), trend);
      }
    }
    List<String> fastest =
        trends.entrySet().stream()
            .sorted(
                Map.Entry.comparingByValue(Comparator.comparingDouble(Trend::perDay).reversed()))
            .limit(3)
            .map(
                each ->
                    "%s by %s a day"
                        .formatted(each.getKey(), Words.bytes(each.getValue().perDay())))
            .toList();
    return fastest.isEmpty()
        ? "no table grows by 1 MB a day or more"
        : "what grows most: " + Words.list(fastest);
  }

  /** As its last VACUUM or ANALYZE found it: to ask for each file is too much. */
  private static double size(ServerSample sample, long oid) {
    return sample.tables().rows().stream()
        .filter(each -> each.oid() == oid)
        .mapToDouble(each -> (double) each.pages() * PAGE)
        .findFirst()
        .orElse(Double.NaN);
  }
}
