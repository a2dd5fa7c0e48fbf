package dev.weir.analyzer.accept;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application's code accepts by {@link Accepted}. The file of a class is read once, when
 * something is found in it first. Thread-safe.
 */
public final class AnnotatedCode {
  private static final Logger LOG = LoggerFactory.getLogger(AnnotatedCode.class);
  private static final int MOST_CLASSES = 1_000;

  private final Function<String, @Nullable InputStream> files;
  private final List<Code> codes;
  private final Map<String, List<Acceptance>> byClass =
      new LinkedHashMap<>(16, 0.75f, true) { // Guarded by this.
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Acceptance>> eldest) {
          return size() > MOST_CLASSES;
        }
      };

  /**
   * Has read nothing yet.
   *
   * @param files opens the file of a class by its name; null if it is not found
   * @param codes that there are: another is told in the log
   */
  public AnnotatedCode(Function<String, @Nullable InputStream> files, List<Code> codes) {
    this.codes = codes;
    this.files = files;
  }

  /** What is said at the call site and the loop of a finding, whatever it is about. */
  public synchronized Collection<Acceptance> near(Finding finding) {
    List<Acceptance> near = new ArrayList<>();
    add(near, finding.place().callSite());
    add(near, finding.place().loop());
    return near;
  }

  private void add(List<Acceptance> near, @Nullable CallSite site) {
    for (String name = site == null ? "" : site.className(); !name.isEmpty(); name = outer(name)) {
      near.addAll(byClass.computeIfAbsent(name, this::read));
    }
  }

  /** All that was read so far. */
  public synchronized List<Acceptance> all() {
    return byClass.values().stream().flatMap(List::stream).toList();
  }

  /** The class that another is in; empty if it is in none. */
  private static String outer(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('$')));
  }

  private List<Acceptance> known(List<Acceptance> all) {
    for (Acceptance each : all) {
      if (each.meansNone(codes)) {
        String place = String.valueOf(each.place());
        warn(place.substring(0, place.length() - 1) + ": there is no code " + each.code());
      }
    }
    return all;
  }

  private void warn(String what) {
    LOG.warn("@Accepted of {}: it accepts nothing", what);
  }

  private List<Acceptance> read(String name) {
    try (InputStream file = files.apply(name)) {
      return file == null ? List.of() : known(AnnotatedClass.read(file, name, this::warn));
    } catch (IOException e) {
      LOG.debug("The class file of {} cannot be read", name, e);
      return List.of();
    }
  }
}
