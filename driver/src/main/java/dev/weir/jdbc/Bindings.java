package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import java.util.Arrays;
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
    values[i] = value;
    setters[i] = setter;
    if (more != null && extras == null) {
      extras = new Object @Nullable [values.length] @Nullable [];
    }
    if (extras != null) {
      extras[i] = more;
    }
    size = Math.max(size, position);
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

  private void copy(int length) {
    values = Arrays.copyOf(values, length);
    setters = Arrays.copyOf(setters, length);
    if (extras != null) {
      extras = Arrays.copyOf(extras, length);
    }
    snapshot = null;
  }
}
