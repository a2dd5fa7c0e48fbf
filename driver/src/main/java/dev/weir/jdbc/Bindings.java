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
  /** For each position its {@link Setter} and its value. */
  private @Nullable Object[] slots;

  private Object @Nullable [] @Nullable [] extras;
  private int size;
  private @Nullable Parameters snapshot;

  /** Has room for so many, and makes more when needed. */
  Bindings(int expected) {
    slots = new @Nullable Object[2 * expected];
  }

  void set(int position, Setter setter, @Nullable Object value, Object @Nullable [] more) {
    if (snapshot != null || position > room()) {
      copy(Math.max(room(), position));
    }
    slots[2 * position - 2] = setter;
    slots[2 * position - 1] = own(value);
    if (more != null && extras == null) {
      extras = new Object @Nullable [room()] @Nullable [];
    }
    if (extras != null) {
      extras[position - 1] = more == null ? null : own(more);
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
    slots = new @Nullable Object[slots.length];
    extras = null;
    size = 0;
    snapshot = null;
  }

  private int room() {
    return slots.length / 2;
  }

  /** What is set now, to be kept. */
  Parameters snapshot() {
    if (snapshot == null) {
      snapshot = now();
    }
    return snapshot;
  }

  /** What is set now, to be used before it is set anew. */
  Parameters now() {
    Parameters taken = snapshot;
    if (taken != null) {
      return taken;
    }
    return size == 0 ? Parameters.NONE : new Parameters(slots, extras, size);
  }

  /** Whether a value is a stream, which can be read only once. */
  boolean bindsStream() {
    for (int i = 0; i < size; i++) {
      Object value = slots[2 * i + 1];
      if (value instanceof InputStream || value instanceof Reader) {
        return true;
      }
    }
    return false;
  }

  private void copy(int length) {
    slots = Arrays.copyOf(slots, 2 * length);
    if (extras != null) {
      extras = Arrays.copyOf(extras, length);
    }
    snapshot = null;
  }
}
