package dev.weir.samples.shop;

import static dev.weir.samples.shop.Columns.number;

import dev.weir.samples.shop.StatusJob.Answer;
import dev.weir.samples.shop.StockImport.Line;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the shop's developers made of the report. The SQL is the report's; only values are added.
 */
final class Repairs {
  private static final int PAGES = 50;
  private static final int ROWS = 500;
  private static final int VISITS = 1_000;

  private final DataSource shop;
  private final OrdersPage orders;
  private final StatusJob status;
  private final StockImport stock;
  private final CartCleanup carts;
  private final ProductPage products;
  private final Visits visits;

  Repairs(DataSource shop) {
    this.shop = shop;
    this.orders = new OrdersPage(shop);
    this.status = new StatusJob(shop);
    this.stock = new StockImport(shop);
    this.carts = new CartCleanup(shop);
    this.products = new ProductPage(shop);
    this.visits = new Visits(shop);
  }

  List<Repair> all() {
    return List.of(
        new Repair(
            PAGES + " pages of orders",
            "N1",
            OrdersPage.class,
            () -> pages(orders::show),
            fixes -> () -> pages(customer -> page(fixes.get(0), customer))),
        new Repair(
            ROWS + " orders shipped",
            "LU",
            StatusJob.class,
            () -> status.run(ROWS),
            fixes -> () -> update(fixes.get(0), status.answers(ROWS))),
        new Repair(
            ROWS + " lines of stock",
            "LI",
            StockImport.class,
            () -> stock.run(StockImport.note(1, ROWS)),
            fixes -> () -> insert(fixes.get(0), StockImport.note(2, ROWS))),
        new Repair(
            ROWS + " old carts",
            "LD",
            CartCleanup.class,
            () -> carts.run(ROWS),
            fixes -> () -> fixes.get(0).update(shop, carts.expired(ROWS))),
        new Repair(
            number(VISITS) + " views, as steps",
            "HR",
            ProductPage.class,
            () -> views(this::countEach),
            this::steps),
        new Repair(
            number(VISITS) + " views, summed",
            "HR",
            ProductPage.class,
            () -> views(this::countEach),
            fixes -> () -> views(() -> sum(fixes.get(fixes.size() - 1)))),
        new Repair(
            number(VISITS) + " visits",
            "HR",
            Visits.class,
            () -> each(() -> visits.seen(Workload.RESELLER)),
            fixes -> () -> each(() -> fixes.get(0).update(shop, Workload.RESELLER))));
  }

  private interface Page {
    int show(long customer) throws SQLException;
  }

  private interface Step {
    void run() throws SQLException;
  }

  private static long pages(Page page) throws SQLException {
    long items = 0;
    for (long customer = 1; customer <= PAGES; customer++) {
      items += page.show(customer);
    }
    return items;
  }

  private int page(Fix fix, long customer) throws SQLException {
    List<Long> ids = orders.orders(customer);
    try (Connection connection = shop.getConnection();
        PreparedStatement statement = fix.prepare(connection, ids)) {
      return OrdersPage.items(statement).size();
    }
  }

  private long update(Fix fix, List<Answer> answers) throws SQLException {
    return fix.update(
        shop,
        answers.stream().map(Answer::status).toList(),
        answers.stream().map(Answer::order).toList());
  }

  private long insert(Fix fix, List<Line> note) throws SQLException {
    return fix.update(
        shop,
        note.stream().map(Line::product).toList(),
        note.stream().map(Line::quantity).toList(),
        note.stream().map(Line::reference).toList());
  }

  /** How far the counter went, whatever the way. */
  private long views(Step step) throws SQLException {
    long before = products.views(Workload.BESTSELLER);
    step.run();
    return products.views(Workload.BESTSELLER) - before;
  }

  private void countEach() {
    each(() -> products.countView(Workload.BESTSELLER));
  }

  /** The report's table of steps, with a row for each view, and one fold. */
  private Trial.Work steps(List<Fix> fixes) throws SQLException {
    fixes.get(0).update(shop);
    return () ->
        views(
            () -> {
              each(() -> fixes.get(1).update(shop, Workload.BESTSELLER, 1));
              fixes.get(2).update(shop);
            });
  }

  private void sum(Fix fix) throws SQLException {
    fix.update(shop, VISITS, Workload.BESTSELLER);
  }

  /** Takes a step for each visit, on all threads; returns how many. */
  private static long each(Step step) {
    Crew.work(
        Workload.THREADS,
        member -> {
          for (int i = 0; i < VISITS / Workload.THREADS; i++) {
            step.run();
          }
        });
    return VISITS;
  }
}
