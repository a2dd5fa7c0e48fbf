package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a walk has reached so far. Used by one thread, and not changed once it is remembered. */
final class Reach {
  /** A way may be as long as a chain of calls is deep, and each table that is reached has one. */
  private static final int LONGEST_WAY = 300;

  /** By OID, with the first way to each. */
  private final Map<Long, String> reads = new HashMap<>();

  private final Map<Long, String> writes = new HashMap<>();
  private final Set<Touch> touches = EnumSet.noneOf(Touch.class);
  private final Set<String> settings = new HashSet<>();

  /** The first way to what may touch any table; null if nothing may. */
  private @Nullable String readsAll;

  private @Nullable String writesAll;
  private boolean opaque;
  private boolean changesCatalog;
  private boolean movesNames;
  private Effect effect = Effect.PURE;
  private String cause = "";

  void read(long identity, String way) {
    reads.computeIfAbsent(identity, oid -> cut(way));
  }

  void readAll(String way) {
    readsAll = readsAll == null ? cut(way) : readsAll;
  }

  void write(long identity, String way) {
    writes.computeIfAbsent(identity, oid -> cut(way));
  }

  void writeAll(String way) {
    writesAll = writesAll == null ? cut(way) : writesAll;
  }

  /** It may read and write anything, also outside the database. */
  void doAnything(String way) {
    readAll(way);
    writeAll(way);
    opaque = true;
    changesCatalog = true;
  }

  /** What may do anything to its session may write anything as well. */
  void touch(Touch touch) {
    touches.add(touch);
    if (touch == Touch.UNKNOWN) {
      writeAll("");
    }
  }

  void setting(String name) {
    settings.add(name);
    touch(Touch.SETS);
  }

  void opaque() {
    opaque = true;
  }

  void changesCatalog() {
    changesCatalog = true;
  }

  /** From here to the end of the transaction, unqualified names may mean something else. */
  void moveNames() {
    movesNames = true;
  }

  boolean movesNames() {
    return movesNames;
  }

  /** The first cause of the strongest effect stays. */
  void raise(Effect to, String because) {
    if (to.compareTo(effect) > 0) {
      effect = to;
      cause = because;
    }
  }

  /** Adds all that another reached, but its effect. */
  void addAllButEffect(Reach part, String way) {
    part.reads.forEach((oid, on) -> reads.computeIfAbsent(oid, o -> cut(way + on)));
    part.writes.forEach((oid, on) -> writes.computeIfAbsent(oid, o -> cut(way + on)));
    touches.addAll(part.touches);
    settings.addAll(part.settings);
    if (part.readsAll != null) {
      readAll(way + part.readsAll);
    }
    if (part.writesAll != null) {
      writeAll(way + part.writesAll);
    }
    opaque |= part.opaque;
    changesCatalog |= part.changesCatalog;
    movesNames |= part.movesNames;
  }

  Effect effect() {
    return effect;
  }

  String cause() {
    return cause;
  }

  Closure closure() {
    return new Closure(
        effect,
        cause,
        tables(readsAll, reads),
        tables(writesAll, writes),
        ways(readsAll, reads),
        ways(writesAll, writes),
        touches,
        settings,
        opaque,
        changesCatalog);
  }

  private static Tables tables(@Nullable String all, Map<Long, String> tables) {
    return all == null ? new Tables(false, tables.keySet()) : Tables.ALL;
  }

  private static Ways ways(@Nullable String all, Map<Long, String> tables) {
    Map<Long, String> ways = new HashMap<>();
    if (all == null) {
      tables.forEach((oid, way) -> ways.put(oid, told(way)));
    }
    return new Ways(all == null ? "" : told(all), ways);
  }

  private static String cut(String way) {
    return way.length() <= LONGEST_WAY ? way : way.substring(0, LONGEST_WAY) + "..";
  }

  /** Without what joins a way to what would follow. */
  private static String told(String way) {
    return way.endsWith(": ") ? way.substring(0, way.length() - 2) : way;
  }
}
