package dev.weir.jdbc;

import java.sql.Array;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * What the driver takes of an array: the name of its base type, and its bytes or its text. It leads
 * to no connection, and so to no elements.
 */
final class TakenArray extends PgArray {
  private final String baseTypeName;

  private TakenArray(String baseTypeName, byte[] bytes) throws SQLException {
    super(null, Oid.UNSPECIFIED, bytes);
    this.baseTypeName = baseTypeName;
  }

  private TakenArray(String baseTypeName, @Nullable String text) throws SQLException {
    super(null, Oid.UNSPECIFIED, text);
    this.baseTypeName = baseTypeName;
  }

  /**
   * Takes it, in the driver's order.
   *
   * @param told whether somebody may want to see its text
   */
  static TakenArray of(Array array, boolean told) throws SQLException {
    String baseTypeName = array.getBaseTypeName();
    byte[] bytes = array instanceof PgArray binary ? binary.toBytes() : null;
    if (bytes == null) {
      return new TakenArray(baseTypeName, array.toString());
    }
    TakenArray taken = new TakenArray(baseTypeName, bytes);
    taken.fieldString = told ? array.toString() : baseTypeName + "[]";
    return taken;
  }

  @Override
  public String getBaseTypeName() {
    return baseTypeName;
  }

  /** It is the application's array that is freed. */
  @Override
  public void free() {}
}
