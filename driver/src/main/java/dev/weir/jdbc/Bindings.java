package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteStreamWriter;

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
  private @Nullable TimeZone zone;

  /** What lies in files until it has been sent; null if nothing does. */
  private @Nullable List<Sent.Spooled> files;

  /** Has room for so many, and makes more when needed. */
  Bindings(int expected) {
    slots = new @Nullable Object[2 * expected];
  }

  /**
   * Sets one.
   *
   * @param value as it was {@link Values#take taken}
   * @param more the arguments after the value, nobody else's
   */
  void set(int position, Setter setter, @Nullable Object value, Object @Nullable [] more) {
    if (snapshot != null || position > room()) {
      copy(Math.max(room(), position));
    }
    int slot = 2 * position - 2;
    slots[slot + 1] =
        value == null && slots[slot] != null && isUntyped(setter, more)
            ? typeBefore(position)
            : value;
    slots[slot] = setter;
    if (more != null && extras == null) {
      extras = new Object @Nullable [room()] @Nullable [];
    }
    if (extras != null) {
      extras[position - 1] = more;
    }
    size = Math.max(size, position);
    if (value instanceof Sent.Spooled spooled && spooled.isFile()) {
      if (files == null) {
        files = new ArrayList<>();
      }
      files.add(spooled);
    }
  }

  /** Whether a NULL is sent without a type, by the driver's rules. */
  private static boolean isUntyped(Setter setter, Object @Nullable [] more) {
    return switch (setter) {
      case NULL, OBJECT_TYPE, OBJECT_TYPE_SCALE ->
          Conversions.isUntyped((int) Objects.requireNonNull(more)[0]);
      case OBJECT, ARRAY, TIME, TIME_CALENDAR, TIMESTAMP, TIMESTAMP_CALENDAR -> true;
      default -> false;
    };
  }

  /** What gives a position the type that it has. */
  private Sent.@Nullable TypedBefore typeBefore(int position) {
    Setter setter = (Setter) Objects.requireNonNull(slots[2 * position - 2]);
    Object value = slots[2 * position - 1];
    Object[] more = extras == null ? null : extras[position - 1];
    if (value instanceof Sent.TypedBefore before) {
      return before;
    }
    if (value == null) {
      return isUntyped(setter, more) ? null : new Sent.TypedBefore(setter, null, more);
    }
    if (value instanceof InputStream || value instanceof ByteStreamWriter) {
      return new Sent.TypedBefore(Setter.BYTES, null, null); // It can be sent only once.
    }
    boolean large = setter == Setter.STRING || setter == Setter.BYTES;
    return new Sent.TypedBefore(setter, large ? null : value, more);
  }

  /** The time zone of dates that are set without one: the JVM's, from one execution to the next. */
  TimeZone zone() {
    TimeZone known = zone;
    if (known == null) {
      known = TimeZone.getDefault();
      zone = known;
    }
    return known;
  }

  /** An execution is over. */
  void executed() {
    zone = null;
    if (files != null) {
      files.forEach(Sent.Spooled::close);
      files = null;
    }
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

  /** Whether a value is a stream that the driver reads when it sends it: only once. */
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
