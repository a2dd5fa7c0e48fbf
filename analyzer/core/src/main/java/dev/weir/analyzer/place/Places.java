package dev.weir.analyzer.place;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Place.Mapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a stack the line that executes a statement and the line whose loop repeats it. Not
 * thread-safe.
 *
 * <p>The loop is the innermost of the application's frames (a) whose call lies within a loop of its
 * bytecode, (b) which an iteration of the JDK calls ({@code forEach}, streams) or a library's from
 * a loop of its own (a row mapper), (c) which called an iteration of the JDK with something else
 * than a lambda of its own, such as a method reference, or (d) whose method is further out on the
 * stack once more.
 */
public final class Places {
  private static final int CLASSES = 1_000;

  /** By what the names of their classes begin with. */
  private static final Map<String, Mapper> MAPPERS =
      Map.of(
          "org.hibernate.", Mapper.HIBERNATE,
          "org.springframework.jdbc.core.", Mapper.SPRING_JDBC,
          "org.springframework.data.jdbc.", Mapper.SPRING_DATA_JDBC,
          "org.apache.ibatis.", Mapper.MYBATIS,
          "org.jooq.", Mapper.JOOQ);

  private final Map<String, ClassLoops> classes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClassLoops> eldest) {
          return size() > CLASSES;
        }
      };

  /** Whether classes without a name of an application's are one's nevertheless. */
  private final Map<String, Boolean> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > CLASSES;
        }
      };

  private final ApplicationFrames application;

  /**
   * Knows no class yet.
   *
   * @param applicationPackages what names of the application's classes begin with; empty for all
   *     that are no known library's
   */
  public Places(List<String> applicationPackages) {
    this.application = new ApplicationFrames(applicationPackages);
  }

  /**
   * The place that the first of some samples shows.
   *
   * @param samples at least one
   */
  public Place first(Samples samples) {
    return resolve(samples.list().get(0).stack(), samples.loader()).place();
  }

  /**
   * What a stack tells.
   *
   * @param place where the statement is executed and repeated
   * @param site equal for stacks of one place
   * @param path equal for stacks of one place that got from its loop to the statement the same way
   * @param methods the application's methods on the stack, each between two spaces
   * @param certain whether it is certain that what is not said to be in a loop is in none
   */
  record Resolved(Place place, String site, String path, String methods, boolean certain) {
    /** Whether this stack holds the method in which another's loop is. */
    boolean passes(Resolved other) {
      CallSite loop = other.place.loop();
      return loop != null && methods.contains(" " + loop.className() + "." + loop.method() + " ");
    }
  }

  /**
   * Unfolds a stack.
   *
   * @param loader the loader that knows the application's classes; null for the system's
   */
  Resolved resolve(Throwable stack, @Nullable ClassLoader loader) {
    StackTraceElement[] frames = stack.getStackTrace();
    boolean[] ours = ours(frames, loader);
    StringBuilder path = new StringBuilder();
    StringBuilder methods = new StringBuilder(" ");
    CallSite callSite = null;
    Mapper mapper = Mapper.NONE;
    boolean certain = true;
    for (int i = 0; i < frames.length; i++) {
      StackTraceElement frame = frames[i];
      if (!ours[i]) {
        mapper = callSite == null ? outer(mapper, frame) : mapper;
        // Below the application, such as a mapper that loads what belongs to each row; or above it,
        // where the loop that hands out a task is on another stack.
        certain &=
            callSite != null
                ? !Libraries.bringsTasks(frame.getClassName())
                : Libraries.areBelow(frame.getClassName()) || isStraight(frames, i, loader);
        continue;
      }
      callSite = callSite == null ? site(frame) : callSite;
      path.append(frame).append('\n');
      methods.append(frame.getClassName()).append('.').append(holder(frame)).append(' ');
      certain &= frame.getLineNumber() > 0 && loops(frame, loader).isKnown();
      int ordinal = loop(frames, ours, i, loader);
      if (ordinal >= 0) {
        Place place = new Place(callSite, site(frame), ordinal, mapper);
        String site = outward(frames, ours, i) + ordinal;
        return new Resolved(place, site, path.toString(), methods.toString(), certain);
      }
    }
    Place place = new Place(callSite, null, 0, mapper);
    return new Resolved(place, path.toString(), path.toString(), methods.toString(), certain);
  }

  /** What executes it: the innermost, but for one that executes through another. */
  private static Mapper outer(Mapper inner, StackTraceElement frame) {
    if (inner != Mapper.NONE && inner != Mapper.SPRING_JDBC) {
      return inner;
    }
    Mapper outer = mapper(frame);
    return inner == Mapper.NONE || outer == Mapper.SPRING_DATA_JDBC ? outer : inner;
  }

  private static Mapper mapper(StackTraceElement frame) {
    return MAPPERS.entrySet().stream()
        .filter(each -> frame.getClassName().startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Mapper.NONE);
  }

  /** Which frames are the application's: by their names, else by where their classes are. */
  private boolean[] ours(StackTraceElement[] frames, @Nullable ClassLoader loader) {
    boolean[] ours = new boolean[frames.length];
    boolean any = false;
    for (int i = 0; i < frames.length; i++) {
      ours[i] = application.contains(frames[i].getClassName());
      any |= ours[i];
    }
    for (int i = 0; !any && i < frames.length; i++) {
      ours[i] =
          held.computeIfAbsent(frames[i].getClassName(), name -> application.holds(name, loader));
    }
    return ours;
  }

  /**
   * The application's frames from the loop outward, in which all executions of one loop agree: a
   * helper that loops, called from two lines, has two loops. What calls itself is left out between.
   */
  private static String outward(StackTraceElement[] frames, boolean[] ours, int loop) {
    List<String> methods = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = loop; i < frames.length; i++) {
      StackTraceElement frame = frames[i];
      if (ours[i]) {
        String method = frame.getClassName() + "." + frame.getMethodName();
        int known = methods.indexOf(method);
        if (known >= 0) {
          methods.subList(known + 1, methods.size()).clear();
          lines.subList(known + 1, lines.size()).clear();
        } else {
          methods.add(method);
          lines.add(frame.toString());
        }
      }
    }
    return String.join("\n", lines) + " ";
  }

  /** Which loop of its method repeats a frame's call, from 0; -1 if none does. */
  private int loop(
      StackTraceElement[] frames, boolean[] ours, int i, @Nullable ClassLoader loader) {
    StackTraceElement frame = frames[i];
    String called = i == 0 ? "" : frames[i - 1].getMethodName();
    ClassLoops loops = loops(frame, loader);
    int ordinal = loops.loop(frame.getMethodName(), frame.getLineNumber(), called);
    if (ordinal >= 0) {
      return ordinal;
    }
    if (isLambda(frame) && i + 1 < frames.length && isIteration(frames[i + 1])) {
      return loops.lambda(frame.getMethodName());
    }
    if (i > 0 && isIteration(frames[i - 1])) {
      return loops.call(frame.getMethodName(), frame.getLineNumber(), called);
    }
    if (isCalledFromALoop(frames, ours, i, loader)) {
      return isLambda(frame) ? loops.lambda(frame.getMethodName()) : 0;
    }
    return isRecursive(frames, i, loops) ? 0 : -1;
  }

  private ClassLoops loops(StackTraceElement frame, @Nullable ClassLoader loader) {
    return classes.computeIfAbsent(frame.getClassName(), name -> ClassLoops.read(name, loader));
  }

  /** Whether the libraries between this frame and the next of the application call it in a loop. */
  private boolean isCalledFromALoop(
      StackTraceElement[] frames, boolean[] ours, int i, @Nullable ClassLoader loader) {
    for (int j = i + 1; j < frames.length; j++) {
      String name = frames[j].getClassName();
      if (ours[j] || Libraries.dispatch(name) || isIteration(frames[j])) {
        return false;
      }
      if (libraryLoop(frames, j, loader) >= 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isStraight(StackTraceElement[] frames, int i, @Nullable ClassLoader loader) {
    return loops(frames[i], loader).isKnown() && libraryLoop(frames, i, loader) < 0;
  }

  private int libraryLoop(StackTraceElement[] frames, int i, @Nullable ClassLoader loader) {
    if (Libraries.retry(frames[i].getClassName())) {
      return -1;
    }
    String called = i == 0 ? "" : frames[i - 1].getMethodName();
    return loops(frames[i], loader)
        .loop(frames[i].getMethodName(), frames[i].getLineNumber(), called);
  }

  private static boolean isRecursive(StackTraceElement[] frames, int i, ClassLoops loops) {
    StackTraceElement frame = frames[i];
    for (int j = i + 1; j < frames.length; j++) {
      if (frames[j].getClassName().equals(frame.getClassName())
          && frames[j].getMethodName().equals(frame.getMethodName())
          && loops.isOneMethod(
              frame.getMethodName(), frame.getLineNumber(), frames[j].getLineNumber())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIteration(StackTraceElement frame) {
    String owner = frame.getClassName();
    if (owner.startsWith("java.util.stream.")) {
      return true;
    }
    if (!owner.startsWith("java.util.") && !owner.equals("java.lang.Iterable")) {
      return false;
    }
    return switch (frame.getMethodName()) {
      case "forEach", "forEachRemaining", "tryAdvance", "removeIf", "replaceAll" -> true;
      default -> false;
    };
  }

  private static boolean isLambda(StackTraceElement frame) {
    return frame.getMethodName().startsWith("lambda$");
  }

  /** The method's name; of a lambda, that of the method that holds it. */
  private static String holder(StackTraceElement frame) {
    String method = frame.getMethodName();
    if (!isLambda(frame)) {
      return method;
    }
    int start = "lambda$".length();
    int end = method.indexOf('$', start);
    String holder = end < 0 ? method : method.substring(start, end);
    return switch (holder) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> holder;
    };
  }

  private static CallSite site(StackTraceElement frame) {
    return new CallSite(
        frame.getClassName(),
        holder(frame),
        frame.getFileName(),
        Math.max(-1, frame.getLineNumber()));
  }
}
