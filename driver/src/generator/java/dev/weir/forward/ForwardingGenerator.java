package dev.weir.forward;

import static java.util.stream.Collectors.joining;
import static javax.lang.model.util.ElementFilter.methodsIn;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.tools.ToolProvider;

/**
 * Writes the classes that forward every method of a JDBC interface; the build runs it before it
 * compiles. The interfaces are those of the release that is compiled for, whichever JDK runs this:
 * what only newer ones have keeps its default implementation.
 */
final class ForwardingGenerator {
  private static final Pattern QUALIFIED = Pattern.compile("((?:[a-z]\\w*\\.)+)([A-Z]\\w*)");
  private static final Pattern CAPITALS = Pattern.compile("^(?:[A-Z]+(?=[A-Z][a-z]|$)|[A-Z])");

  private static final String ANNOTATIONS =
      """
      @javax.annotation.processing.Generated("ForwardingGenerator")
      @org.jspecify.annotations.NullUnmarked // JDBC does not say what may be null.
      """;

  /** What goes to another row, and says whether there is one. */
  private static final Set<String> MOVES =
      Set.of("next", "previous", "first", "last", "absolute", "relative");

  /** What takes back what was set, or begins another row. */
  private static final Set<String> FORGET =
      Set.of("cancelRowUpdates", "moveToInsertRow", "moveToCurrentRow");

  /** What the application reads after it got it. */
  private static final Set<String> LATER =
      Set.of(
          "java.io.InputStream",
          "java.io.Reader",
          "java.sql.Array",
          "java.sql.Blob",
          "java.sql.Clob",
          "java.sql.NClob",
          "java.sql.Ref",
          "java.sql.RowId",
          "java.sql.SQLXML");

  private final Elements elements;
  private final Path folder;

  private ForwardingGenerator(Elements elements, Path folder) {
    this.elements = elements;
    this.folder = folder;
  }

  /** Takes the Java release whose interfaces are meant, and the folder of generated sources. */
  public static void main(String[] arguments) throws IOException {
    JavacTask compiler =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("--release", arguments[0]), null, null);
    Path folder = Path.of(arguments[1], "dev", "weir", "forward");
    new ForwardingGenerator(compiler.getElements(), folder).writeAll();
  }

  private void writeAll() throws IOException {
    write(
        "ForwardingConnection",
        """
        /** Forwards every method of {@link java.sql.Connection}, and does nothing else. */
        public abstract class ForwardingConnection implements java.sql.Connection {
          /** The connection that the next call goes to. */
          protected abstract java.sql.Connection delegate() throws java.sql.SQLException;

          /** The same, for the methods that may throw only this. */
          protected abstract java.sql.Connection clientInfoDelegate() throws java.sql.SQLClientInfoException;
        """,
        all("Connection"),
        m -> forward("public", m, throwsAny(m) ? "delegate()" : "clientInfoDelegate()"));
    write(
        "ForwardingStatement",
        """
        /** Forwards every method of {@link java.sql.Statement}, and does nothing else. */
        public abstract class ForwardingStatement implements java.sql.Statement {
          /** The statement that the next call goes to. */
          protected abstract java.sql.Statement delegate() throws java.sql.SQLException;
        """,
        all("Statement"),
        m -> forward("public", m, "delegate()"));
    write(
        "ForwardingCallableStatement",
        """
        /** Forwards every method that {@link java.sql.CallableStatement} adds, and does nothing else. */
        public interface ForwardingCallableStatement extends java.sql.CallableStatement {
          /** The statement that the next call goes to. */
          java.sql.CallableStatement callable() throws java.sql.SQLException;
        """,
        added("CallableStatement"),
        m -> forward("default", m, "callable()"));
    write(
        "ForwardingResultSet",
        """
        /** Forwards every method of {@link java.sql.ResultSet}, and does nothing else. */
        public abstract class ForwardingResultSet implements java.sql.ResultSet {
          /**
           * The driver's result set. A field, not a method: {@code next()} and the getters are called
           * once a row and column.
           */
          protected final java.sql.ResultSet delegate;

          protected ForwardingResultSet(java.sql.ResultSet delegate) {
            this.delegate = delegate;
          }
        """,
        all("ResultSet"),
        m -> forward("public", m, "delegate"));
    write(
        "ChangeableRows",
        """
        /** Notes what is set in a result set's rows, if somebody wants that, and changes nothing of it. */
        public abstract class ChangeableRows extends ForwardingResultSet {
          /** What is set and not sent yet; null if nobody wants to know. */
          protected final dev.weir.event.ChangedColumns changed;

          protected ChangeableRows(
              java.sql.ResultSet delegate,
              dev.weir.event.ChangedColumns changed) {
            super(delegate);
            this.changed = changed;
          }

          /** The driver's rows, without who is told what is read of them. */
          protected final java.sql.ResultSet bare() {
            return delegate instanceof ObservedRows ? ((ObservedRows) delegate).bare() : delegate;
          }
        """,
        all("ResultSet").filter(m -> isSet(m) || FORGET.contains(name(m))),
        this::noted);
    write(
        "ObservedRows",
        """
        /** Tells what is read of a result set, and changes nothing of it. */
        public final class ObservedRows extends ForwardingResultSet {
          private final dev.weir.event.RowsRead rows;

          /** The driver's rows, and who is told of them. */
          public ObservedRows(java.sql.ResultSet delegate, dev.weir.event.RowsRead rows) {
            super(delegate);
            this.rows = rows;
            rows.of(delegate);
          }

          /** The driver's rows. */
          public java.sql.ResultSet bare() {
            return delegate;
          }

          /** Their statement is about to go on to its next result, and to close them. */
          public void leaving() {
            rows.closing();
          }

          /** They were closed by their statement. */
          public void left() {
            rows.closed();
          }

        """,
        all("ResultSet")
            .filter(m -> isRead(m) || MOVES.contains(name(m)) || name(m).equals("close")),
        this::observed);
  }

  // ---------------------------------------------------------------- what is set in rows

  /** A setter of a column, by its position or its label. */
  private static boolean isSet(ExecutableElement method) {
    return name(method).startsWith("update") && !method.getParameters().isEmpty();
  }

  private String noted(ExecutableElement method) {
    List<String> arguments = names(method);
    String call = call(method, arguments);
    if (!isSet(method)) {
      return method(
          "public",
          method,
          """
          %s;
              if (changed != null) {
                changed.forget();
              }"""
              .formatted(call));
    }
    boolean byLabel = !method.getParameters().get(0).asType().getKind().isPrimitive();
    return method(
        "public",
        method,
        """
        %s;
            if (changed != null) {
              changed.set(%s, %s);
            }"""
            .formatted(
                call,
                byLabel ? "delegate.findColumn(%s)".formatted(arguments.get(0)) : arguments.get(0),
                arguments.size() == 1 ? "null" : arguments.get(1)));
  }

  // ---------------------------------------------------------------- what is read of rows

  /** A getter of a column, by its position or its label. */
  private static boolean isRead(ExecutableElement method) {
    return name(method).startsWith("get") && !method.getParameters().isEmpty();
  }

  private String observed(ExecutableElement method) {
    List<String> arguments = names(method);
    if (isRead(method)) {
      return read(method, arguments);
    }
    String call = call(method, arguments);
    return name(method).equals("close")
        ? method(
            "public",
            method,
            """
            rows.closing();
                try {
                  %s;
                } finally {
                  rows.closed();
                }"""
                .formatted(call))
        : method(
            "public",
            method,
            """
            boolean onRow = %s;
                rows.%s;
                return onRow;"""
                .formatted(call, name(method).equals("next") ? "next(onRow)" : "moved(onRow)"));
  }

  /** One that reads by label looks for its position first, as the driver does itself. */
  private String read(ExecutableElement method, List<String> arguments) {
    boolean byLabel = !method.getParameters().get(0).asType().getKind().isPrimitive();
    String find =
        byLabel ? "int column = delegate.findColumn(%s);\n    ".formatted(arguments.get(0)) : "";
    if (byLabel) {
      arguments.set(0, "column");
    }
    String type = method.getReturnType().toString();
    String told =
        LATER.contains(type)
            ? "rows.read(%s);".formatted(arguments.get(0))
            : """
              if (rows.wantsValues()) {
                    rows.read(%1$s, %2$s);
                  } else {
                    rows.read(%1$s);
                  }"""
                .formatted(arguments.get(0), value(method));
    return method(
        "public",
        method,
        """
        %s%s answer = %s;
            %s
            return answer;"""
            .formatted(find, type, call(method, arguments), told));
  }

  /** A primitive can't say that there was none. */
  private static String value(ExecutableElement method) {
    return method.getReturnType().getKind().isPrimitive()
        ? "delegate.wasNull() ? null : answer"
        : "answer";
  }

  private static String call(ExecutableElement method, List<String> arguments) {
    return "delegate." + name(method) + "(" + String.join(", ", arguments) + ")";
  }

  private static String name(ExecutableElement method) {
    return method.getSimpleName().toString();
  }

  // ---------------------------------------------------------------- interfaces

  /** With what it inherits. */
  private Stream<ExecutableElement> all(String type) {
    return methods(elements.getAllMembers(type(type)));
  }

  private Stream<ExecutableElement> added(String type) {
    return methods(type(type).getEnclosedElements());
  }

  private TypeElement type(String type) {
    return Objects.requireNonNull(elements.getTypeElement("java.sql." + type));
  }

  private static Stream<ExecutableElement> methods(List<? extends Element> members) {
    return methodsIn(members).stream()
        .filter(m -> m.getEnclosingElement().getKind().isInterface()) // Not Object's.
        .filter(m -> !m.getModifiers().contains(Modifier.STATIC))
        .sorted(Comparator.comparing(m -> m.getSimpleName() + " " + m));
  }

  private static boolean throwsAny(ExecutableElement method) {
    return method.getThrownTypes().toString().equals("java.sql.SQLException");
  }

  // ---------------------------------------------------------------- methods

  private String forward(String access, ExecutableElement method, String delegate) {
    String answer = method.getReturnType().getKind() == TypeKind.VOID ? "" : "return ";
    String arguments = String.join(", ", names(method));
    String call = delegate + "." + name(method) + "(" + arguments + ")";
    return method(access, method, answer + call + ";");
  }

  private String method(String access, ExecutableElement method, String body) {
    String deprecated = elements.isDeprecated(method) ? "  @Deprecated\n" : "";
    String variables =
        method.getTypeParameters().isEmpty()
            ? ""
            : "<" + joined(method.getTypeParameters().stream()) + "> ";
    return """
      @Override
    %s  %s %s%s %s(%s) throws %s {
        %s
      }
    """
        .formatted(
            deprecated,
            access,
            variables,
            method.getReturnType(),
            method.getSimpleName(),
            parameters(method),
            joined(method.getThrownTypes().stream()),
            body);
  }

  private static String parameters(ExecutableElement method) {
    List<String> names = names(method);
    List<String> parameters = new ArrayList<>();
    for (VariableElement parameter : method.getParameters()) {
      parameters.add(parameter.asType() + " " + names.get(parameters.size()));
    }
    return String.join(", ", parameters);
  }

  /** By type, because compiled interfaces do not tell. */
  private static List<String> names(ExecutableElement method) {
    List<String> names = new ArrayList<>();
    for (VariableElement parameter : method.getParameters()) {
      String name = name(parameter.asType());
      names.add(names.contains(name) ? name + (names.size() + 1) : name);
    }
    return names;
  }

  private static String name(TypeMirror type) {
    String simple = type.toString().replaceAll("<.*>|\\[]|.*\\.(?=\\w+)", "");
    if (simple.equals("Class")) {
      return "type";
    }
    boolean named = Character.isUpperCase(simple.charAt(0));
    String name =
        named
            ? CAPITALS.matcher(simple).replaceFirst(r -> r.group().toLowerCase(Locale.ROOT))
            : "value";
    return type.getKind() == TypeKind.ARRAY ? name + "s" : name;
  }

  private static String joined(Stream<?> parts) {
    return parts.map(Object::toString).collect(joining(", "));
  }

  // ---------------------------------------------------------------- files

  /** Leaves a file that is as it should be alone, or each build would compile everything anew. */
  private void write(
      String name,
      String head,
      Stream<ExecutableElement> methods,
      Function<ExecutableElement, String> method)
      throws IOException {
    Set<String> imports = new TreeSet<>();
    String type = shortened(head.replaceFirst("(?m)^public", ANNOTATIONS + "public"), imports);
    String members =
        methods.map(m -> "\n" + shortened(method.apply(m), imports)).collect(joining());
    String source =
        imports.stream()
            .map(i -> "import " + i + ";\n")
            .collect(joining("", "package dev.weir.forward;\n\n", "\n" + type + members + "}\n"));
    Path file = folder.resolve(name + ".java");
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.createDirectories(folder);
      Files.writeString(file, source);
    }
  }

  private static String shortened(String source, Set<String> imports) {
    return QUALIFIED
        .matcher(source)
        .replaceAll(
            r -> {
              if (!r.group(1).equals("java.lang.")) {
                imports.add(r.group());
              }
              return r.group(2);
            });
  }
}
