package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.Observation.Replica;
import dev.weir.analyzer.sample.Server;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks every illness about one server, puts causes before their symptoms, and says of each area how
 * it is. Pure, so any thread may call it.
 */
public final class Doctor {
  private static final List<Illness> ILLNESSES =
      List.of(
          new HorizonHeld(),
          new AutovacuumOff(),
          new FutileVacuum(),
          new BusyWorkers(),
          new DeadRows(),
          new TableBloat(),
          new IndexBloat(),
          new ToastRows(),
          new LateVacuum(),
          new Wraparound(),
          new LowHot(),
          new StaleStatistics(),
          new LockChain(),
          new ManyConnections(),
          new PoolerQueue(),
          new UnusedIndex(),
          new RedundantIndexes(),
          new InvalidIndex(),
          new BareForeignKey(),
          new NextPartition(),
          new DefaultPartition(),
          new SequentialScans(),
          new ReplicationLag(),
          new SlotRetention(),
          new SequenceEnd(),
          new Headroom(),
          new TopStatements(),
          new CacheHits(),
          new TemporaryFiles());

  /** What a replica is asked for beside its primary. */
  private static final List<Illness> ON_REPLICAS = List.of(new ManyConnections());

  private Doctor() {}

  /**
   * Examines a server.
   *
   * @param observation what it answered
   */
  public static Checkup examine(Observation observation) {
    return examine(observation, "");
  }

  /**
   * Examines a server.
   *
   * @param observation what it answered
   * @param longer how whoever reads it can have it watched for longer; empty if they cannot
   */
  public static Checkup examine(Observation observation, String longer) {
    Case each = new Case(observation, longer);
    Map<Area, List<Opinion>> opinions = new EnumMap<>(Area.class);
    List<Found> found = new ArrayList<>();
    for (Illness illness : ILLNESSES) {
      Opinion opinion = illness.inspect(each);
      if (each.server().standby()) {
        opinion = opinion.onStandby();
      }
      opinions.computeIfAbsent(illness.area(), area -> new ArrayList<>()).add(opinion);
      opinion.found().forEach(entry -> found.add(new Found(illness.area(), entry)));
    }
    for (Replica replica : observation.replicas()) {
      Case other = new Case(replica.alone());
      for (Illness illness : ON_REPLICAS) {
        Opinion opinion = illness.inspect(other).onReplica(replica.name());
        opinions.computeIfAbsent(illness.area(), area -> new ArrayList<>()).add(opinion);
        opinion.found().forEach(entry -> found.add(new Found(illness.area(), entry)));
      }
    }
    List<Diagnosis> diagnoses = Causes.first(found);
    List<AreaVerdict> areas = new ArrayList<>();
    opinions.forEach((area, all) -> areas.add(verdict(area, all, diagnoses)));
    return new Checkup(
        observation.name(),
        describe(each.server()),
        each.at(),
        each.window(),
        Bottleneck.of(each, diagnoses),
        ReadShare.of(each),
        areas,
        diagnoses,
        unseen(opinions, each));
  }

  /**
   * Something that was found.
   *
   * @param area of which illness
   * @param entry what
   */
  record Found(Area area, Report.Entry entry) {
    Finding finding() {
      return entry.finding();
    }
  }

  private static AreaVerdict verdict(Area area, List<Opinion> opinions, List<Diagnosis> diagnoses) {
    List<Report.Entry> entries =
        opinions.stream()
            .flatMap(opinion -> opinion.found().stream())
            .sorted(Comparator.comparing(Report.Entry::finding, Finding.worstFirst()))
            .toList();
    Set<String> missing = new LinkedHashSet<>();
    opinions.forEach(opinion -> missing.addAll(opinion.notJudged()));
    String also = missing.isEmpty() ? "" : "; not judged: " + String.join("; ", missing);
    if (!entries.isEmpty()) {
      Finding worst = entries.get(0).finding();
      State state = worst.severity() == Severity.ERROR ? State.ACT : State.LOOK;
      String more = entries.size() > 1 ? " (and %,d more)".formatted(entries.size() - 1) : "";
      String cause = Causes.of(worst, diagnoses);
      return new AreaVerdict(
          area,
          state,
          worst.subject().text() + ": " + entries.get(0).words() + more + cause + also);
    }
    String healthy =
        opinions.stream()
            .map(Opinion::healthy)
            .filter(text -> !text.isEmpty())
            .reduce((one, other) -> one + "; " + other)
            .orElse("nothing found");
    boolean judged = opinions.stream().allMatch(opinion -> opinion.notJudged().isEmpty());
    return judged
        ? new AreaVerdict(area, State.OK, healthy)
        : new AreaVerdict(area, State.NOT_JUDGED, String.join("; ", missing));
  }

  private static String describe(Server server) {
    return "PostgreSQL %s, %s, database %s, asked as %s%s%s"
        .formatted(
            server.versionText(),
            server.standby() ? "a standby" : "a primary",
            server.database(),
            server.role(),
            server.seesSessions() ? "" : ", who does not see what others do",
            server.managed() == null ? "" : " (" + server.managed() + ")");
  }

  private static List<String> unseen(Map<Area, List<Opinion>> opinions, Case each) {
    Set<String> unseen = new LinkedHashSet<>();
    opinions.forEach(
        (area, all) ->
            all.forEach(
                one -> one.notJudged().forEach(why -> unseen.add(area.title() + ": " + why))));
    if (!each.server().seesSessions()) {
      unseen.add(
          "what other roles' sessions do: GRANT pg_monitor TO "
              + Sql.name(each.server().role())
              + (each.server().standby() ? ", on the primary" : ""));
    }
    unseen.add(
        "CPU, memory and disk of the machine: a database cannot tell of them; look at the system or"
            + " the service");
    return List.copyOf(unseen);
  }
}
