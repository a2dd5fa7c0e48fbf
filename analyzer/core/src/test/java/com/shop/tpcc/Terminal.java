package com.shop.tpcc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import javax.sql.DataSource;

/** A terminal of TPC-C: its five transactions, as its usual implementations have them. */
public final class Terminal {
  private final DataSource dataSource;
  private final Random random;

  /**
   * Creates it.
   *
   * @param seed of what it chooses
   */
  public Terminal(DataSource dataSource, long seed) {
    this.dataSource = dataSource;
    this.random = new Random(seed);
  }

  /** One of the five. */
  private interface Transaction {
    void run(Connection connection) throws SQLException;
  }

  private void transact(Transaction transaction) {
    while (true) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        try {
          transaction.run(connection);
          connection.commit();
          return;
        } catch (SQLException e) {
          connection.rollback();
          if (!"40P01".equals(e.getSQLState())) {
            throw e;
          }
        }
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  private int district() {
    return 1 + random.nextInt(Warehouse.DISTRICTS);
  }

  private int customer() {
    return 1 + random.nextInt(Warehouse.CUSTOMERS);
  }

  /** The transaction that comes next, in the usual shares. */
  public Runnable next() {
    int lot = random.nextInt(100);
    if (lot < 45) {
      return this::newOrder;
    }
    if (lot < 88) {
      return this::payment;
    }
    if (lot < 92) {
      return this::orderStatus;
    }
    return lot < 96 ? this::delivery : this::stockLevel;
  }

  /** Enters an order of 5 to 15 lines. */
  public void newOrder() {
    int district = district();
    int customer = customer();
    int[] items = random.ints(5 + random.nextInt(11), 1, Warehouse.ITEMS + 1).toArray();
    Arrays.sort(items); // Everybody locks in one order.
    transact(connection -> newOrder(connection, district, customer, items));
  }

  private void newOrder(Connection connection, int district, int customer, int[] items)
      throws SQLException {
    number(
        connection,
        "select c_discount from customer, warehouse where w_id = ? and c_w_id = w_id and c_d_id ="
            + " ? and c_id = ?",
        1,
        district,
        customer);
    int order =
        number(
            connection,
            "select d_next_o_id from district where d_w_id = ? and d_id = ? for update",
            1,
            district);
    update(
        connection,
        "update district set d_next_o_id = d_next_o_id + 1 where d_w_id = ? and d_id = ?",
        1,
        district);
    update(
        connection,
        "insert into oorder (o_w_id, o_d_id, o_id, o_c_id, o_ol_cnt, o_entry_d) values (?, ?, ?,"
            + " ?, ?, now())",
        1,
        district,
        order,
        customer,
        items.length);
    update(
        connection,
        "insert into new_order (no_w_id, no_d_id, no_o_id) values (?, ?, ?)",
        1,
        district,
        order);
    for (int line = 0; line < items.length; line++) {
      line(connection, district, order, line + 1, items[line]);
    }
  }

  private void line(Connection connection, int district, int order, int line, int item)
      throws SQLException {
    int price = number(connection, "select i_price from item where i_id = ?", item);
    int quantity =
        number(
            connection,
            "select s_quantity from stock where s_w_id = ? and s_i_id = ? for update",
            1,
            item);
    update(
        connection,
        "update stock set s_quantity = ?, s_ytd = s_ytd + 1, s_order_cnt = s_order_cnt + 1 where"
            + " s_w_id = ? and s_i_id = ?",
        quantity > 10 ? quantity - 1 : quantity + 90,
        1,
        item);
    update(
        connection,
        "insert into order_line (ol_w_id, ol_d_id, ol_o_id, ol_number, ol_i_id, ol_quantity,"
            + " ol_amount) values (?, ?, ?, ?, ?, 1, ?)",
        1,
        district,
        order,
        line,
        item,
        price);
  }

  /** Takes a customer's payment. */
  public void payment() {
    int district = district();
    int customer = customer();
    boolean byName = random.nextInt(100) < 60;
    int amount = 1 + random.nextInt(5_000);
    transact(
        connection -> {
          update(connection, "update warehouse set w_ytd = w_ytd + ? where w_id = ?", amount, 1);
          number(connection, "select w_tax from warehouse where w_id = ?", 1);
          update(
              connection,
              "update district set d_ytd = d_ytd + ? where d_w_id = ? and d_id = ?",
              amount,
              1,
              district);
          number(
              connection, "select d_tax from district where d_w_id = ? and d_id = ?", 1, district);
          int payer = byName ? named(connection, district, customer) : customer;
          update(
              connection,
              "update customer set c_balance = c_balance - ?, c_payments = c_payments + 1 where"
                  + " c_w_id = ? and c_d_id = ? and c_id = ?",
              amount,
              1,
              district,
              payer);
          update(
              connection,
              "insert into history (h_c_id, h_d_id, h_w_id, h_date, h_amount) values (?, ?, ?,"
                  + " now(), ?)",
              payer,
              district,
              1,
              amount);
        });
  }

  private static int named(Connection connection, int district, int customer) throws SQLException {
    return number(
        connection,
        "select c_id from customer where c_w_id = ? and c_d_id = ? and c_last = ? order by c_first",
        1,
        district,
        "NAME" + customer % 10);
  }

  /** Shows a customer's last order. */
  public void orderStatus() {
    int district = district();
    int customer = customer();
    transact(
        connection -> {
          int id = named(connection, district, customer);
          int order =
              number(
                  connection,
                  "select o_id from oorder where o_w_id = ? and o_d_id = ? and o_c_id = ? order by"
                      + " o_id desc limit 1",
                  1,
                  district,
                  id);
          number(
              connection,
              "select ol_i_id from order_line where ol_w_id = ? and ol_d_id = ? and ol_o_id = ?",
              1,
              district,
              order);
        });
  }

  /** Delivers the oldest order of each district. */
  public void delivery() {
    int carrier = 1 + random.nextInt(10);
    transact(
        connection -> {
          for (int district = 1; district <= Warehouse.DISTRICTS; district++) {
            deliver(connection, district, carrier);
          }
        });
  }

  private static void deliver(Connection connection, int district, int carrier)
      throws SQLException {
    int order =
        number(
            connection,
            "select no_o_id from new_order where no_w_id = ? and no_d_id = ? order by no_o_id"
                + " limit 1 for update skip locked",
            1,
            district);
    if (order < 0) {
      return;
    }
    update(
        connection,
        "delete from new_order where no_w_id = ? and no_d_id = ? and no_o_id = ?",
        1,
        district,
        order);
    int customer =
        number(
            connection,
            "select o_c_id from oorder where o_w_id = ? and o_d_id = ? and o_id = ?",
            1,
            district,
            order);
    update(
        connection,
        "update oorder set o_carrier_id = ? where o_w_id = ? and o_d_id = ? and o_id = ?",
        carrier,
        1,
        district,
        order);
    update(
        connection,
        "update order_line set ol_delivery_d = now() where ol_w_id = ? and ol_d_id = ? and"
            + " ol_o_id = ?",
        1,
        district,
        order);
    int amount =
        number(
            connection,
            "select sum(ol_amount) from order_line where ol_w_id = ? and ol_d_id = ? and ol_o_id ="
                + " ?",
            1,
            district,
            order);
    update(
        connection,
        "update customer set c_balance = c_balance + ? where c_w_id = ? and c_d_id = ? and c_id ="
            + " ?",
        amount,
        1,
        district,
        customer);
  }

  /** Counts what is running out. */
  public void stockLevel() {
    int district = district();
    transact(
        connection -> {
          int next =
              number(
                  connection,
                  "select d_next_o_id from district where d_w_id = ? and d_id = ?",
                  1,
                  district);
          number(
              connection,
              "select count(distinct s_i_id) from order_line join stock on s_w_id = ol_w_id and"
                  + " s_i_id = ol_i_id where ol_w_id = ? and ol_d_id = ? and ol_o_id < ? and"
                  + " ol_o_id >= ? and s_quantity < 15",
              1,
              district,
              next,
              next - 20);
        });
  }

  /** The first column of the first row; -1 if there is none. */
  private static int number(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      int first = rows.next() ? rows.getBigDecimal(1).intValue() : -1;
      while (rows.next()) {
        rows.getObject(1); // An implementation reads them all.
      }
      return first;
    }
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
