package dev.weir.analyzer.place;

import java.io.IOException;
import java.io.InputStream;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells by which chain of calls a thread got to where it is, from the innermost dispatcher inward.
 * If no call of it lies on a cycle of its method's control flow, one invocation comes to it once:
 * some activation cannot make one call twice. If one does, the outermost such loop stands for all
 * that happens in it.
 *
 * <p>On the thread that executes, a chain costs a walk over the stack, at first sight two. What its
 * classes say is read once per class, by whoever calls {@link #read}, and kept. Of classes that
 * cannot be read, any call may be in a loop. Thread-safe; bounded.
 */
public final class Chains {
  private static final int MOST_CHAINS = 20_000;
  private static final int MOST_CLASSES = 2_000;

  /** Stands for what cannot be told: somewhere in one large loop. */
  private static final long ANYWHERE = 1;

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private final Map<Long, Long> numbers = new ConcurrentHashMap<>();
  private final Map<Long, List<StackFrame>> unread = new ConcurrentHashMap<>();
  private final Runnable wake;

  private final Map<String, Optional<ControlFlow>> classes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<ControlFlow>> eldest) {
          return size() > MOST_CLASSES;
        }
      };

  /**
   * Knows no class yet.
   *
   * @param wake is called when there is something to be {@linkplain #read read}; it must not wait
   */
  public Chains(Runnable wake) {
    this.wake = wake;
  }

  /**
   * A number of the way by which the calling thread got here, the same whenever it comes the same
   * way. Never 0.
   */
  public long way() {
    long way = nonZero(WALKER.walk(frames -> hash(frames.iterator())));
    if (!numbers.containsKey(way) && numbers.size() + unread.size() < MOST_CHAINS) {
      List<StackFrame> chain = WALKER.walk(frames -> chain(frames.iterator()));
      if (unread.putIfAbsent(way, chain) == null) {
        wake.run();
      }
    }
    return way;
  }

  /**
   * The number of the chain that a way is; odd if it is in a loop, and then the same everywhere in
   * that loop. 0 as long as it is not known.
   */
  public long chain(long way) {
    boolean known = !unread.containsKey(way); // Asked first: a number is there before it is known.
    return known ? numbers.getOrDefault(way, ANYWHERE) : 0;
  }

  /** Reads the classes of all ways that are not known yet. */
  public void read() {
    unread.forEach(
        (way, chain) -> {
          numbers.put(way, number(chain));
          unread.remove(way);
        });
  }

  private static long hash(Iterator<StackFrame> frames) {
    long hash = 1;
    boolean below = true;
    while (frames.hasNext()) {
      StackFrame frame = frames.next();
      String name = frame.getClassName();
      if (below && Libraries.areBelow(name)) {
        continue;
      }
      below = false;
      if (Libraries.dispatch(name)) {
        break;
      }
      hash = mix(hash, frame);
    }
    return hash;
  }

  private static List<StackFrame> chain(Iterator<StackFrame> frames) {
    List<StackFrame> chain = new ArrayList<>();
    while (frames.hasNext()) {
      StackFrame frame = frames.next();
      if (chain.isEmpty() && Libraries.areBelow(frame.getClassName())) {
        continue;
      }
      if (Libraries.dispatch(frame.getClassName())) {
        break;
      }
      chain.add(frame);
    }
    return chain;
  }

  /** The innermost frame comes first. */
  private long number(List<StackFrame> chain) {
    int[] cycles = new int[chain.size()];
    int outermost = chain.size();
    boolean takes = false;
    for (int i = 0; i < outermost; i++) { // up to the application's own dispatcher, if it has one
      StackFrame frame = chain.get(i);
      ControlFlow.Method method = method(frame);
      cycles[i] = cycle(frame, method);
      if (method != null && cycles[i] >= 0) {
        int cycle = cycles[i];
        Predicate<ControlFlow.Call> taking = call -> takesWork(call, frame);
        if (method.calls().stream().anyMatch(call -> call.cycle() == cycle && taking.test(call))) {
          cycles[i] = method.cycleWithinWork(frame.getByteCodeIndex(), taking);
          outermost = cycles[i] >= 0 ? i + 1 : i;
          break;
        }
      }
      if (takes && cycles[i] >= 0) {
        outermost = i; // It repeats what takes a piece of work each time.
        break;
      }
      takes =
          method != null
              && !Libraries.contain(frame.getClassName())
              && method.calls().stream().anyMatch(Dispatchers::takesWork);
    }
    long hash = 1;
    for (int i = outermost - 1; i >= 0; i--) {
      StackFrame frame = chain.get(i);
      if (cycles[i] != -1) {
        String where = frame.getClassName() + frame.getMethodName() + frame.getDescriptor();
        return mix(hash, where.hashCode(), cycles[i]) | 1;
      }
      hash = mix(hash, frame);
    }
    return nonZero(hash & ~1L);
  }

  /** Whether a call takes work and waits for it, itself or in the method that it calls. */
  private boolean takesWork(ControlFlow.Call call, StackFrame caller) {
    if (Dispatchers.takesWork(call)) {
      return true;
    }
    if (!Dispatchers.mayHandOn(call)) {
      return false;
    }
    ClassLoader loader = caller.getDeclaringClass().getClassLoader();
    ControlFlow.Method called =
        flow(call.owner(), () -> read(call.owner(), loader))
            .map(flow -> flow.method(call.name(), call.descriptor()))
            .orElse(null);
    return called != null && called.calls().stream().anyMatch(Dispatchers::takesWork);
  }

  private static int cycle(StackFrame frame, ControlFlow.@Nullable Method method) {
    if (Libraries.retry(frame.getClassName())) {
      return -1;
    }
    if (method != null) {
      return method.cycle(frame.getByteCodeIndex());
    }
    boolean harmless = Libraries.generate(frame.getClassName()) || frame.isNativeMethod();
    return harmless ? -1 : -2; // Not readable: it may be in any loop.
  }

  private ControlFlow.@Nullable Method method(StackFrame frame) {
    return flow(frame.getClassName(), () -> read(frame.getDeclaringClass()))
        .map(flow -> flow.method(frame.getMethodName(), frame.getDescriptor()))
        .orElse(null);
  }

  private Optional<ControlFlow> flow(String name, Supplier<Optional<ControlFlow>> reading) {
    Optional<ControlFlow> known;
    synchronized (classes) {
      known = classes.get(name);
    }
    if (known == null) {
      known = reading.get();
      synchronized (classes) {
        classes.put(name, known);
      }
    }
    return known;
  }

  private static Optional<ControlFlow> read(Class<?> type) {
    String name = type.getName();
    return read(type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class"));
  }

  private static Optional<ControlFlow> read(String name, @Nullable ClassLoader loader) {
    String file = name.replace('.', '/') + ".class";
    return read(
        loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file));
  }

  private static Optional<ControlFlow> read(@Nullable InputStream file) {
    try (InputStream in = file) {
      return in == null ? Optional.empty() : Optional.of(ControlFlow.read(in));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static long nonZero(long hash) {
    return hash == 0 ? 2 : hash;
  }

  private static long mix(long hash, StackFrame frame) {
    int method = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
    return mix(hash, method, frame.getByteCodeIndex());
  }

  private static long mix(long hash, int one, int other) {
    long h = (hash ^ (((long) one << 32) | (other & 0xffffffffL))) * 0xbf58476d1ce4e5b9L;
    return h ^ (h >>> 29);
  }
}
