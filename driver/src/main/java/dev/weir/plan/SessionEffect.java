package dev.weir.plan;

import dev.weir.catalog.Closure;
import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import dev.weir.sql.Setting;
import dev.weir.sql.Setting.Action;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import dev.weir.sql.TransactionCommand;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to its session.
 *
 * @param settings the settings that it changes, by name: all of them, unless there is a pin
 * @param onlySets whether it does nothing but to change them
 * @param local whether they are all taken back when the transaction ends
 * @param pin what it leaves in the session that later statements may need; null if nothing
 * @param ending what it takes out of the session
 * @param advances whether it may advance a sequence, whose value the session then has
 * @param asks whether it asks the session for such a value
 */
public record SessionEffect(
    Set<String> settings,
    boolean onlySets,
    boolean local,
    @Nullable Pin pin,
    Ending ending,
    boolean advances,
    boolean asks) {
  /** Nothing that is known. */
  static final SessionEffect NONE =
      new SessionEffect(Set.of(), false, false, null, Ending.NOTHING, true, false);

  /** What a statement may take out of the session. */
  public enum Ending {
    /** Nothing. */
    NOTHING,
    /** Something that pins. */
    PINS,
    /** Every setting that SQL has changed: RESET ALL. */
    SETTINGS,
    /** All of that: DISCARD ALL. */
    EVERYTHING
  }

  private static final String ALL = "all";
  private static final String SEED = "seed";
  private static final Pattern SEEDING = Pattern.compile(SEED, Pattern.CASE_INSENSITIVE);

  private static final Set<String> ASKING = Set.of("lastval", "currval");

  /** Settings of a transaction, of a node, or of the conversation between driver and server. */
  private static final Set<String> UNREPLAYABLE =
      Set.of(
          "session characteristics",
          "default_transaction_isolation",
          "default_transaction_read_only",
          "default_transaction_deferrable",
          "transaction_isolation",
          "transaction_read_only",
          "transaction_deferrable",
          "client_encoding",
          "standard_conforming_strings",
          SEED);

  private static final Set<StatementKind> ENDING_KINDS =
      EnumSet.of(
          StatementKind.NOTIFY,
          StatementKind.PREPARED,
          StatementKind.CURSOR,
          StatementKind.DDL,
          StatementKind.TRANSACTION);

  private static final Pin PREPARED_STATEMENT =
      new Pin(Pin.Kind.PREPARED_STATEMENT, "a prepared statement of SQL");

  /** Stays when the statement is deallocated. */
  private static final Pin EXECUTED = Pin.other("what a prepared statement of SQL did");

  private static final Pin CHANNEL = new Pin(Pin.Kind.CHANNEL, "LISTEN");

  /**
   * What a statement does by its text, and by all that it calls. What it cannot tell, it assumes.
   */
  static SessionEffect of(String sql, SqlShape shape, Closure closure) {
    boolean onlySets = onlySets(shape);
    return new SessionEffect(
        settings(shape, closure),
        onlySets,
        onlySets && shape.settings().stream().allMatch(Setting::local),
        isBlock(shape) && SEEDING.matcher(sql).find()
            ? of(true, "a block that names a seed")
            : pin(shape, closure),
        ending(shape),
        closure.may(Touch.DRAWS),
        closure.touches().contains(Touch.ASKS) || asksByName(shape));
  }

  /** Known before the catalogue is. */
  private static boolean asksByName(SqlShape shape) {
    return shape.functions().stream().anyMatch(f -> ASKING.contains(f.name()));
  }

  /** The settings it changes, itself and through what it calls. */
  private static Set<String> settings(SqlShape shape, Closure closure) {
    Set<String> names = new LinkedHashSet<>(closure.settings());
    names.removeAll(UNREPLAYABLE);
    for (Setting setting : shape.settings()) {
      if (isReplayable(setting)) {
        names.add(Objects.requireNonNull(setting.name()));
      }
    }
    if (names.contains("session_authorization")) {
      names.add("role"); // Which it resets.
    }
    return names;
  }

  private static boolean onlySets(SqlShape shape) {
    if (declaresReadOnly(shape)) {
      return true;
    }
    boolean onlySets =
        shape.kind() == StatementKind.SESSION
            || (shape.kind() == StatementKind.READ
                && shape.reads().isEmpty()
                && shape.operators().isEmpty()
                && shape.functions().stream().allMatch(f -> f.name().equals("set_config")));
    return onlySets
        && !shape.settings().isEmpty()
        && shape.settings().stream().allMatch(SessionEffect::isReplayable);
  }

  /** SET TRANSACTION READ ONLY: says of a read-only transaction what it is. */
  private static boolean declaresReadOnly(SqlShape shape) {
    return shape.transaction() == TransactionCommand.SET_TRANSACTION
        && shape.has(Trait.READ_ONLY_BEGIN)
        && !shape.has(Trait.READ_WRITE_BEGIN)
        && !shape.has(Trait.REPEATABLE_READ)
        && !shape.has(Trait.SERIALIZABLE);
  }

  /** Whether a setting is one that another session can be given by its name and value. */
  private static boolean isReplayable(Setting setting) {
    String name = setting.name();
    return name != null
        && (setting.action() == Action.SET || setting.action() == Action.RESET)
        && !name.equals(ALL)
        && !UNREPLAYABLE.contains(name);
  }

  /**
   * What stays in the session after the statement. What it leaves besides is in doubt for longer
   * than a cursor or a channel may be there.
   */
  private static @Nullable Pin pin(SqlShape shape, Closure closure) {
    Pin told = told(shape, closure);
    boolean doubtful =
        closure.touches().contains(Touch.UNKNOWN) && shape.kind() != StatementKind.PREPARED;
    return doubtful && (told == null || told.kind().isTold())
        ? new Pin(Pin.Kind.UNKNOWN, "what is not known yet: " + closure.cause())
        : told;
  }

  private static @Nullable Pin told(SqlShape shape, Closure closure) {
    if (shape.functions().stream().anyMatch(f -> f.name().equals("setseed"))) {
      return of(true, "setseed");
    }
    if (closure.touches().contains(Touch.SEEDS)) {
      return of(true, closure.cause());
    }
    if (closure.effect() == Effect.SESSION && shape.kind() != StatementKind.SESSION) {
      return new Pin(kindOf(closure), closure.cause());
    }
    if (!Collections.disjoint(closure.settings(), UNREPLAYABLE)) {
      return of(closure.settings().contains(SEED), closure.cause());
    }
    if (shape.parts().contains(StatementKind.DDL) && !closure.settings().isEmpty()) {
      return Pin.other("what a definition may set later");
    }
    if (shape.has(Trait.TEMPORARY) || closure.touches().contains(Touch.DEFINES)) {
      return Pin.temporary();
    }
    if (shape.has(Trait.WITH_HOLD)) {
      return new Pin(Pin.Kind.HELD_CURSOR, "a cursor WITH HOLD");
    }
    for (Setting setting : shape.settings()) {
      Pin pin = pin(setting);
      if (pin != null) {
        return pin;
      }
    }
    for (StatementKind part : shape.parts()) {
      Pin pin = pin(part, shape, closure);
      if (pin != null) {
        return pin;
      }
    }
    return pin(shape.kind(), shape, closure);
  }

  /** Whether the catalogue does not tell yet what it leaves in the session. */
  public boolean isInDoubt() {
    return pin != null && pin.kind() == Pin.Kind.UNKNOWN;
  }

  /** What a statement leaves that does one thing only to its session; else it may be more. */
  private static Pin.Kind kindOf(Closure closure) {
    Set<Touch> touches = EnumSet.noneOf(Touch.class);
    touches.addAll(closure.touches());
    touches.remove(Touch.DRAWS);
    if (touches.contains(Touch.STAYS)) {
      return Pin.Kind.LASTING;
    }
    if (touches.equals(EnumSet.of(Touch.LOCKS))) {
      return Pin.Kind.SESSION_LOCK;
    }
    return touches.equals(EnumSet.of(Touch.ASKS)) ? Pin.Kind.SEQUENCE : Pin.Kind.OTHER;
  }

  private static @Nullable Pin pin(Setting setting) {
    boolean changes = setting.action() == Action.SET || setting.action() == Action.RESET;
    return !changes || ALL.equals(setting.name()) || isReplayable(setting)
        ? null
        : of(SEED.equals(setting.name()), "the setting " + setting.name());
  }

  /** What RANDOM tells next nobody can set back. */
  private static Pin of(boolean seed, String cause) {
    return seed ? new Pin(Pin.Kind.SEED, cause) : Pin.other(cause);
  }

  private static @Nullable Pin pin(StatementKind kind, SqlShape shape, Closure closure) {
    return switch (kind) {
      case SESSION ->
          shape.settings().isEmpty() || isAmong(shape, "load") ? Pin.lasting("LOAD") : null;
      case PREPARED -> prepared(shape);
      case NOTIFY -> begins(shape, "listen") || isAmong(shape, "listen") ? CHANNEL : null;
      case CALL -> leavesNothing(shape, closure) ? null : new Pin(Pin.Kind.COMMITTED, "a routine");
      case UNKNOWN ->
          new Pin(
              shape.kind() == StatementKind.SEVERAL ? Pin.Kind.COMMITTED : Pin.Kind.LASTING,
              "a statement that was not understood");
      case TRANSACTION ->
          shape.transaction() == null || shape.transaction() == TransactionCommand.BEGIN
              ? Pin.transaction()
              : null;
      default -> null;
    };
  }

  /** PREPARE, EXECUTE or DEALLOCATE. */
  private static @Nullable Pin prepared(SqlShape shape) {
    if (begins(shape, "execute") || isAmong(shape, "execute")) {
      return EXECUTED;
    }
    boolean ends = begins(shape, "deallocate") && shape.kind() != StatementKind.SEVERAL;
    return ends ? null : PREPARED_STATEMENT;
  }

  /** Whether a statement that begins so may be one of several. */
  private static boolean isAmong(SqlShape shape, String word) {
    return shape.kind() == StatementKind.SEVERAL && shape.maySay(word);
  }

  /** DO, whose body is not read. */
  private static boolean isBlock(SqlShape shape) {
    return shape.parts().contains(StatementKind.CALL) && shape.functions().isEmpty();
  }

  /** Whether all that a routine does is known, and it leaves nothing in the session. */
  private static boolean leavesNothing(SqlShape shape, Closure closure) {
    return !isBlock(shape) && closure.effect() != Effect.UNKNOWN && !closure.opaque();
  }

  private static Ending ending(SqlShape shape) {
    Ending strongest = Ending.NOTHING;
    for (Setting setting : shape.settings()) {
      if (ALL.equals(setting.name()) && setting.action() == Action.DISCARD) {
        return Ending.EVERYTHING;
      }
      if (ALL.equals(setting.name()) && setting.action() == Action.RESET) {
        strongest = Ending.SETTINGS;
      }
    }
    return strongest == Ending.NOTHING && mayEndPins(shape) ? Ending.PINS : strongest;
  }

  private static boolean mayEndPins(SqlShape shape) {
    return shape.parts().stream().anyMatch(ENDING_KINDS::contains)
        || shape.functions().stream().anyMatch(f -> f.name().contains("advisory_unlock"))
        || shape.settings().stream().anyMatch(s -> s.action() == Action.DISCARD);
  }

  private static boolean begins(SqlShape shape, String word) {
    return shape.text().regionMatches(true, 0, word, 0, word.length());
  }
}
