package com.shop.tpcc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** TPC-C's tables with one small warehouse. */
public final class Warehouse {
  static final int DISTRICTS = 10;
  static final int CUSTOMERS = 30;
  static final int ITEMS = 1_000;

  private static final String[] TABLES = {
    "create table warehouse (w_id int primary key, w_name text, w_tax numeric, w_ytd numeric)",
    "create table district (d_w_id int, d_id int, d_tax numeric, d_ytd numeric, d_next_o_id int,"
        + " primary key (d_w_id, d_id))",
    "create table customer (c_w_id int, c_d_id int, c_id int, c_last text, c_first text,"
        + " c_credit text, c_discount numeric, c_balance numeric, c_payments int,"
        + " primary key (c_w_id, c_d_id, c_id))",
    "create table history (h_c_id int, h_d_id int, h_w_id int, h_date timestamptz,"
        + " h_amount numeric)",
    "create table oorder (o_w_id int, o_d_id int, o_id int, o_c_id int, o_carrier_id int,"
        + " o_ol_cnt int, o_entry_d timestamptz, primary key (o_w_id, o_d_id, o_id))",
    "create table new_order (no_w_id int, no_d_id int, no_o_id int,"
        + " primary key (no_w_id, no_d_id, no_o_id))",
    "create table order_line (ol_w_id int, ol_d_id int, ol_o_id int, ol_number int, ol_i_id int,"
        + " ol_quantity int, ol_amount numeric, ol_delivery_d timestamptz,"
        + " primary key (ol_w_id, ol_d_id, ol_o_id, ol_number))",
    "create table item (i_id int primary key, i_name text, i_price numeric)",
    "create table stock (s_w_id int, s_i_id int, s_quantity int, s_ytd int, s_order_cnt int,"
        + " primary key (s_w_id, s_i_id))"
  };

  private Warehouse() {}

  /** Creates the tables and fills them. */
  public static void create(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute(table);
      }
      statement.execute("insert into warehouse values (1, 'one', 0.1, 0)");
      statement.execute(
          "insert into district select 1, n, 0.05, 0, 31 from generate_series(1, 10) n");
      statement.execute(
          "insert into customer select 1, d, c, 'NAME' || c % 10, 'F' || c, 'GC', 0.1, 0, 0"
              + " from generate_series(1, 10) d, generate_series(1, 30) c");
      statement.execute(
          "insert into item select n, 'item ' || n, n % 90 + 10 from generate_series(1, 1000) n");
      statement.execute("insert into stock select 1, n, 100, 0, 0 from generate_series(1, 1000) n");
      statement.execute(
          "insert into oorder select 1, d, o, o, case when o < 21 then 1 end, 5, now()"
              + " from generate_series(1, 10) d, generate_series(1, 30) o");
      statement.execute(
          "insert into new_order select 1, d, o"
              + " from generate_series(1, 10) d, generate_series(21, 30) o");
      statement.execute(
          "insert into order_line select 1, d, o, l, (o * 5 + l) % 1000 + 1, 5, 10, now()"
              + " from generate_series(1, 10) d, generate_series(1, 30) o,"
              + " generate_series(1, 5) l");
    }
  }
}
