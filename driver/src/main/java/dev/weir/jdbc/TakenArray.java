package dev.weir.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * What the driver takes of an array: the name of its base type, and its bytes or its text. It leads
 * to no connection.
 */
final class TakenArray extends PgArray {
  private final String baseTypeName;

  /** For those who are told of it; null where nobody is, or it did not tell. */
  private final @Nullable Object elements;

  private TakenArray(String baseTypeName, byte[] bytes, @Nullable Object elements)
      throws SQLException {
    super(null, Oid.UNSPECIFIED, bytes);
    this.baseTypeName = baseTypeName;
    this.elements = elements;
  }

  private TakenArray(String baseTypeName, @Nullable String text, @Nullable Object elements)
      throws SQLException {
    super(null, Oid.UNSPECIFIED, text);
    this.baseTypeName = baseTypeName;
    this.elements = elements;
  }

  /**
   * An array that a session has made, with its type: what the driver does not know yet is asked
   * there while nobody else has that session. The driver remembers it.
   */
  static Array typed(Array made) throws SQLException {
    int unused = made.getBaseType(); // And its name.
    return made;
  }

  /** The same of a value that was read, if it is an array. Who asks later will hear what fails. */
  static <T extends @Nullable Object> T typedIfArray(T read) {
    if (read instanceof Array array) {
      try {
        typed(array);
      } catch (SQLException e) {
        return read;
      }
    }
    return read;
  }

  /**
   * Takes it, in the driver's order.
   *
   * @param told whether somebody may want to see it
   */
  static TakenArray of(Array array, boolean told) throws SQLException {
    String baseTypeName = array.getBaseTypeName();
    byte[] bytes = array instanceof PgArray binary ? binary.toBytes() : null;
    String text = bytes == null ? array.toString() : null;
    Object elements = told ? elements(array) : null;
    if (bytes == null) {
      return new TakenArray(baseTypeName, text, elements);
    }
    TakenArray taken = new TakenArray(baseTypeName, bytes, elements);
    taken.fieldString = told ? array.toString() : baseTypeName + "[]";
    return taken;
  }

  private static @Nullable Object elements(Array array) {
    try {
      return Values.copy(array.getArray());
    } catch (SQLException | RuntimeException e) {
      return null; // The application has not asked.
    }
  }

  @Override
  public String getBaseTypeName() {
    return baseTypeName;
  }

  @Override
  public Object getArrayImpl(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    if (elements == null || index != 1 || count != 0) {
      throw withoutConnection();
    }
    return Values.copy(elements);
  }

  @Override
  public int getBaseType() throws SQLException {
    throw withoutConnection();
  }

  @Override
  public ResultSet getResultSetImpl(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    throw withoutConnection();
  }

  private static SQLException withoutConnection() {
    return new SQLFeatureNotSupportedException(
        "What was taken of an array for a parameter leads to no connection.");
  }

  /** It is the application's array that is freed. */
  @Override
  public void free() {}
}
