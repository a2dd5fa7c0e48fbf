package dev.weir.jdbc;

import dev.weir.event.Parameters;
import dev.weir.event.Setter;
import dev.weir.event.Taken;
import java.io.InputStream;
import java.io.Reader;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  private @Nullable Parameters snapshot;

  /** Made when needed: few have any of it. */
  private @Nullable Rarities rarities;

  private static final class Rarities {
    /** For each position the arguments after the value; null as long as no method had any. */
    Object @Nullable [] @Nullable [] extras;

    /** The rows of the batch; null if there is none. */
    @Nullable List<Parameters> batch;

    /** Whether it is the batch that is being executed. */
    boolean sendingBatch;

    /** Parameters with a stream that has been read; null if there is none. */
    @Nullable Parameters spent;

    @Nullable PreparedStatement spentOn;

    @Nullable TimeZone zone;

    /** The types by whose names values have been sent; null if by none. */
    @Nullable Set<String> types;

    /** What lies in files until it has been sent. */
    final List<Sent.Spooled> files = new ArrayList<>(0);
  }

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
    if (more != null || extras() != null) {
      extras(position, more);
    }
    if (value instanceof Sent.Spooled spooled && spooled.isFile()) {
      rarities().files.add(spooled);
    }
  }

  private Object @Nullable [] @Nullable [] extras() {
    return rarities == null ? null : rarities.extras;
  }

  private Object @Nullable [] extras(int position) {
    Object @Nullable [] @Nullable [] all = extras();
    return all == null ? null : all[position - 1];
  }

  private void extras(int position, Object @Nullable [] more) {
    Rarities there = rarities();
    if (there.extras == null) {
      there.extras = new Object @Nullable [room()] @Nullable [];
    }
    there.extras[position - 1] = more;
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
    Object[] more = extras(position);
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

  /** A value is sent by the name of its type. */
  void casts(String type) {
    Rarities there = rarities();
    if (there.types == null) {
      there.types = new HashSet<>();
    }
    there.types.add(type);
  }

  /** The types by whose names values are, or have been, sent; null if by none. */
  @Nullable Set<String> types() {
    return rarities == null ? null : rarities.types;
  }

  /** The time zone of dates that are set without one: the JVM's, from one execution to the next. */
  TimeZone zone() {
    TimeZone known = rarities().zone;
    if (known == null) {
      known = TimeZone.getDefault();
      rarities().zone = known;
    }
    return known;
  }

  private Rarities rarities() {
    if (rarities == null) {
      rarities = new Rarities();
    }
    return rarities;
  }

  /** An execution is over. */
  void executed() {
    if (rarities != null) {
      rarities.zone = null;
      rarities.files.forEach(Sent.Spooled::close);
      rarities.files.clear();
    }
  }

  // ---------------------------------------------------------------- batches

  /** What is set now becomes a row of the batch. */
  void addRow() {
    Rarities there = rarities();
    if (there.batch == null) {
      there.batch = new ArrayList<>();
    }
    there.batch.add(snapshot());
  }

  /** The rows of the batch; null if there is none. */
  @Nullable List<Parameters> rows() {
    return rarities == null ? null : rarities.batch;
  }

  void clearRows() {
    if (rarities != null) {
      rarities.batch = null;
    }
  }

  /** The rows of the batch, which is being executed from now on; null if there is none. */
  @Nullable List<Parameters> sendRows() {
    if (rarities == null || rarities.batch == null) {
      return null;
    }
    rarities.sendingBatch = true;
    return Collections.unmodifiableList(rarities.batch);
  }

  /** The batch has been executed. */
  void rowsSent() {
    rarities().sendingBatch = false;
    clearRows();
    executed();
  }

  // ---------------------------------------------------------------- binding

  /** Binds what is to be executed: the parameters, or the rows of the batch. */
  void bindTo(PreparedStatement prepared) throws SQLException {
    Rarities there = rarities;
    if (there == null || !there.sendingBatch || there.batch == null) {
      bindOnce(prepared);
      return;
    }
    for (Parameters row : there.batch) {
      row.bind(prepared);
      prepared.addBatch();
    }
  }

  /** A stream is read by the statement that it is bound to, which keeps what it has read. */
  private void bindOnce(PreparedStatement prepared) throws SQLException {
    if (!bindsStream()) {
      if (rarities != null) {
        rarities.spent = null;
      }
      bindAll(prepared);
      return;
    }
    Parameters parameters = snapshot();
    Rarities there = rarities();
    if (parameters != there.spent) {
      there.spent = parameters;
      there.spentOn = prepared;
      parameters.bind(prepared);
    } else if (prepared != there.spentOn) {
      throw Exceptions.spentStream();
    }
  }

  /** Binds what can be bound again. */
  void bindIfKept(PreparedStatement prepared) throws SQLException {
    if (!bindsStream()) {
      bindAll(prepared);
    }
  }

  void clear() {
    slots = new @Nullable Object[slots.length];
    if (rarities != null) {
      rarities.extras = null;
    }
    snapshot = null;
  }

  private int room() {
    return slots.length / 2;
  }

  /** Up to which position something is set. */
  private int size() {
    int size = room();
    while (size > 0 && slots[2 * size - 2] == null) {
      size--;
    }
    return size;
  }

  /** What is set now, to be kept. */
  Parameters snapshot() {
    if (snapshot == null) {
      int size = size();
      snapshot = size == 0 ? Parameters.NONE : new Parameters(slots, extras(), size);
    }
    return snapshot;
  }

  /** Binds what is set now, without keeping it: nothing is made for that. */
  private void bindAll(PreparedStatement prepared) throws SQLException {
    for (int i = 0; i < room(); i++) {
      Object value = slots[2 * i + 1];
      Taken taken = Taken.of(value);
      if (taken != null) {
        taken.bind(prepared, i + 1);
      } else if (slots[2 * i] instanceof Setter setter) {
        setter.bind(prepared, i + 1, value, extras(i + 1));
      }
    }
  }

  /** Whether a value is a stream that the driver reads when it sends it: only once. */
  boolean bindsStream() {
    for (int i = 0; i < room(); i++) {
      Object value = slots[2 * i + 1];
      if (value instanceof InputStream || value instanceof Reader) {
        return true;
      }
    }
    return false;
  }

  private void copy(int length) {
    slots = Arrays.copyOf(slots, 2 * length);
    Object @Nullable [] @Nullable [] extras = extras();
    if (rarities != null && extras != null) {
      rarities.extras = Arrays.copyOf(extras, length);
    }
    snapshot = null;
  }
}
