package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import java.util.HashSet;
import java.util.Set;

/** What a walk has reached so far. Used by one thread, and not changed once it is remembered. */
final class Reach {
  private final Set<Long> reads = new HashSet<>();
  private final Set<Long> writes = new HashSet<>();
  private final Set<String> settings = new HashSet<>();
  private boolean readsAll;
  private boolean writesAll;
  private boolean opaque;
  private boolean changesCatalog;
  private boolean movesNames;
  private Effect effect = Effect.PURE;
  private String cause = "";

  void read(long identity) {
    reads.add(identity);
  }

  void readAll() {
    readsAll = true;
  }

  void write(long identity) {
    writes.add(identity);
  }

  void writeAll() {
    writesAll = true;
  }

  /** It may read and write anything, also outside the database. */
  void doAnything() {
    readsAll = true;
    writesAll = true;
    opaque = true;
    changesCatalog = true;
  }

  void setting(String name) {
    settings.add(name);
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
  void addAllButEffect(Reach part) {
    reads.addAll(part.reads);
    writes.addAll(part.writes);
    settings.addAll(part.settings);
    readsAll |= part.readsAll;
    writesAll |= part.writesAll;
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
        settings,
        opaque,
        changesCatalog);
  }

  private static Tables tables(boolean all, Set<Long> oids) {
    return all ? Tables.ALL : new Tables(false, oids);
  }
}
