package com.shop;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A program that only has a URL, and ends as soon as it has done its work. */
public final class ShortProgram {
  private ShortProgram() {}

  /** Reads row by row. */
  public static void main(String[] url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url[0])) {
      new Loader(c).each("select name from product where id = ?", 1, 2, 3, 4, 5);
    }
  }
}
