package dev.weir;

import javax.sql.DataSource;

/** The simplest ways in. */
public final class Weir {
  private Weir() {}

  /**
   * Observes one DataSource: every statement is seen and told to listeners, and nothing is steered.
   * A connection keeps its physical connection from {@code getConnection()} to {@code close()}, as
   * it does without Weir.
   *
   * @param dataSource any; stays the caller's to close
   * @return a DataSource to use in its place
   */
  public static WeirDataSource observe(DataSource dataSource) {
    return observe("weir", dataSource);
  }

  /**
   * Observes one DataSource under a name.
   *
   * @param name what logs and events call it; not blank
   * @param dataSource any; stays the caller's to close
   * @return a DataSource to use in its place
   */
  public static WeirDataSource observe(String name, DataSource dataSource) {
    WeirConfig config = WeirDataSource.builder().name(name).config();
    return new WeirDataSource(Assembly.observing(config, dataSource));
  }
}
