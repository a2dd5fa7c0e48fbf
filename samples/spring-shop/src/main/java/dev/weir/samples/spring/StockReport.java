package dev.weir.samples.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A job that asks for the stock of each product. */
@Component
public class StockReport {
  private static final Logger LOG = LoggerFactory.getLogger(StockReport.class);

  private final JdbcTemplate jdbc;

  StockReport(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Sums it up. */
  @Scheduled(fixedDelayString = "${shop.report-every:10s}", initialDelayString = "1s")
  public void sum() {
    long sum = 0;
    for (long id = 1; id <= 50; id++) {
      Integer stock =
          jdbc.queryForObject("select stock from product where id = ?", Integer.class, id);
      sum += stock == null ? 0 : stock;
    }
    LOG.debug("{} products in stock", sum);
  }
}
