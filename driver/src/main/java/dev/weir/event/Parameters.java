package dev.weir.event;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values bound to one execution of a prepared statement, immutable and in their positions.
 * Never printed: {@link #toString} tells only how many there are.
 */
public final class Parameters {
  /** No parameters. */
  public static final Parameters NONE = new Parameters(new Object[0], null, 0);

  /**
   * There are some, and none is known: they were set while nobody listened, or could not be looked
   * at. Never a part of them is told, for half a key would be another row's.
   */
  public static final Parameters UNKNOWN = new Parameters(new Object[0], null, 0);

  private final @Nullable Object[] slots;
  private final Object @Nullable [] @Nullable [] extras;
  private final int size;

  /**
   * Takes the arrays without copying: the caller must not write to them afterwards.
   *
   * @param slots for each position, from the first, two: the {@link Setter} by which it was set,
   *     null if it was not; and its value, which may be {@link Taken}
   * @param extras the arguments after the value at each position; null when no method had any
   * @param size how many of the positions are in use
   */
  public Parameters(@Nullable Object[] slots, Object @Nullable [] @Nullable [] extras, int size) {
    this.slots = slots;
    this.extras = extras;
    this.size = size;
  }

  /**
   * Values of which it is not known how they were set: they cannot be bound.
   *
   * @param values at their positions
   */
  public static Parameters of(@Nullable Object... values) {
    @Nullable Object[] slots = new @Nullable Object[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      slots[2 * i + 1] = values[i];
    }
    return new Parameters(slots, null, values.length);
  }

  /** Whether they are what was set: all but {@link #UNKNOWN} are. */
  @SuppressWarnings("ReferenceEquality") // There is one.
  public boolean areKnown() {
    return this != UNKNOWN;
  }

  /** The highest position that was set; 0 if they are not known. */
  public int size() {
    return size;
  }

  /**
   * The value at a position.
   *
   * @param position from 1, as in JDBC
   * @return the value as it was when the application set it (primitives boxed): a copy where its
   *     object can change, the text where it was a reader; null for SQL NULL, for a position that
   *     was not set, and beyond {@link #size}
   */
  public @Nullable Object value(int position) {
    Object value = position >= 1 && position <= size ? slots[2 * position - 1] : null;
    Taken taken = Taken.of(value);
    return taken == null ? value : taken.told();
  }

  /**
   * The method by which a position was set.
   *
   * @param position from 1, as in JDBC
   * @return the method, or null if the position was not set
   */
  public @Nullable Setter setter(int position) {
    return position >= 1 && position <= size ? (Setter) slots[2 * position - 2] : null;
  }

  /**
   * Binds all positions that are set.
   *
   * @param statement to bind them on
   * @throws SQLException what the driver throws
   */
  public void bind(PreparedStatement statement) throws SQLException {
    for (int position = 1; position <= size; position++) {
      bind(statement, position);
    }
  }

  /**
   * Binds one position, if it is set.
   *
   * @param statement to bind it on
   * @param position from 1 to {@link #size}
   * @throws SQLException what the driver throws
   */
  public void bind(PreparedStatement statement, int position) throws SQLException {
    Object value = slots[2 * position - 1];
    Taken taken = Taken.of(value);
    if (taken != null) {
      taken.bind(statement, position);
    } else if (slots[2 * position - 2] instanceof Setter setter) {
      setter.bind(statement, position, value, extras == null ? null : extras[position - 1]);
    }
  }

  /**
   * The arguments of the method that set a position, as it was called: the position, the value, and
   * what followed.
   *
   * @param position from 1; one that was set
   */
  public @Nullable Object[] arguments(int position) {
    Object[] more = extras == null ? null : extras[position - 1];
    Setter setter = Objects.requireNonNull(setter(position));
    boolean valueless = setter == Setter.NULL || setter == Setter.NULL_NAMED;
    int fixed = valueless ? 1 : 2;
    @Nullable Object[] all = new @Nullable Object[fixed + (more == null ? 0 : more.length)];
    all[0] = position;
    if (!valueless) {
      all[1] = value(position);
    }
    if (more != null) {
      System.arraycopy(more, 0, all, fixed, more.length);
    }
    return all;
  }

  @Override
  public String toString() {
    return areKnown() ? "Parameters[" + size + "]" : "Parameters[unknown]";
  }
}
