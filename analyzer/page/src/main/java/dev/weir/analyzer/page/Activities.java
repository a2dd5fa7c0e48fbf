package dev.weir.analyzer.page;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.ServerActivity;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the sessions of servers do, as JSON. */
final class Activities {
  private Activities() {}

  /**
   * All of them.
   *
   * @param activities by the names of DataSources
   */
  static ArrayNode of(Map<String, ServerActivity> activities) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    activities.values().forEach(each -> add(all.addObject(), each));
    return all;
  }

  private static void add(ObjectNode each, ServerActivity activity) {
    each.put("name", activity.name());
    each.put("at", activity.at().toString());
    each.put("asked", activity.isAsked());
    ArrayNode unseen = each.putArray("unseen");
    activity.unseen().forEach(unseen::add);
    ArrayNode groups = each.putArray("groups");
    for (ServerActivity.Group group : activity.groups()) {
      groups
          .addObject()
          .put("database", group.database())
          .put("role", group.role())
          .put("application", group.application())
          .put("state", group.state())
          .put("sessions", group.sessions());
    }
    ArrayNode waits = each.putArray("waits");
    for (ServerActivity.Wait wait : activity.waits()) {
      waits
          .addObject()
          .put("type", wait.type())
          .put("event", wait.event())
          .put("sessions", wait.sessions());
    }
    ArrayNode sessions = each.putArray("sessions");
    activity.sessions().forEach(session -> session(sessions.addObject(), session));
  }

  private static void session(ObjectNode each, ServerActivity.Session session) {
    each.put("pid", session.pid());
    each.put("role", session.role());
    each.put("application", session.application());
    each.put("state", session.state());
    each.put("waitsFor", session.waitsFor());
    each.put("openMillis", millis(session.open()));
    each.put("sinceMillis", millis(session.since()));
    each.put("statement", session.statement());
    each.put("lock", session.lock());
    each.put("waitedMillis", millis(session.waited()));
    ArrayNode blockers = each.putArray("blockers");
    session.blockers().forEach(blockers::add);
    each.put("thread", session.thread());
    site(each, "begun", session.begun());
    site(each, "now", session.now());
  }

  private static void site(ObjectNode each, String name, @Nullable CallSite site) {
    if (site != null) {
      each.putObject(name)
          .put("className", site.className())
          .put("method", site.method())
          .put("file", site.file())
          .put("line", site.line());
    }
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : (Long) duration.toMillis();
  }
}
