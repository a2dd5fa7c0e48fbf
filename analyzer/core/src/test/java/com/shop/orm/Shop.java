package com.shop.orm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A shop on Hibernate: as it is written at first, and as it is repaired. */
public final class Shop implements AutoCloseable {
  private static final int ORDERS = 40;

  private final SessionFactory factory;
  private final boolean repaired;

  /**
   * Opens the shop.
   *
   * @param repaired whether it fetches by joins and in batches, and writes in batches
   */
  public Shop(DataSource dataSource, boolean repaired) {
    this.repaired = repaired;
    Configuration configuration = new Configuration();
    List.of(Member.class, Purchase.class, Line.class).forEach(configuration::addAnnotatedClass);
    configuration.getProperties().put("hibernate.connection.datasource", dataSource);
    Map<String, String> batches =
        Map.of(
            "hibernate.default_batch_fetch_size", "50",
            "hibernate.jdbc.batch_size", "50",
            "hibernate.order_inserts", "true",
            "hibernate.order_updates", "true");
    if (repaired) {
      batches.forEach(configuration::setProperty);
    }
    this.factory = configuration.buildSessionFactory();
  }

  /** Orders that were never here. */
  public void enter() {
    factory.inTransaction(
        session -> {
          for (int i = 0; i < ORDERS; i++) {
            Member member = new Member("member " + i);
            session.persist(member);
            session.persist(new Purchase(member, 2));
          }
        });
  }

  /** Who ordered. */
  public List<String> names() {
    return factory.fromTransaction(
        session -> {
          List<String> names = new ArrayList<>();
          for (Purchase purchase : purchases(session)) {
            names.add(purchase.member.name());
          }
          return names;
        });
  }

  private List<Purchase> purchases(Session session) {
    String query = repaired ? "from Purchase p join fetch p.member" : "from Purchase";
    return session.createSelectionQuery(query, Purchase.class).getResultList();
  }

  /** How much was ordered. */
  public int lines() {
    return factory.fromTransaction(
        session -> {
          int lines = 0;
          for (Purchase purchase : purchases(session)) {
            lines += purchase.lines.size();
          }
          return lines;
        });
  }

  /** Sends all orders. */
  public void send() {
    factory.inTransaction(
        session -> {
          for (Purchase purchase : purchases(session)) {
            purchase.state = "sent";
          }
        });
  }

  /** Forgets all lines. */
  public void forget() {
    factory.inTransaction(
        session -> {
          for (Line line : session.createSelectionQuery("from Line", Line.class).getResultList()) {
            session.remove(line);
          }
        });
  }

  /** One order, with all that belongs to it. */
  public String one(long id) {
    return factory.fromTransaction(
        session -> {
          Purchase purchase = session.find(Purchase.class, id);
          return purchase == null ? "" : purchase.member.name() + purchase.lines.size();
        });
  }

  @Override
  public void close() {
    factory.close();
  }
}
