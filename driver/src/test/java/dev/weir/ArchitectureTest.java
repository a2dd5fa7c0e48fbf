package dev.weir;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * Imports point the way that the design says. Each rule is held against the module, and against a
 * tree with planted violations ({@code dev.weir.planted}), in which it must fail: a rule that never
 * failed proves nothing.
 */
class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .importUrl(WeirDataSource.class.getProtectionDomain().getCodeSource().getLocation());
  private static final JavaClasses PLANTED =
      new ClassFileImporter().importPackages("dev.weir.planted");

  /** Each package, with those that it may import. */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("sql", List.of()),
          Map.entry("catalog", List.of("sql")),
          Map.entry("topology", List.of()),
          Map.entry("consistency", List.of("topology")),
          Map.entry("route", List.of("sql", "topology", "consistency")),
          Map.entry("event", List.of("sql", "route")),
          Map.entry("meter", List.of("topology", "route")),
          Map.entry("forward", List.of("event")),
          Map.entry("plan", List.of("sql", "catalog", "consistency", "route")),
          Map.entry("lease", List.of("topology", "route", "plan", "meter")),
          Map.entry(
              "jdbc",
              List.of(
                  "sql",
                  "catalog",
                  "topology",
                  "consistency",
                  "route",
                  "event",
                  "meter",
                  "forward",
                  "plan",
                  "lease")));

  /**
   * What is public where others need it: applications and listeners the face, events and what they
   * lead to; the face what it assembles. Beside these, the shapes of statements.
   */
  private static final Set<String> PUBLIC =
      Set.of(
          "ExtensionSettings",
          "ImaginedReplicas",
          "ObserveOptions",
          "Weir",
          "WeirDataSource",
          "WeirDriver",
          "WeirExtension",
          "catalog.Catalog",
          "catalog.CatalogReader",
          "catalog.CatalogWatch",
          "catalog.Closure",
          "catalog.Tables",
          "catalog.Ways",
          "consistency.BoundsInUse",
          "consistency.Caller",
          "consistency.CallerScope",
          "consistency.Callers",
          "consistency.Freshness",
          "consistency.FreshnessScope",
          "consistency.LastWrite",
          "consistency.Marks",
          "consistency.MemoryTokenStore",
          "consistency.ReadMarks",
          "consistency.RedisTokenStore",
          "consistency.ScriptedTokenStore",
          "consistency.TokenStore",
          "consistency.WriteMarks",
          "event.Call",
          "event.ChangedColumns",
          "event.Checkout",
          "event.Execution",
          "event.ExecutionListener",
          "event.Outcome",
          "event.Parameters",
          "event.Publisher",
          "event.QueryListenerAdapter",
          "event.RowObserver",
          "event.RowsRead",
          "event.SearchPath",
          "event.Setter",
          "event.StatementLog",
          "event.Taken",
          "event.TransactionEnd",
          "event.TransactionStart",
          "event.Wishes",
          "forward.ChangeableRows",
          "forward.ForwardingCallableStatement",
          "forward.ForwardingConnection",
          "forward.ForwardingDatabaseMetaData",
          "forward.ForwardingResultSet",
          "forward.ForwardingStatement",
          "forward.ObservedRows",
          "jdbc.Admission",
          "jdbc.Chooser",
          "jdbc.ConnectionFactory",
          "jdbc.ImaginedRouter",
          "jdbc.Marking",
          "jdbc.NobodySocketFactory",
          "jdbc.ObservedDataSource",
          "jdbc.StaleReadDetector",
          "lease.ConnectionSettings",
          "lease.Failures",
          "lease.Lease",
          "lease.LeaseSet",
          "lease.Lender",
          "lease.NodePool",
          "lease.PinSet",
          "lease.Physical",
          "lease.PrimaryLender",
          "lease.ServerDataSource",
          "lease.SpillGate",
          "meter.Counters",
          "meter.DataSourceMXBean",
          "meter.DataSourceStatistics",
          "meter.DurationSummary",
          "meter.JmxRegistration",
          "meter.Metered",
          "meter.WeirMetrics",
          "plan.Hint",
          "plan.Naming",
          "plan.Pin",
          "plan.Plan",
          "plan.PlanCache",
          "plan.Refusal",
          "plan.RefusalMemory",
          "plan.Refused",
          "plan.SessionEffect",
          "route.Lending",
          "route.Load",
          "route.Needs",
          "route.RouteCount",
          "route.RouteCounters",
          "route.RouteDecision",
          "route.RouteExplainer",
          "route.RouteExplanation",
          "route.RouteReason",
          "route.Router",
          "route.Session",
          "route.SpillOver",
          "topology.ConnectionSource",
          "topology.Monitor",
          "topology.NextTopology",
          "topology.Node",
          "topology.NodeState",
          "topology.Position",
          "topology.Positions",
          "topology.RootCause",
          "topology.Sample",
          "topology.SampleListener",
          "topology.Stragglers",
          "topology.Topology",
          "topology.TopologyChange",
          "topology.TopologyListener");

  /**
   * Who sends statements on sessions that an application has or will get: by package, one class
   * those of Weir's own, and in the wrappers who passes on those of the application.
   */
  private static final Map<String, Set<String>> SENDERS =
      Map.of(
          "lease",
          Set.of("OwnQuestions"),
          "jdbc",
          Set.of(
              "Copies",
              "Cursor",
              "DriverConnection",
              "ForwardingPostgresConnection",
              "Keys",
              "LargeObjects",
              "ObservedConnection",
              "ObservedPreparedStatement",
              "ObservedStatement",
              "SeenFastpath",
              "StatementText",
              "TextStatement",
              "WeirCallableStatement",
              "WeirPreparedStatement",
              "WeirStatement"));

  static Stream<String> rules() {
    return rules("dev.weir").keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void moduleKeepsTheRule(String name) {
    rule("dev.weir", name).check(MODULE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleFailsOnThePlantedViolation(String name) {
    assertThat(rule("dev.weir.planted", name).evaluate(PLANTED).hasViolation()).isTrue();
  }

  /** Else they would allow for what is to come. */
  @Test
  void listsNameOnlyWhatIsThere() {
    assertThat(
            PUBLIC.stream()
                .filter(name -> MODULE.stream().noneMatch(c -> isPublic(c, "dev.weir." + name))))
        .isEmpty();
    SENDERS.forEach(
        (in, senders) ->
            assertThat(senders)
                .allMatch(
                    sender ->
                        MODULE.stream()
                            .filter(c -> c.getPackageName().equals("dev.weir." + in))
                            .filter(c -> outermost(c).getSimpleName().equals(sender))
                            .flatMap(c -> c.getAccessesFromSelf().stream())
                            .anyMatch(ArchitectureTest::sends)));
  }

  private static boolean isPublic(JavaClass c, String name) {
    return c.getName().equals(name) && c.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static ArchRule rule(String root, String name) {
    return Objects.requireNonNull(rules(root).get(name));
  }

  /** The rules for a tree whose face is the given package. */
  private static Map<String, ArchRule> rules(String root) {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("no cycles", slices().assignedFrom(eachPackage()).should().beFreeOfCycles());
    rules.put("nobody imports the face", nobodyImportsTheFace(root));
    ARROWS.keySet().stream()
        .filter(from -> !forbidden(from).isEmpty())
        .sorted()
        .forEach(from -> rules.put(from + " imports " + ARROWS.get(from), arrows(root, from)));
    SENDERS.keySet().stream()
        .sorted()
        .forEach(in -> rules.put("in " + in + " only these send", onlyTheseSend(root, in)));
    rules.put("only events and the face know datasource-proxy", onlyEventsKnowTheProxy(root));
    rules.put("only the meters of Micrometer know it", onlyItsMetersKnowMicrometer(root));
    rules.put(
        "statics are final", fields().that().areStatic().should().beFinal().allowEmptyShould(true));
    rules.put("no shapeless names", noClasses().should(haveShapelessName()));
    rules.put("public is what is meant to be", publicIsIntended(root));
    return rules;
  }

  private static ArchRule nobodyImportsTheFace(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root);
  }

  private static ArchRule arrows(String root, String from) {
    String[] forbidden =
        forbidden(from).stream().map(other -> root + "." + other + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + from + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden);
  }

  private static List<String> forbidden(String from) {
    List<String> to = Objects.requireNonNull(ARROWS.get(from));
    return ARROWS.keySet().stream()
        .filter(other -> !other.equals(from) && !to.contains(other))
        .toList();
  }

  private static ArchRule onlyTheseSend(String root, String in) {
    Set<String> senders = Objects.requireNonNull(SENDERS.get(in));
    return noClasses()
        .that()
        .resideInAPackage(root + "." + in)
        .and(
            describe(
                "are none of " + senders, c -> !senders.contains(outermost(c).getSimpleName())))
        .should(
            ArchConditions.have(
                describe(
                    "a call that sends a statement",
                    c -> c.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::sends))));
  }

  private static JavaClass outermost(JavaClass c) {
    return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c);
  }

  /**
   * Whether an access is to a method, of JDBC's or of the driver's, by which statements are sent.
   */
  private static boolean sends(JavaAccess<?> access) {
    return access
            .getName()
            .matches(
                "execute.*|prepare(Statement|Call)|createStatement"
                    + "|execSQL.*|get(QueryExecutor|CopyAPI|LargeObjectAPI|FastpathAPI)")
        && Stream.of(Statement.class, Connection.class, PGConnection.class)
            .anyMatch(access.getTargetOwner()::isAssignableTo);
  }

  private static ArchRule onlyEventsKnowTheProxy(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(root, root + ".event")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("net.ttddyy..");
  }

  /** It is optional: whatever else needs it could not be loaded without. */
  private static ArchRule onlyItsMetersKnowMicrometer(String root) {
    return noClasses()
        .that()
        .haveNameNotMatching(Pattern.quote(root + ".meter.WeirMetrics") + "(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..");
  }

  private static ArchRule publicIsIntended(String root) {
    return classes()
        .that()
        .areTopLevelClasses()
        .and()
        .arePublic()
        .and()
        .resideOutsideOfPackage(root + ".sql..")
        .should(
            ArchConditions.be(
                describe(
                    "listed in this test",
                    c -> PUBLIC.contains(c.getName().substring(root.length() + 1)))));
  }

  private static ArchCondition<JavaClass> haveShapelessName() {
    return ArchConditions.have(
        describe(
            "a name like Impl, Manager, Helper, Util or Abstract",
            c -> c.getSimpleName().matches("Abstract.*|.*(Impl|Manager|Helper|Utils?)")));
  }

  /**
   * One slice per package, the root too: {@code matching("..(**)")} leaves the root out and misses
   * cycles through it.
   */
  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass c) {
        return SliceIdentifier.of(c.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }
}
