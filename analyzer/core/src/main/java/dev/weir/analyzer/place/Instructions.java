package dev.weir.analyzer.place;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where the instructions of bytecode begin, and which may follow on which. */
final class Instructions {
  static final int INVOKEVIRTUAL = 182;
  static final int INVOKEDYNAMIC = 186;
  private static final int GOTO = 167;
  private static final int JSR = 168;
  private static final int TABLESWITCH = 170;
  private static final int LOOKUPSWITCH = 171;
  private static final int IRETURN = 172;
  private static final int RETURN = 177;
  private static final int ATHROW = 191;
  private static final int WIDE = 196;
  private static final int IINC = 132;
  private static final int GOTO_W = 200;
  private static final int JSR_W = 201;

  /** How long the instructions are, from 0 on; 0 where that depends. */
  private static final String LENGTHS =
      "1111111111111111" // 0
          + "2323322222111111" // 16
          + "1111111111111111" // 32
          + "1111112222211111" // 48
          + "1111111111111111" // 64
          + "1111111111111111" // 80
          + "1111111111111111" // 96
          + "1111111111111111" // 112
          + "1111311111111111" // 128
          + "1111111113333333" // 144
          + "3333333332001111" // 160
          + "1133333335532311" // 176
          + "3311043355"; // 192

  private Instructions() {}

  /** Whether it loads an element of an array. */
  static boolean isArrayLoad(int opcode) {
    return opcode >= 46 && opcode <= 53;
  }

  /** The local variable into which an int is stored; -1 if none is. */
  static int storedInt(ByteBuffer in, int position) {
    return local(in, position, 54, 59);
  }

  /** The local variable of which an int is loaded; -1 if none is. */
  static int loadedInt(ByteBuffer in, int position) {
    return local(in, position, 21, 26);
  }

  private static int local(ByteBuffer in, int position, int opcode, int first) {
    int is = in.get(position) & 0xff;
    if (is == opcode) {
      return in.get(position + 1) & 0xff;
    }
    return is >= first && is < first + 4 ? is - first : -1;
  }

  /** The offsets at which instructions begin. */
  static int[] offsets(ByteBuffer in, int start, int length) {
    int[] offsets = new int[length];
    int count = 0;
    for (int offset = 0; offset < length; offset += length(in, start, offset)) {
      offsets[count++] = offset;
    }
    return Arrays.copyOf(offsets, count);
  }

  private static int length(ByteBuffer in, int start, int offset) {
    int opcode = in.get(start + offset) & 0xff;
    if (opcode == WIDE) {
      return (in.get(start + offset + 1) & 0xff) == IINC ? 6 : 4;
    }
    if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
      int at = aligned(start, offset);
      int pairs =
          opcode == LOOKUPSWITCH
              ? 2 + 2 * in.getInt(at + 4)
              : 3 + in.getInt(at + 8) - in.getInt(at + 4) + 1;
      return at + 4 * pairs - start - offset;
    }
    return LENGTHS.charAt(opcode) - '0';
  }

  /** What may be executed next, but for exceptions. */
  static int[] successors(ByteBuffer in, int start, int offset, int next) {
    int opcode = in.get(start + offset) & 0xff;
    if ((opcode >= IRETURN && opcode <= RETURN) || opcode == ATHROW) {
      return new int[0];
    }
    if (opcode == GOTO_W || opcode == JSR_W) {
      return new int[] {offset + in.getInt(start + offset + 1)};
    }
    if (opcode == GOTO || opcode == JSR) {
      return new int[] {offset + in.getShort(start + offset + 1)};
    }
    if ((opcode >= 153 && opcode <= 166) || opcode == 198 || opcode == 199) {
      return new int[] {next, offset + in.getShort(start + offset + 1)};
    }
    if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
      return cases(in, opcode, aligned(start, offset), offset);
    }
    return next < 0 ? new int[0] : new int[] {next};
  }

  private static int[] cases(ByteBuffer in, int opcode, int at, int offset) {
    boolean table = opcode == TABLESWITCH;
    int count = table ? in.getInt(at + 8) - in.getInt(at + 4) + 1 : in.getInt(at + 4);
    int[] targets = new int[count + 1];
    targets[count] = offset + in.getInt(at);
    for (int i = 0; i < count; i++) {
      targets[i] = offset + in.getInt(table ? at + 12 + 4 * i : at + 12 + 8 * i);
    }
    return targets;
  }

  private static int aligned(int start, int offset) {
    return start + ((offset + 4) & ~3);
  }
}
