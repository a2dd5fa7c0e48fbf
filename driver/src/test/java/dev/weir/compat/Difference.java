package dev.weir.compat;

import java.util.List;

/**
 * What some methods do otherwise than the bare driver's, and why. The first four are regular
 * expressions.
 *
 * @param scenario its name
 * @param method as {@link Interfaces} names it
 * @param bare what happens without Weir
 * @param weir what happens with Weir
 * @param sides where
 * @param reason as docs/compatibility.md says it
 */
record Difference(
    String scenario, String method, String bare, String weir, List<Side> sides, String reason) {
  boolean covers(Side side, String inScenario, Beside.Departure departure) {
    return sides.contains(side)
        && inScenario.matches(scenario)
        && departure.method().matches(method)
        && departure.bare().replace('\n', ' ').matches(".* -> " + bare)
        && departure.weir().replace('\n', ' ').matches(".* -> " + weir);
  }
}
