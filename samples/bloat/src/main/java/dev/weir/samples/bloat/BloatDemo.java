package dev.weir.samples.bloat;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.report.CheckupText;
import dev.weir.samples.bloat.Gauge.Reading;
import dev.weir.samples.cluster.PostgresCluster;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Tells a story in about a minute: a queue gets slower and slower, autovacuum runs, the log shows
 * nothing wrong. Weir names who it was, down to the line of code; its fix is applied, and the same
 * numbers are taken again. Then it tells what it costs to take in rows one by one.
 */
public final class BloatDemo {
  private static final int WORKERS = 2;

  private final PrintStream out;
  private final Duration pause;

  BloatDemo(PrintStream out, Duration pause) {
    this.out = out;
    this.pause = pause;
  }

  /**
   * Runs the demo and exits: 0 when Weir named the cause and its fix healed the queue, else 1.
   *
   * @param arguments none
   * @throws Exception if it could not run
   */
  public static void main(String[] arguments) throws Exception {
    boolean healed = new BloatDemo(System.out, Duration.ofSeconds(4)).run();
    System.exit(healed ? 0 : 1);
  }

  boolean run() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder().database("shop").setting("autovacuum_naptime", "1s").start();
        WeirDataSource shop =
            WeirDataSource.builder().name("shop").primary(cluster.jdbcUrl()).build();
        Analyzer analyzer = Analyzer.quiet(AnalyzerConfig.builder().build())) {
      analyzer.watch(shop);
      return story(cluster.primary().dataSource(), shop, analyzer) && new Ingest(out).tell(cluster);
    }
  }

  private boolean story(DataSource outside, WeirDataSource shop, Analyzer analyzer)
      throws Exception {
    Queue queue = new Queue(shop);
    queue.create();
    execute(outside, "CREATE TABLE invoice (id bigserial PRIMARY KEY, customer text)");
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= WORKERS; i++) {
      threads.add(start("worker-" + i, queue::work));
    }
    Gauge gauge = new Gauge(outside, queue);
    out.println("A queue of 2,000 jobs in a table, and two workers. All is well:");
    Reading well = read(gauge, 2);
    out.println();
    out.println(
        "Somewhere else, an invoice is written. Nobody touches the queue's code or its settings:");
    Billing billing = new Billing(shop);
    threads.add(start("billing-1", billing::bill));
    Reading ill = read(gauge, 5);
    out.println();
    out.println("Autovacuum runs, the log is clean. What does Weir say?");
    out.println();
    Checkup checkup = analyzer.doctor(pause.multipliedBy(2)).get("shop");
    if (checkup == null) {
      throw new IllegalStateException("nobody was examined");
    }
    out.println(CheckupText.plain().render(checkup));
    boolean named = isNamed(checkup);
    if (named) {
      Diagnosis cause = checkup.diagnoses().get(0);
      for (FixStatement fix : cause.entry().advice().statements()) {
        out.println("Applied: " + fix.sql());
        execute(outside, fix.sql());
      }
    }
    out.println();
    Reading healed = read(gauge, 3);
    billing.providerAnswers();
    queue.close();
    for (Thread thread : threads) {
      thread.join();
    }
    out.printf(
        "%nOne job read %,d buffers, then %,d, then %,d; dead rows were %.0f %%, then %.0f %%.%n",
        well.buffers(),
        ill.buffers(),
        healed.buffers(),
        100 * ill.deadShare(),
        100 * healed.deadShare());
    return named && healed.buffers() < ill.buffers() / 2;
  }

  /** Whether the first diagnosis is the holder of the horizon, with the line that has it. */
  private static boolean isNamed(Checkup checkup) {
    if (checkup.diagnoses().isEmpty()) {
      return false;
    }
    Diagnosis first = checkup.diagnoses().get(0);
    return first.finding().code().id().equals("VH")
        && !first.symptoms().isEmpty()
        && first.entry().advice().because().stream().anyMatch(why -> why.contains("billing-1"));
  }

  private Reading read(Gauge gauge, int times) throws SQLException, InterruptedException {
    gauge.reset();
    Reading reading = null;
    for (int i = 0; i < times || reading == null; i++) {
      Thread.sleep(pause.toMillis());
      reading = gauge.read();
      out.println("  " + reading);
    }
    return reading;
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
