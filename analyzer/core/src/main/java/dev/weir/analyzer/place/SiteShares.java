package dev.weir.analyzer.place;

import dev.weir.analyzer.model.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Divides the executions of a statement among the places of the code that its samples show.
 *
 * <p>A place is a loop; without a known loop, it is the whole path through the application's code,
 * so that three calls of one data access method from three lines are three places and no loop. A
 * place counts only if one path was seen twice. The executions between two samples of one place are
 * its own; between two places, half of them are each one's, unless an interruption tells where the
 * later one began, or one of them does not count. Those before the first are its own, unless lines
 * of one loop take turns.
 */
public final class SiteShares {
  /** How often a statement was executed at one place. */
  public record Share(Place place, long executions) {}

  private final Map<String, Site> sites = new LinkedHashMap<>();

  private SiteShares() {}

  /**
   * Divides.
   *
   * @param samples of the executions
   * @param executions how many there were
   * @param places unfolds the samples
   * @return the places that were seen more than once
   */
  public static List<Share> of(Samples samples, long executions, Places places) {
    SiteShares shares = new SiteShares();
    shares.divide(samples, executions, places);
    shares.joinDepths();
    List<Share> seen = new ArrayList<>();
    for (Site site : shares.sites.values()) {
      if (site.isRepeated()) {
        seen.add(new Share(site.first.place(), site.executions));
      }
    }
    return seen;
  }

  private void divide(Samples samples, long executions, Places places) {
    IdentityHashMap<Throwable, Site> known = new IdentityHashMap<>();
    for (Samples.Sample sample : samples.list()) {
      Site site = known.computeIfAbsent(sample.stack(), stack -> site(stack, samples, places));
      site.seen(sample.stack());
    }
    long last = 0;
    Site before = null;
    for (Samples.Sample sample : samples.list()) {
      Site site = Objects.requireNonNull(known.get(sample.stack()));
      long others = sample.ordinal() - last - 1;
      if (before == null) {
        turn(site).executions += others;
        others = 0;
      } else if (!site.equals(before)) {
        long earlier = sample.interrupted() || !site.isRepeated() ? others : others / 2;
        long its = before.isRepeated() ? earlier : 0;
        before.executions += its;
        others -= its;
      }
      site.executions += others + 1;
      last = sample.ordinal();
      before = site;
    }
    if (before != null) {
      before.executions += executions - last;
    }
  }

  /**
   * Whose turn it was before the first sample: where lines of one loop take turns, that of another
   * of them, which was seen less often.
   */
  private Site turn(Site first) {
    Site turn = first;
    for (Site site : sites.values()) {
      boolean fewer = site.seen < turn.seen || (site.seen == turn.seen && turn.equals(first));
      turn = fewer && site.first.place().isInLoopOf(first.first.place()) ? site : turn;
    }
    return turn;
  }

  private Site site(Throwable stack, Samples samples, Places places) {
    Places.Resolved resolved = places.resolve(stack, samples.loader());
    Site site = sites.computeIfAbsent(resolved.site(), s -> new Site(resolved));
    site.pathOf.put(stack, resolved.path());
    return site;
  }

  /**
   * A path without a loop that goes through the method of a loop is that loop at another depth,
   * such as the root of a recursion.
   */
  private void joinDepths() {
    for (Site loose : List.copyOf(sites.values())) {
      if (loose.first.place().loop() != null) {
        continue;
      }
      for (Site loop : sites.values()) {
        if (loop.first.place().loop() != null && loose.first.passes(loop.first)) {
          loop.executions += loose.executions;
          sites.remove(loose.first.site());
          break;
        }
      }
    }
  }

  private static final class Site {
    private final Places.Resolved first;
    private final IdentityHashMap<Throwable, String> pathOf = new IdentityHashMap<>();
    private final Map<String, Integer> paths = new HashMap<>();
    private int seen;
    private long executions;

    Site(Places.Resolved first) {
      this.first = first;
    }

    void seen(Throwable stack) {
      seen++;
      paths.merge(Objects.requireNonNull(pathOf.get(stack)), 1, Integer::sum);
    }

    boolean isRepeated() {
      // Several calls on one line have one path, and are no loop.
      boolean straight = first.certain() && first.place().loop() == null;
      return !straight && paths.values().stream().anyMatch(times -> times >= 2);
    }
  }
}
