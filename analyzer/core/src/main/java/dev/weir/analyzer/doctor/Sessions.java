package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.sample.HeldTransaction;
import dev.weir.analyzer.sample.SessionSample;

/** Sessions in words. */
final class Sessions {
  private Sessions() {}

  /** What a session is told apart by at every look: who it is of, not which process. */
  static String name(SessionSample session) {
    if (session.vacuums() && session.role() == null) {
      return "a worker of autovacuum";
    }
    return "%s of %s%s"
        .formatted(
            session.application().isEmpty() ? "a session" : session.application(),
            session.role(),
            session.state() == null ? "" : ", " + session.state());
  }

  /** {@code session 4711 (shop, role app, idle in transaction)}. */
  static String text(SessionSample session) {
    if (session.vacuums() && session.role() == null) {
      return "worker %d of autovacuum".formatted(session.pid());
    }
    return "session %d (%srole %s, %s)"
        .formatted(
            session.pid(),
            session.application().isEmpty() ? "" : session.application() + ", ",
            session.role(),
            session.state() == null ? "what it does is hidden" : session.state());
  }

  /** Says which code has it, if it is this application's. */
  static void place(Card card, Case each, SessionSample session) {
    for (HeldTransaction own : each.observation().own()) {
      if (own.process() == session.pid()) {
        CallSite site = own.begun() == null ? own.now() : own.begun();
        card.at(new Place(site, null, 0));
        card.because(
            "it is this application's: thread %s, open for %s, %s%s%s"
                .formatted(
                    own.thread(),
                    Words.span(own.open()),
                    Words.count(own.statements(), "statement"),
                    own.begun() == null ? "" : ", begun at " + own.begun(),
                    own.now() == null || own.now().equals(own.begun())
                        ? ""
                        : "; now at " + own.now()));
      }
    }
  }

  /** SQL that ends what a session does. */
  static String end(SessionSample session) {
    // Of a session that does nothing there is nothing to cancel.
    String how = session.idleInTransaction() ? "pg_terminate_backend" : "pg_cancel_backend";
    return "SELECT %s(%d)".formatted(how, session.pid());
  }
}
