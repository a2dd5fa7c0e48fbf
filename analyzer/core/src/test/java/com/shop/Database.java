package com.shop;

/**
 * The database as the code of a scenario sees it: what runs, with which values, and what comes of
 * it. Each statement takes 1 ms.
 */
public interface Database {
  /** Runs a query. */
  void read(String sql, Object... values);

  /** Runs a write that affects so many rows; -1 if the driver does not say. */
  void write(long rows, String sql, Object... values);

  /** Runs a batch of one statement, once for each value. */
  void batch(String sql, Object... values);

  /** Runs a query that fails. */
  void fail(String sql, Object... values);

  /** Begins a transaction on a new connection. */
  void begin();

  /** Ends the transaction. */
  void commit();

  /** Does something else for so long. */
  void pause(long millis);

  /** Goes on with another DataSource. */
  void use(String dataSource);

  /** Runs code as a unit of work of its own. */
  void unit(Runnable code);

  /** Runs code on a thread of that number, and waits for it. */
  void thread(int number, Runnable code);

  /** Runs code whose executions nobody wants to hear of. */
  void unwatched(Runnable code);
}
