package dev.weir.catalog;

import dev.weir.catalog.Closure.Effect;
import dev.weir.catalog.Closure.Touch;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the closing of one statement or routine is: what it has reached, what it need not visit
 * again, and the way that led there. Used by one thread.
 */
final class Walk {
  /** What is done to a thing: done again, it leads nowhere new. */
  enum Deed {
    READ,
    WRITE,
    CALL
  }

  private record Step(Deed deed, long oid, int events, Scope scope) {}

  private final boolean routine;
  private final Reach reach = new Reach();
  private final Set<Step> visited = new HashSet<>();
  private String way = "";
  private boolean inWrite;

  /**
   * Begins one.
   *
   * @param routine whether it closes a routine, not a statement whose text its caller has read
   */
  Walk(boolean routine) {
    this.routine = routine;
  }

  boolean ofRoutine() {
    return routine;
  }

  Reach reach() {
    return reach;
  }

  /** Whether this is the first time. */
  boolean visit(Deed deed, long oid, int events, Scope scope) {
    return visited.add(new Step(deed, oid, events, scope));
  }

  /** The way to here, for people. */
  String way() {
    return way;
  }

  /** Whether a write led here. */
  boolean inWrite() {
    return inWrite;
  }

  /** Goes on from somewhere else. */
  void jump(String to, boolean byWrite) {
    way = to;
    inWrite = byWrite;
  }

  /** Takes one step, and comes back. */
  void along(String step, boolean byWrite, Runnable walk) {
    String before = way;
    boolean was = inWrite;
    jump(before + step + ": ", was || byWrite);
    walk.run();
    jump(before, was);
  }

  /** Says what is done here. Of what a write sets off, what a write needs anyway says nothing. */
  void raise(Effect effect, String because) {
    if (effect == Effect.UNKNOWN) {
      reach.touch(Touch.UNKNOWN);
    }
    raise(effect, "", because);
  }

  /** Says what is done here to the session. */
  void raiseSession(Touch touch, String because) {
    reach.touch(touch);
    raise(Effect.SESSION, "", because);
  }

  /** Adds what was closed on its own, and is called here, by a step more. */
  void add(Reach part, String step) {
    reach.addAllButEffect(part, way + step);
    raise(part.effect(), step, part.cause());
  }

  private void raise(Effect effect, String step, String because) {
    if (effect.compareTo(Effect.SETTING) >= 0 || !inWrite) {
      reach.raise(effect, way + step + because);
    }
  }

  /** Of a statement itself, its caller knows as much from its text. */
  void raiseInRoutine(Effect effect, String because) {
    if (routine) {
      raise(effect, because);
    }
  }

  /** The same of what is done to the session. */
  void raiseSessionInRoutine(String because) {
    reach.touch(Touch.OTHER);
    raiseInRoutine(Effect.SESSION, because);
  }
}
