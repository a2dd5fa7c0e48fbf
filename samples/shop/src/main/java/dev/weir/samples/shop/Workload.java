package dev.weir.samples.shop;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/**
 * The shop on an ordinary day: customers on several threads, and jobs between their requests. Each
 * request is a unit of work. It ends when its time is over, but not before each habit has shown: on
 * a machine that is very busy that takes longer.
 */
final class Workload {
  static final int THREADS = 4;

  /** The reseller whose robot asks all the time. */
  static final long RESELLER = 1;

  /** The product on the front page. */
  static final long BESTSELLER = 7;

  private static final int MOST_REQUESTS = 40_000;
  private static final int LEAST_REQUESTS = 800;
  private static final int JOBS_EVERY = 400;
  private static final int JOB_ROWS = 120;

  private final Analyzer analyzer;
  private final OrdersPage orders;
  private final ProductPage products;
  private final Visits visits;
  private final Profile profile;
  private final SalesReport sales;
  private final StatusJob status;
  private final StockImport stock;
  private final CartCleanup carts;

  private final AtomicInteger requests = new AtomicInteger();
  private final LongAdder edits = new LongAdder();
  private final LongAdder stale = new LongAdder();

  Workload(DataSource shop, Analyzer analyzer) {
    this.analyzer = analyzer;
    this.orders = new OrdersPage(shop);
    this.products = new ProductPage(shop);
    this.visits = new Visits(shop);
    this.profile = new Profile(shop);
    this.sales = new SalesReport(shop);
    this.status = new StatusJob(shop);
    this.stock = new StockImport(shop);
    this.carts = new CartCleanup(shop);
  }

  /** Serves requests for so long: at most 40,000 of them, and at least 800. */
  Served run(Duration time) {
    long start = System.nanoTime();
    Crew.work(
        THREADS,
        member -> {
          SplittableRandom random = new SplittableRandom(member);
          while (System.nanoTime() - start < time.toNanos() || requests.get() < LEAST_REQUESTS) {
            int number = requests.incrementAndGet();
            if (number > MOST_REQUESTS) {
              break;
            }
            serve(number, random);
          }
        });
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Served(Math.min(requests.get(), MOST_REQUESTS), took, edits.sum(), stale.sum());
  }

  private void serve(int number, SplittableRandom random) throws SQLException {
    // A status run comes first, then the others in turn: each job runs even in a short day.
    switch (number % JOBS_EVERY) {
      case 1 -> in("job order-status", () -> status.run(JOB_ROWS));
      case 101 -> in("job stock-import", () -> stock.run(StockImport.note(number, JOB_ROWS)));
      case 201 -> in("job cart-cleanup", () -> carts.run(JOB_ROWS));
      case 301 -> in("GET /reports/sales", sales::run);
      default -> page(number, random);
    }
  }

  private void page(int number, SplittableRandom random) throws SQLException {
    long customer =
        random.nextInt(4) == 0
            ? RESELLER
            : random.nextInt(1 + (int) RESELLER, 1 + Schema.CUSTOMERS);
    int dice = random.nextInt(100);
    if (dice < 45) {
      in("GET /orders", () -> visit(customer, () -> orders.show(customer)));
    } else if (dice < 75) {
      long product = random.nextInt(2) == 0 ? BESTSELLER : random.nextInt(1, 1 + Schema.PRODUCTS);
      in("GET /products", () -> products.show(product));
    } else if (dice < 90) {
      in("GET /profile", () -> visit(customer, () -> profile.name(customer)));
    } else {
      in("POST /profile", () -> edit(number));
    }
  }

  private void visit(long customer, Request page) throws SQLException {
    visits.seen(customer);
    page.serve();
  }

  /** Requests edit customers in turn, no two the same at a time: what went in must come back. */
  private void edit(int number) throws SQLException {
    long customer = 1L + number % Schema.CUSTOMERS;
    edits.increment();
    if (profile.editIsStale(customer, "Customer " + customer + ", edit " + number)) {
      stale.increment();
    }
  }

  @SuppressWarnings("try") // The unit is a scope: it is there to be closed.
  private void in(String name, Request request) throws SQLException {
    try (Unit unit = analyzer.unit(name)) {
      request.serve();
    }
  }

  private interface Request {
    void serve() throws SQLException;
  }

  /**
   * What was done.
   *
   * @param requests how many requests and jobs
   * @param took how long that was
   * @param edits how many profiles were edited and read back
   * @param stale how many of those came back as they were before
   */
  record Served(int requests, Duration took, long edits, long stale) {}
}
