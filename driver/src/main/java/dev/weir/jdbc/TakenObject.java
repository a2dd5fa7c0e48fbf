package dev.weir.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * What the driver takes of an object that has bytes as well: which it sends, the driver decides.
 */
final class TakenObject extends PGobject implements PGBinaryObject {
  private static final long serialVersionUID = 1;

  private byte[] bytes;

  private TakenObject(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes type and value, never a clone: the fields of subclasses may be shared. */
  static PGobject of(PGobject object) throws SQLException {
    PGobject taken = object instanceof PGBinaryObject binary ? binary(binary) : new PGobject();
    taken.setType(object.getType());
    taken.setValue(object.getValue());
    return taken;
  }

  private static TakenObject binary(PGBinaryObject object) {
    byte[] bytes = new byte[object.lengthInBytes()];
    if (bytes.length > 0) {
      object.toBytes(bytes, 0);
    }
    return new TakenObject(bytes);
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    bytes = java.util.Arrays.copyOfRange(value, offset, value.length);
  }

  @Override
  public int lengthInBytes() {
    return bytes.length;
  }

  @Override
  public void toBytes(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  @Override
  public Object clone() throws CloneNotSupportedException {
    TakenObject clone = (TakenObject) super.clone();
    clone.bytes = bytes.clone();
    return clone;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
