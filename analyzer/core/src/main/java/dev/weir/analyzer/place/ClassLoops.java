package dev.weir.analyzer.place;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Which calls of a class's methods lie within loops, read from its class file. A loop is what lies
 * between a backward branch and its target, unless it is only tried again after an exception; its
 * ordinal is its place among its method's loops by their first instruction. Of a class that can't
 * be read, nothing is known.
 */
final class ClassLoops {
  private final List<Method> methods = new ArrayList<>();
  private boolean known;

  private ClassLoops() {}

  /**
   * Reads a class file.
   *
   * @param loader the application's; null if it is not known
   */
  static ClassLoops read(String className, @Nullable ClassLoader loader) {
    ClassLoops loops = new ClassLoops();
    try (InputStream file = ClassFiles.open(className, loader)) {
      if (file != null) {
        byte[] bytes = file.readAllBytes();
        ControlFlow flow = ControlFlow.read(new ByteArrayInputStream(bytes));
        new ClassReader(bytes).accept(loops.new Reader(flow), ClassReader.SKIP_FRAMES);
        loops.known = true;
      }
    } catch (IOException | RuntimeException e) {
      // Not readable, or of a newer Java than ASM knows: stacks without loops are still findings.
      loops.methods.clear();
    }
    return loops;
  }

  /** Whether the class file was read. */
  boolean isKnown() {
    return known;
  }

  /**
   * The ordinal of the innermost loop around a line's call of a method, or of anything if the line
   * calls no such method; -1 if there is none.
   */
  int loop(String method, int line, String called) {
    int any = -1;
    boolean named = false;
    int innermost = -1;
    for (Method m : methods) {
      for (Call call : m.callsAt(method, line)) {
        any = Math.max(any, call.loop);
        if (call.name.equals(called)) {
          named = true;
          innermost = Math.max(innermost, call.loop);
        }
      }
    }
    return named ? innermost : any;
  }

  /**
   * The ordinal of a line's call among all calls of such a method in its method; 0 if that is not
   * known.
   */
  int call(String method, int line, String called) {
    for (Method m : methods) {
      int ordinal = 0;
      for (Call call : m.name.equals(method) ? m.calls : List.<Call>of()) {
        if (call.name.equals(called)) {
          if (call.line == line) {
            return ordinal;
          }
          ordinal++;
        }
      }
    }
    return 0;
  }

  /** The ordinal of a lambda among those of the method that holds it. */
  int lambda(String method) {
    String prefix = method.substring(0, method.lastIndexOf('$') + 1);
    return (int)
        methods.stream()
            .map(m -> m.name)
            .filter(name -> name.startsWith(prefix))
            .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
            .takeWhile(name -> !name.equals(method))
            .count();
  }

  /** Whether two lines belong to one method, and not to two of one name. */
  boolean isOneMethod(String name, int line, int other) {
    return line == other
        || methods.stream()
            .anyMatch(m -> !m.callsAt(name, line).isEmpty() && !m.callsAt(name, other).isEmpty());
  }

  private static final class Call {
    private final String name;
    private final int line;
    private final int instruction;
    private int loop = -1;

    Call(String name, int line, int instruction) {
      this.name = name;
      this.line = line;
      this.instruction = instruction;
    }
  }

  private record Method(String name, List<Call> calls) {
    List<Call> callsAt(String method, int line) {
      return name.equals(method) ? calls.stream().filter(c -> c.line == line).toList() : List.of();
    }
  }

  private final class Reader extends ClassVisitor {
    private final ControlFlow flow;

    Reader(ControlFlow flow) {
      super(Opcodes.ASM9);
      this.flow = flow;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      Method method = new Method(name, new ArrayList<>());
      methods.add(method);
      return new Body(method.calls, flow.method(name, descriptor));
    }
  }

  /** Numbers the instructions of one method, as far as they matter here. */
  private static final class Body extends MethodVisitor {
    private final List<Call> calls;
    private final ControlFlow.@Nullable Method flow;
    private final Map<Label, Integer> labels = new HashMap<>();
    private final TreeMap<Integer, Integer> loops = new TreeMap<>();
    private int instruction;
    private int line = -1;

    Body(List<Call> calls, ControlFlow.@Nullable Method flow) {
      super(Opcodes.ASM9);
      this.calls = calls;
      this.flow = flow;
    }

    @Override
    public void visitLabel(Label label) {
      labels.put(label, instruction);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
      this.line = line;
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
      instruction++;
      Integer start = labels.get(target); // known only if the target came before: a backward branch
      if (start != null) {
        loops.merge(start, instruction, Math::max);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      calls.add(new Call(name, line, instruction++));
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      calls.add(new Call(name, line, instruction++));
    }

    @Override
    public void visitEnd() {
      int ordinal = 0;
      for (Map.Entry<Integer, Integer> loop : loops.entrySet()) {
        for (Call call : calls) {
          if (call.instruction >= loop.getKey() && call.instruction < loop.getValue()) {
            call.loop = ordinal; // An inner loop begins later, and overwrites the outer one.
          }
        }
        ordinal++;
      }
      forgetRetries();
    }

    /** What is repeated only by way of an exception handler is tried again, and no loop. */
    private void forgetRetries() {
      for (int i = 0; flow != null && i < calls.size(); i++) {
        if (flow.calls().get(i).cycle() < 0) {
          calls.get(i).loop = -1;
        }
      }
    }
  }
}
