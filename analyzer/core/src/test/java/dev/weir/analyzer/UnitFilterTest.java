package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Requests;
import dev.weir.analyzer.detect.UnitDetector;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units of work for those who have no framework that tells them. */
class UnitFilterTest {
  private final List<String> units = new CopyOnWriteArrayList<>();
  private final ProxiedDatabase db =
      new ProxiedDatabase(AnalyzerConfig.builder().detector(new Names()).build());
  private final Requests requests = new Requests(db);

  /** Notes what the units are called in which something is repeated. */
  private final class Names implements UnitDetector {
    @Override
    public Code code() {
      return new Code("NAMES", "names", "names");
    }

    @Override
    public String words(Finding finding) {
      return "";
    }

    @Override
    public String fix() {
      return "";
    }

    @Override
    public List<Finding> inspect(UnitTrace unit) {
      units.add(String.valueOf(unit.name()));
      return List.of();
    }
  }

  /** Reads half of the list at once, and the rest when it is dispatched again. */
  private final class Later extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException {
      requests.one(1);
      requests.one(2);
      if (request.getDispatcherType() != DispatcherType.ASYNC) {
        AsyncContext async = request.startAsync();
        async.start(async::dispatch);
      }
    }
  }

  @AfterEach
  void close() {
    db.close();
  }

  private List<String> names() {
    db.end();
    return new ArrayList<>(units);
  }

  private void served(Path base, String... methodsAndPaths) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "orders", new Requests.Servlet(requests)).addMapping("/orders/*");
    Wrapper later = Tomcat.addServlet(context, "later", new Later());
    later.addMapping("/later/*");
    later.setAsyncSupported(true);
    FilterDef definition = new FilterDef();
    definition.setFilterName("unit");
    definition.setFilter(new UnitFilter(db.analyzer()));
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("unit");
    map.addURLPattern("/*");
    map.setDispatcher("REQUEST");
    map.setDispatcher("ASYNC");
    context.addFilterMap(map);
    tomcat.start();
    try {
      HttpClient browser = HttpClient.newHttpClient();
      int port = tomcat.getConnector().getLocalPort();
      for (String each : methodsAndPaths) {
        String[] parts = each.split(" ", 2);
        URI page = URI.create("http://localhost:" + port + parts[1]);
        browser.send(
            HttpRequest.newBuilder(page).method(parts[0], BodyPublishers.noBody()).build(),
            BodyHandlers.discarding());
      }
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void requestIsAUnitThatIsCalledAsItsRoute(@TempDir Path base) throws Exception {
    served(base, "GET /orders/7?id=list", "GET /orders/8?id=list");
    assertThat(names()).containsExactly("GET /orders/*", "GET /orders/*");
    assertThat(db.analyzer().coverage().guessedUnits()).isZero();
  }

  @Test
  void dispatchesOfARequestAreOneUnit(@TempDir Path base) throws Exception {
    served(base, "GET /later/7", "BREW /later/8");
    assertThat(names()).containsExactly("GET /later/*", "other method /later/*");
    assertThat(db.analyzer().coverage().units()).isEqualTo(2);
  }

  @Test
  void eachTaskIsAUnitOfItsName() throws Exception {
    UnitTasks tasks = db.analyzer().tasks("import");
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      tasks.wrap(requests::list).run();
      Callable<String> call =
          () -> {
            requests.list();
            return "done";
          };
      assertThat(pool.submit(tasks.wrap(call)).get()).isEqualTo("done");
      tasks.wrap(pool).execute(requests::list);
    } finally {
      pool.shutdown();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(names()).containsExactly("import", "import", "import");
    assertThat(db.analyzer().coverage().guessedUnits()).isZero();
  }

  @Test
  void tasksOfAnOpenUnitAreInIt() throws Exception {
    try (Unit unit = db.analyzer().unit("page")) {
      for (int i = 0; i < 3; i++) {
        int id = i;
        Thread thread = new Thread(unit.tasks().wrap(() -> requests.one(id)));
        thread.start();
        thread.join();
      }
    }
    assertThat(names()).containsExactly("page");
    assertThat(db.analyzer().coverage().units()).isEqualTo(1);
  }
}
