package dev.weir.analyzer.place;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  private static final int IINC = 132;
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

  /** Whether a call goes to the next element of something, or takes one of a list. */
  static boolean mayGoOn(ControlFlow.Call call) {
    boolean step =
        call.name().equals("get")
            ? call.descriptor().equals("(I)Ljava/lang/Object;")
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
    boolean given = call.name().equals("getAsBoolean") || call.name().equals("booleanValue");
    return tells
        && (executes || given || !call.owner().startsWith("java."))
        && !call.name().startsWith("is")
        && !call.name().startsWith("has");
  }

  /** An instruction goes to the next element of something. */
  void goesOn(int node) {
    steps.add(node);
  }

  /**
   * Notes where it is looked at whether something had success: what a call has told, right behind
   * it or kept in a variable, or a variable that was set by such a look.
   *
   * @param tells which instructions are calls that {@linkplain #mayTellSuccess tell} it
   */
  void read(ByteBuffer in, int start, int[] offsets, int[][] successors, boolean[] tells) {
    Code code = new Code(in, start, offsets, successors);
    // What takes always the same element of a list or an array goes nowhere.
    steps.removeIf(step -> step > 0 && code.isConstant(step - 1));
    Set<Integer> others = new HashSet<>();
    Map<Integer, Boolean> kept = new HashMap<>();
    for (int i = 1; i < offsets.length; i++) {
      if (tells[i - 1]) {
        kept.put(code.stored(i), true);
      } else if (!code.isConstant(i - 1)) {
        others.add(code.changed(i));
      }
    }
    kept.keySet().removeAll(others);
    looks(code, tells, kept);
    Map<Integer, Boolean> flags = new HashMap<>();
    for (Check check : checks) {
      code.flag(check, flags);
    }
    flags.keySet().removeAll(others);
    looks(code, new boolean[offsets.length], flags);
  }

  /** Notes the branches at what was told, or kept: true for what is not 0 where it had success. */
  private void looks(Code code, boolean[] tells, Map<Integer, Boolean> kept) {
    for (int i = 1; i < tells.length; i++) {
      boolean one = i > 1 && code.opcode(i - 1) == ICONST_1;
      int value = one ? i - 2 : i - 1;
      Boolean good = tells[value] ? Boolean.TRUE : kept.get(code.loaded(value));
      int success = good == null ? -1 : code.success(i, one, good);
      if (success >= 0) {
        checks.add(new Check(i, success));
      }
    }
  }

  /** The instructions of a method. */
  private static final class Code {
    private final ByteBuffer in;
    private final int start;
    private final int[] offsets;
    private final int[][] successors;

    Code(ByteBuffer in, int start, int[] offsets, int[][] successors) {
      this.in = in;
      this.start = start;
      this.offsets = offsets;
      this.successors = successors;
    }

    int opcode(int node) {
      return in.get(start + offsets[node]) & 0xff;
    }

    boolean isConstant(int node) {
      return opcode(node) >= ICONST_0 && opcode(node) <= ICONST_5;
    }

    int stored(int node) {
      return Instructions.storedInt(in, start + offsets[node]);
    }

    /** The variable that gets another value. */
    int changed(int node) {
      return opcode(node) == IINC ? in.get(start + offsets[node] + 1) & 0xff : stored(node);
    }

    /** The variable whose value is taken; -2 if none is. */
    int loaded(int node) {
      int local = Instructions.loadedInt(in, start + offsets[node]);
      return local < 0 ? -2 : local; // Not the -1 of what stores nothing.
    }

    /**
     * Where a branch leads if there was success; -1 if it is none that looks for it.
     *
     * @param one whether it compares with 1, else with 0
     * @param good whether what is not 0 is success
     */
    int success(int node, boolean one, boolean good) {
      int branch = opcode(node);
      boolean jumps =
          one ? branch == IF_ICMPEQ || branch == IF_ICMPGE : branch == IFNE || branch == IFGT;
      boolean stays =
          one ? branch == IF_ICMPNE || branch == IF_ICMPLT : branch == IFEQ || branch == IFLE;
      return jumps || stays ? successors[node][jumps == good ? 1 : 0] : -1;
    }

    /**
     * The variable that a look sets: {@code done = n == 1}, or {@code if (n == 1) done = true}.
     *
     * @param flags gets it, and whether it is true if there was success
     */
    void flag(Check check, Map<Integer, Boolean> flags) {
      int next = check.node + 1;
      if (next + 1 >= offsets.length || opcode(next) != ICONST_1) {
        return;
      }
      boolean good = check.success == next;
      int other = successors[check.node][1];
      boolean chosen = other == next + 2 && other + 1 < offsets.length && opcode(other) == ICONST_0;
      int flag = stored(chosen ? other + 1 : next + 1);
      if (flag >= 0) {
        flags.put(flag, good);
      }
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
