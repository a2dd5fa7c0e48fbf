package dev.weir.analyzer.junit;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.Clusters;
import dev.weir.analyzer.Unit;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Records what each test executes, and fails it if that is not what {@link ExpectNoFindings},
 * {@link ExpectStatements}, {@link ExpectRoundTrips} and {@link ExpectRoute} say. In a test of
 * Spring Boot with Weir's starter the annotations are all that is needed. Elsewhere the DataSource
 * is given:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FindingsExtension weir = FindingsExtension.watching(dataSource);
 *
 * Orders orders = new Orders(weir.dataSource());
 * }</pre>
 *
 * <p>Each test is a unit of work: also each of a parameterised, repeated or dynamic one. What other
 * threads execute belongs to the test that runs alone; of several it is known of none, and all that
 * expect something fail.
 */
public final class FindingsExtension
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(FindingsExtension.class);
  private static final String NOTHING =
      "Weir watches nothing that %s uses. With Spring Boot it needs weir-spring-boot-starter on the"
          + " class path, a DataSource bean, and neither weir.enabled=false nor"
          + " weir.analyzer.mode=off; without, a field @RegisterExtension static final"
          + " FindingsExtension weir = FindingsExtension.watching(dataSource)";
  private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";

  private final @Nullable Given given;

  /** What was given, observed when it is used first. */
  private static final class Given {
    private final Supplier<? extends DataSource> dataSource;
    private final AnalyzerConfig config;
    private @Nullable WeirDataSource observed; // Guarded by this.

    /** Those of one test. */
    private record All(List<Given> list) {}

    Given(Supplier<? extends DataSource> dataSource, AnalyzerConfig config) {
      this.dataSource = dataSource;
      this.config = config;
    }

    synchronized WeirDataSource observed() {
      if (observed == null) {
        DataSource given = dataSource.get();
        observed = given instanceof WeirDataSource weir ? weir : Weir.observe("test", given);
      }
      return observed;
    }
  }

  /** The one that the annotations register. */
  FindingsExtension() {
    this.given = null;
  }

  private FindingsExtension(Given given) {
    this.given = given;
  }

  /**
   * Watches a DataSource.
   *
   * @param dataSource any; what {@link #dataSource()} returns is to be used in its place, unless it
   *     is Weir's itself
   */
  public static FindingsExtension watching(DataSource dataSource) {
    return watching(() -> dataSource);
  }

  /**
   * Watches a DataSource that is not there yet.
   *
   * @param dataSource is asked once, when it is used first
   */
  public static FindingsExtension watching(Supplier<? extends DataSource> dataSource) {
    return watching(dataSource, AnalyzerConfig.builder().build());
  }

  /**
   * Watches a DataSource.
   *
   * @param dataSource is asked once, when it is used first
   * @param config how to judge; nobody is told by its {@code onFinding}
   */
  public static FindingsExtension watching(
      Supplier<? extends DataSource> dataSource, AnalyzerConfig config) {
    return new FindingsExtension(new Given(dataSource, config));
  }

  /**
   * What is to be used in place of the DataSource that was given.
   *
   * @throws IllegalStateException if none was
   */
  public WeirDataSource dataSource() {
    if (given == null) {
      throw new IllegalStateException("no DataSource was given: see watching(..)");
    }
    return given.observed();
  }

  /** Begins the set-up of a test, of which nobody wants to hear. */
  @Override
  public void beforeEach(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    if (given != null) {
      List<Given> all = new ArrayList<>(given(context));
      all.add(given);
      store.put(Given.All.class, new Given.All(all));
    }
    Analyzer analyzer = analyzer(context);
    if (analyzer != null && store.get(Unit.class) == null) {
      store.put(Unit.class, analyzer.unwatched("set-up of " + name(context)));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Unit setUp = context.getStore(NAMESPACE).remove(Unit.class, Unit.class);
    if (setUp != null) {
      setUp.close();
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    record(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    record(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext test,
      ExtensionContext context)
      throws Throwable {
    record(invocation, context);
  }

  /** Runs a test; the first of several of these extensions does it for all. */
  private static void record(Invocation<@Nullable Void> invocation, ExtensionContext context)
      throws Throwable {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    if (store.get(context.getUniqueId()) != null) {
      invocation.proceed();
      return;
    }
    store.put(context.getUniqueId(), true);
    ExtensionContext method = ofMethod(context);
    Expectations expectations =
        Expectations.of(method.getRequiredTestMethod(), method.getRequiredTestClass());
    Watched watched = watched(method, expectations.judgeByTheClock());
    expectations.check(name(context), watched.config().codes());
    Recorder recorder =
        new Recorder(
            RunningTests.OF_THIS_JVM,
            context.getUniqueId(),
            name(context),
            watched,
            mayBeOneOfMany(context),
            expectations.route() != null);
    Throwable thrown = null;
    try {
      invocation.proceed();
    } catch (Throwable t) {
      thrown = t;
    }
    Recording recording = recorder.finish();
    Summary.OF_THIS_JVM.add(recording);
    Summary.OF_THIS_JVM.keep(Clusters.of(watched.dataSources()));
    List<String> failures =
        thrown instanceof TestAbortedException ? List.of() : expectations.failures(recording);
    if (!failures.isEmpty()) {
      AssertionFailedError failure = new AssertionFailedError(String.join("\n\n", failures));
      if (thrown == null) {
        throw failure;
      }
      thrown.addSuppressed(failure);
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  private static boolean mayBeOneOfMany(ExtensionContext context) {
    return !RunningTests.OF_THIS_JVM.hearsOfAll()
        && context.getConfigurationParameter(PARALLEL).map(Boolean::parseBoolean).orElse(false);
  }

  /**
   * What a test uses: what was given, and what is in its context of Spring's.
   *
   * @param clock whether how long something took can be a finding
   */
  private static Watched watched(ExtensionContext context, boolean clock) {
    List<Given> given = given(context);
    List<WeirDataSource> dataSources = new ArrayList<>();
    given.forEach(each -> dataSources.add(each.observed()));
    Analyzer analyzer = null;
    if (Extensions.haveSpring(context.getRequiredTestClass())) {
      dataSources.addAll(SpringTest.dataSources(context));
      analyzer = SpringTest.analyzer(context);
    }
    if (dataSources.isEmpty()) {
      throw new ExtensionConfigurationException(NOTHING.formatted(name(context)));
    }
    AnalyzerConfig config =
        given.isEmpty() ? AnalyzerConfig.builder().build() : given.get(0).config;
    return new Watched(
        dataSources,
        analyzer,
        config(analyzer == null ? config : analyzer.config(), context, clock));
  }

  /** Of a test: its code is the application's, too; nobody is told what is found in it. */
  private static AnalyzerConfig config(
      AnalyzerConfig given, ExtensionContext context, boolean clock) {
    List<String> packages = new ArrayList<>(given.applicationPackages());
    String own = context.getRequiredTestClass().getPackageName();
    if (!packages.isEmpty() && !own.isEmpty()) {
      packages.add(own + ".");
    }
    AnalyzerConfig.Builder builder =
        AnalyzerConfig.builder()
            .profile(clock ? given.profile() : given.profile().withoutClock())
            .roundTrip(given.roundTrip())
            .quietGap(given.quietGap())
            .unitKey(given.unitKey())
            .accepted(given.accepted())
            .maxFindings(given.maxFindings())
            .applicationPackages(packages.toArray(String[]::new));
    given.detectors().forEach(builder::detector);
    return builder.build();
  }

  private static List<Given> given(ExtensionContext context) {
    Given.All all = context.getStore(NAMESPACE).get(Given.All.class, Given.All.class);
    return all == null ? List.of() : all.list();
  }

  private static @Nullable Analyzer analyzer(ExtensionContext context) {
    return Extensions.haveSpring(context.getRequiredTestClass())
        ? SpringTest.analyzer(context)
        : null;
  }

  /** Of a dynamic test, that of its factory. */
  private static ExtensionContext ofMethod(ExtensionContext context) {
    ExtensionContext parent = context.getParent().orElse(null);
    return context.getTestMethod().isPresent() || parent == null ? context : ofMethod(parent);
  }

  private static String name(ExtensionContext context) {
    ExtensionContext method = ofMethod(context);
    String name = method.getRequiredTestMethod().getName();
    String display = context.getDisplayName();
    return method.getRequiredTestClass().getSimpleName()
        + "."
        + (display.startsWith(name + "(") ? display : name + "() " + display);
  }
}
