package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import java.util.Arrays;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a prepared statement, as listeners are told of them. Nothing that goes wrong
 * here reaches the application: what could not be noted is unknown.
 */
final class NotedParameters {
  private static final int FEW = 4;

  /** For each position its {@link Setter} and its value. */
  private @Nullable Object[] slots = new @Nullable Object[2 * FEW];

  private Object @Nullable [] @Nullable [] extras;
  private int size;
  private boolean unknown;

  /** The driver has taken a value. */
  void set(int position, Setter setter, @Nullable Object value, Object... more) {
    try {
      if (2 * position > slots.length) {
        slots = Arrays.copyOf(slots, 4 * position);
      }
      slots[2 * position - 2] = setter;
      slots[2 * position - 1] = MomentaryValue.of(value);
      setExtras(position, more);
      size = Math.max(size, position);
    } catch (RuntimeException e) {
      unknown = true; // A class of the application's that cannot be looked at.
    }
  }

  private void setExtras(int position, Object[] more) {
    if (more.length == 0 && extras == null) {
      return;
    }
    if (extras == null || extras.length < position) {
      extras = Arrays.copyOf(extras == null ? new Object[0][] : extras, slots.length / 2);
    }
    for (int i = 0; i < more.length; i++) {
      more[i] = more[i] instanceof Calendar calendar ? calendar.clone() : more[i];
    }
    extras[position - 1] = more.length == 0 ? null : more;
  }

  /** What is set now, to be kept. */
  Parameters snapshot() {
    if (unknown) {
      return Parameters.UNKNOWN;
    }
    return size == 0
        ? Parameters.NONE
        : new Parameters(slots.clone(), extras == null ? null : extras.clone(), size);
  }
}
