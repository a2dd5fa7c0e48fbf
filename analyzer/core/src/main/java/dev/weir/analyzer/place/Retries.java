package dev.weir.analyzer.place;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Loops that only go on until something succeeds: {@code while (update(..) == 0)}, or some attempts
 * of which the first that is good returns. A loop that goes from element to element is none, though
 * it may end at the first that fits.
 */
final class Retries {
  private static final Set<String> STEPS =
      Set.of("next", "nextElement", "tryAdvance", "poll", "remove", "pop", "take");
  private static final int ICONST_0 = 3;
  private static final int ICONST_1 = 4;
  private static final int ICONST_5 = 8;
  private static final int IFEQ = 153;
  private static final int IFNE = 154;
  private static final int IFGT = 157;
  private static final int IFLE = 158;
  private static final int IF_ICMPEQ = 159;
  private static final int IF_ICMPNE = 160;
  private static final int IF_ICMPLT = 161;
  private static final int IF_ICMPGE = 162;

  private final List<Check> checks = new ArrayList<>(0);
  private final List<Integer> steps = new ArrayList<>(0);

  /** Where it is looked whether a call had success, and where that leads. */
  private record Check(int node, int success) {}

  /**
   * Whether a call goes to the next element of something: not if it always takes the same one of a
   * list.
   *
   * @param before the instruction before it
   */
  static boolean goesOn(ControlFlow.Call call, int before) {
    boolean fixed = before >= ICONST_0 && before <= ICONST_5;
    boolean step =
        call.name().equals("get")
            ? call.descriptor().equals("(I)Ljava/lang/Object;") && !fixed
            : STEPS.contains(call.name());
    return step && (call.owner().startsWith("java.util.") || call.owner().startsWith("java.sql."));
  }

  /**
   * Whether a call may tell whether, or how often, it had success: it does something, and does not
   * only say how things are.
   */
  static boolean mayTellSuccess(ControlFlow.Call call) {
    boolean tells = call.descriptor().endsWith(")I") || call.descriptor().endsWith(")Z");
    boolean executes = call.owner().startsWith("java.sql.") && call.name().startsWith("execute");
    return tells
        && (executes || !call.owner().startsWith("java."))
        && !call.name().startsWith("is")
        && !call.name().startsWith("has");
  }

  /** An instruction goes to the next element of something. */
  void goesOn(int node) {
    steps.add(node);
  }

  /** Notes it if the result of a call is looked at behind it. */
  void check(ByteBuffer in, int start, int[] offsets, int call, int[][] successors) {
    int at = call + 1;
    if (at + 1 < offsets.length) {
      int stored = Instructions.storedInt(in, start + offsets[at]);
      boolean again = stored >= 0 && stored == Instructions.loadedInt(in, start + offsets[at + 1]);
      at += again ? 2 : 0;
    }
    boolean one = at < offsets.length && (in.get(start + offsets[at]) & 0xff) == ICONST_1;
    at += one ? 1 : 0;
    if (at >= offsets.length || successors[at].length != 2) {
      return;
    }
    int branch = in.get(start + offsets[at]) & 0xff;
    boolean jumps =
        one ? branch == IF_ICMPEQ || branch == IF_ICMPGE : branch == IFNE || branch == IFGT;
    boolean stays =
        one ? branch == IF_ICMPNE || branch == IF_ICMPLT : branch == IFEQ || branch == IFLE;
    if (jumps || stays) {
      checks.add(new Check(at, successors[at][jumps ? 1 : 0]));
    }
  }

  /** The cycles that there are without those that end with success; changes the successors. */
  int[] without(int[][] successors) {
    int[] cycles = Cycles.of(successors);
    boolean changed = false;
    for (Check check : checks) {
      int cycle = cycles[check.node];
      boolean ends = cycle >= 0 && cycles[check.success] != cycle;
      if (ends && steps.stream().noneMatch(step -> cycles[step] == cycle)) {
        successors[check.node] = new int[] {check.success};
        changed = true;
      }
    }
    return changed ? Cycles.of(successors) : cycles;
  }
}
