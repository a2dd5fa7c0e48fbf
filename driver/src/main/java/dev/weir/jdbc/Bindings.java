package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a prepared statement as they are being set. What was handed out by {@link
 * #snapshot} never changes: the next setter copies.
 */
final class Bindings {
  private @Nullable Object[] values;
  private @Nullable Setter[] setters;
  private Object @Nullable [] @Nullable [] extras;
  private int size;
  private @Nullable Parameters snapshot;

  /** Has room for so many, and makes more when needed. */
  Bindings(int expected) {
    values = new @Nullable Object[expected];
    setters = new @Nullable Setter[expected];
  }

  void set(int position, Setter setter, @Nullable Object value, Object @Nullable [] more) {
    int i = position - 1;
    if (snapshot != null || i >= values.length) {
      copy(Math.max(values.length, position));
    }
    values[i] = own(value);
    setters[i] = setter;
    if (more != null && extras == null) {
      extras = new Object @Nullable [values.length] @Nullable [];
    }
    if (extras != null) {
      extras[i] = more == null ? null : own(more);
    }
    size = Math.max(size, position);
  }

  /** What the caller does to its own object afterwards is not sent, as with the bare driver. */
  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  private static @Nullable Object own(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof Date date) {
      return date.clone();
    }
    return value instanceof Calendar calendar ? calendar.clone() : value;
  }

  private static @Nullable Object[] own(@Nullable Object[] more) {
    @Nullable Object[] own = new @Nullable Object[more.length];
    for (int i = 0; i < more.length; i++) {
      own[i] = own(more[i]);
    }
    return own;
  }

  void clear() {
    values = new @Nullable Object[values.length];
    setters = new @Nullable Setter[setters.length];
    extras = null;
    size = 0;
    snapshot = null;
  }

  Parameters snapshot() {
    Parameters taken = snapshot;
    if (taken == null) {
      taken = size == 0 ? Parameters.NONE : new Parameters(values, setters, extras, size);
      snapshot = taken;
    }
    return taken;
  }

  /** Whether a value is a stream, which can be read only once. */
  boolean bindsStream() {
    for (int i = 0; i < size; i++) {
      Object value = values[i];
      if (value instanceof InputStream || value instanceof Reader) {
        return true;
      }
    }
    return false;
  }

  private void copy(int length) {
    values = Arrays.copyOf(values, length);
    setters = Arrays.copyOf(setters, length);
    if (extras != null) {
      extras = Arrays.copyOf(extras, length);
    }
    snapshot = null;
  }
}
