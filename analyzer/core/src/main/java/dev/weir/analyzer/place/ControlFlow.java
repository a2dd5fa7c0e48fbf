package dev.weir.analyzer.place;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions of a class's methods lie on a cycle of normal control flow, read from its
 * class file. What is repeated only by way of an exception handler lies on none, nor what is
 * repeated only because it had no {@linkplain Retries success}: a retry is no loop. Immutable.
 */
final class ControlFlow {
  private static final int NO_CYCLE = -1;
  private static final int CLASS = 7;
  private static final int NAME_AND_TYPE = 12;

  private final Map<String, Method> methods = new HashMap<>();

  private ControlFlow() {}

  /**
   * A call of a method by another.
   *
   * @param owner the class or interface whose method is called, with dots
   * @param name the called method's name
   * @param descriptor its parameters and what it returns
   * @param offset of the instruction
   * @param cycle which cycle of the method it lies on, -1 for none
   */
  record Call(String owner, String name, String descriptor, int offset, int cycle) {}

  /** The calls of a method in the order of its code, and the cycle of each instruction. */
  static final class Method {
    private final List<Call> calls;
    private final int[] offsets;
    private final int[][] successors;
    private final int[] cycles;
    private final Retries retries;

    Method(List<Call> calls, int[] offsets, int[][] successors, int[] cycles, Retries retries) {
      this.calls = calls;
      this.offsets = offsets;
      this.successors = successors;
      this.cycles = cycles;
      this.retries = retries;
    }

    List<Call> calls() {
      return calls;
    }

    /** The cycle on which the instruction at an offset lies; -1 if on none. */
    int cycle(int offset) {
      return at(offset, cycles);
    }

    /**
     * The same, of cycles on which no further work is taken.
     *
     * @param taking tells what takes work
     */
    int cycleWithinWork(int offset, Predicate<Call> taking) {
      int[][] within = successors.clone();
      for (Call call : calls) {
        if (call.cycle() != NO_CYCLE && taking.test(call)) {
          within[Arrays.binarySearch(offsets, call.offset())] = new int[0];
        }
      }
      return at(offset, retries.without(within));
    }

    private int at(int offset, int[] numbers) {
      int at = Arrays.binarySearch(offsets, offset);
      return at < 0 ? NO_CYCLE : numbers[at];
    }
  }

  /**
   * Reads a class file.
   *
   * @throws IOException if it is none, or cannot be read
   */
  static ControlFlow read(InputStream file) throws IOException {
    ControlFlow flow = new ControlFlow();
    try (DataInputStream in = new DataInputStream(file)) {
      flow.new Reader(ByteBuffer.wrap(in.readAllBytes())).read();
    } catch (RuntimeException e) {
      throw new IOException("not a class file that is understood", e);
    }
    return flow;
  }

  /** A method; null if it has no code. */
  @Nullable Method method(String name, String descriptor) {
    return methods.get(name + descriptor);
  }

  private final class Reader {
    private final ByteBuffer in;
    private int[] at = new int[0];

    Reader(ByteBuffer in) {
      this.in = in;
    }

    void read() throws IOException {
      if (in.getInt() != 0xcafebabe) {
        throw new IOException("no class file");
      }
      in.getInt();
      constants();
      skip(6);
      skip(2 * unsigned());
      members(false);
      members(true);
    }

    private int unsigned() {
      return in.getShort() & 0xffff;
    }

    private void skip(int bytes) {
      in.position(in.position() + bytes);
    }

    private void constants() throws IOException {
      at = new int[unsigned()];
      for (int i = 1; i < at.length; i++) {
        at[i] = in.position();
        int tag = in.get();
        switch (tag) {
          case 1 -> skip(unsigned());
          case 3, 4, 9, 10, 11, NAME_AND_TYPE, 17, 18 -> skip(4);
          case 5, 6 -> {
            skip(8);
            i++; // It takes two places.
          }
          case CLASS, 8, 16, 19, 20 -> skip(2);
          case 15 -> skip(3);
          default -> throw new IOException("unknown constant " + tag);
        }
      }
    }

    private int u2(int position) {
      return in.getShort(position) & 0xffff;
    }

    private String text(int index) {
      int position = at[index];
      byte[] bytes = new byte[u2(position + 1)];
      in.get(position + 3, bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    private void members(boolean code) {
      for (int i = unsigned(); i > 0; i--) {
        skip(2);
        String name = text(unsigned());
        String descriptor = text(unsigned());
        for (int a = unsigned(); a > 0; a--) {
          boolean body = text(unsigned()).equals("Code") && code;
          int end = in.getInt() + in.position();
          if (body) {
            skip(4);
            int length = in.getInt();
            methods.put(name + descriptor, method(in.position(), length));
          }
          in.position(end);
        }
      }
    }

    private Method method(int start, int length) {
      int[] offsets = Instructions.offsets(in, start, length);
      int[][] successors = new int[offsets.length][];
      for (int i = 0; i < offsets.length; i++) {
        int next = i + 1 < offsets.length ? offsets[i + 1] : -1;
        successors[i] = indexes(offsets, Instructions.successors(in, start, offsets[i], next));
      }
      Retries retries = retries(start, offsets, successors);
      int[] cycles = retries.without(successors);
      List<Call> calls = new ArrayList<>();
      boolean loops = false;
      for (int i = 0; i < offsets.length; i++) {
        loops |= cycles[i] != NO_CYCLE;
        if (isCall(start + offsets[i])) {
          calls.add(call(start, offsets[i], cycles[i]));
        }
      }
      return new Method(
          List.copyOf(calls),
          offsets,
          loops ? successors : new int[offsets.length][0],
          cycles,
          loops ? retries : new Retries());
    }

    private Retries retries(int start, int[] offsets, int[][] successors) {
      Retries retries = new Retries();
      boolean[] tells = new boolean[offsets.length];
      for (int i = 0; i < offsets.length; i++) {
        int at = start + offsets[i];
        if (isCall(at)) {
          Call call = call(start, offsets[i], NO_CYCLE);
          if (Retries.mayGoOn(call)) {
            retries.goesOn(i);
          }
          tells[i] = Retries.mayTellSuccess(call);
        } else if (Instructions.isArrayLoad(in.get(at) & 0xff)) {
          retries.goesOn(i);
        }
      }
      retries.read(in, start, offsets, successors, tells);
      return retries;
    }

    private boolean isCall(int position) {
      int opcode = in.get(position) & 0xff;
      return opcode >= Instructions.INVOKEVIRTUAL && opcode <= Instructions.INVOKEDYNAMIC;
    }

    private Call call(int start, int offset, int cycle) {
      int position = at[u2(start + offset + 1)];
      boolean dynamic = (in.get(start + offset) & 0xff) == Instructions.INVOKEDYNAMIC;
      String owner = dynamic ? "" : text(u2(at[u2(position + 1)] + 1)).replace('/', '.');
      int nameAndType = at[u2(position + 3)];
      return new Call(owner, text(u2(nameAndType + 1)), text(u2(nameAndType + 3)), offset, cycle);
    }

    private int[] indexes(int[] offsets, int[] targets) {
      int[] indexes = new int[targets.length];
      for (int i = 0; i < targets.length; i++) {
        indexes[i] = Arrays.binarySearch(offsets, targets[i]);
      }
      return indexes;
    }
  }
}
