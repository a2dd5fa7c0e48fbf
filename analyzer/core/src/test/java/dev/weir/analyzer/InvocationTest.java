package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Requests;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Work that a pool, a queue or a server hands out, back to back on its threads: each piece is a
 * unit of work, with and without a scope, and a loop in one of them is found.
 */
class InvocationTest {
  private static final int PIECES = 200;

  private final ProxiedDatabase db =
      new ProxiedDatabase(AnalyzerConfig.builder().profile(Profile.development()).build());
  private final Requests requests = new Requests(db);

  @AfterEach
  void close() {
    db.close();
  }

  private void scoped(boolean scope, Runnable work) {
    if (scope) {
      db.unit(work);
    } else {
      work.run();
    }
  }

  private void onPool(List<Runnable> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> futures = new ArrayList<>();
      tasks.forEach(task -> futures.add(pool.submit(task)));
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Finding> found() {
    db.end();
    return db.findings();
  }

  /** What is found of one loop of 20 among many pieces of work that have none. */
  private void assertThatTheLoopIsFound(boolean scope) {
    assertThat(found()).hasSize(1);
    Finding finding = db.findings().get(0);
    // Without a scope, the piece before may have been the beginning of the same work.
    assertThat(finding.count(Fact.EXECUTIONS)).isBetween(20L, scope ? 20L : 21L);
    assertThat(finding.count(Fact.UNITS)).isEqualTo(1);
    assertThat(String.valueOf(finding.place().loop())).contains("Requests.list");
    assertThat(finding.severity()).isEqualTo(scope ? Severity.ERROR : Severity.WARNING);
    assertThat(finding.confidence()).isEqualTo(scope ? Confidence.CERTAIN : Confidence.POSSIBLE);
    assertThat(db.analyzer().report().entries().get(0).words())
        .matches(
            scope
                ? "20 in 1 unit"
                : "at most 2[01] in 1 unit; no scope was open: analyzer.unit\\(name\\) tells .*");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tasksOfAPoolAreUnits(boolean scope) throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < PIECES; i++) {
      long id = i;
      tasks.add(() -> scoped(scope, () -> requests.one(id)));
    }
    onPool(tasks);
    assertThat(found()).isEmpty();
    assertThat(db.analyzer().coverage().units()).isEqualTo(PIECES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void loopInATaskIsFound(boolean scope) throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < PIECES; i++) {
      long id = i;
      tasks.add(() -> scoped(scope, () -> requests.page(id)));
    }
    tasks.add(PIECES / 2, () -> scoped(scope, requests::list));
    onPool(tasks);
    assertThatTheLoopIsFound(scope);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void loopOfALibraryWithinEachTaskIsNoneOverThem(boolean scope) throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < PIECES; i++) {
      long id = i;
      tasks.add(() -> scoped(scope, () -> requests.oneByALibrary(id)));
    }
    onPool(tasks);
    assertThat(found()).isEmpty();
  }

  @Test
  void whatAPoolHasDoneIsFoundAsSoonAsItsThreadWaits() throws Exception {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task);
              worker.complete(thread);
              return thread;
            });
    try (ProxiedDatabase patient =
        new ProxiedDatabase(AnalyzerConfig.builder().quietGap(Duration.ofSeconds(60)).build())) {
      pool.submit(new Requests(patient)::list).get();
      while (worker.get().getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(patient.findings()).hasSize(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesOfAQueueAreUnits(boolean scope) throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    for (int i = 0; i < PIECES; i++) {
      messages.add(i == PIECES / 2 ? "list" : String.valueOf(i));
    }
    messages.add("");
    Thread consumer =
        new Thread(
            () -> {
              try {
                if (scope) {
                  for (String next = messages.take(); !next.isEmpty(); next = messages.take()) {
                    BlockingQueue<String> one = new LinkedBlockingQueue<>(List.of(next, ""));
                    db.unit(() -> consume(one));
                  }
                } else {
                  requests.consume(messages);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    consumer.start();
    consumer.join();
    assertThatTheLoopIsFound(scope);
    assertThat(db.analyzer().coverage().units()).isBetween(PIECES - 1L, (long) PIECES);
  }

  private void consume(BlockingQueue<String> messages) {
    try {
      requests.consume(messages);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsOfAServerAreUnits(boolean scope, @TempDir Path base) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxThreads", "2");
    tomcat.getConnector().setProperty("minSpareThreads", "1");
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "shop", new Requests.Servlet(requests)).addMapping("/");
    filter(context, scope);
    tomcat.start();
    try {
      HttpClient browser = HttpClient.newHttpClient();
      int port = tomcat.getConnector().getLocalPort();
      for (int i = 0; i < PIECES; i++) {
        String id = i == PIECES / 2 ? "list" : String.valueOf(i);
        URI page = URI.create("http://localhost:" + port + "/?id=" + id);
        assertThat(browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding()))
            .matches(response -> response.statusCode() == 200);
      }
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
    awaitEndOfWorkers();
    assertThatTheLoopIsFound(scope);
    assertThat(db.analyzer().coverage().units()).isBetween(PIECES - 1L, (long) PIECES);
  }

  /** Whoever is still at work may go on with its unit. */
  private static void awaitEndOfWorkers() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("http-nio-")) {
        thread.join();
      }
    }
  }

  /** A filter that opens the scope, as an application or a starter would. */
  private void filter(Context context, boolean scope) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("unit");
    definition.setFilter(
        new Filter() {
          @Override
          public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
              throws IOException, ServletException {
            if (!scope) {
              chain.doFilter(request, response);
              return;
            }
            Unit unit = db.analyzer().unit("request");
            try {
              chain.doFilter(request, response);
            } finally {
              unit.close();
            }
          }
        });
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("unit");
    map.addURLPattern("/*");
    context.addFilterMap(map);
  }

  @Test
  void keyOfAFrameworkTellsUnitsApart() {
    ThreadLocal<String> trace = new ThreadLocal<>();
    try (ProxiedDatabase keyed =
        new ProxiedDatabase(AnalyzerConfig.builder().unitKey(trace::get).build())) {
      Requests application = new Requests(keyed);
      for (int i = 0; i < 30; i++) {
        trace.set("trace " + i / 10);
        application.one(i);
      }
      trace.remove();
      keyed.end();
      Finding finding = keyed.findings().get(0);
      assertThat(finding.count(Fact.UNITS)).isEqualTo(3);
      assertThat(finding.confidence()).isEqualTo(Confidence.CERTAIN);
      assertThat(keyed.analyzer().coverage().guessedUnits()).isZero();
    }
  }
}
