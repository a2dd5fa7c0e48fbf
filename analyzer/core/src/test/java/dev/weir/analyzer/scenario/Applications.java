package dev.weir.analyzer.scenario;

import com.shop.Application;
import com.shop.Steps;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The applications of scenarios, compiled. Immutable. */
public final class Applications extends ClassLoader {
  private final Map<String, byte[]> files;
  private final Map<String, ApplicationSource.Written> sources = new HashMap<>();

  /** Compiles those of some scenarios. */
  public Applications(List<Scenario> scenarios) {
    super(Applications.class.getClassLoader());
    List<JavaFileObject> texts = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      ApplicationSource.Written source = ApplicationSource.of(scenario);
      sources.put(scenario.id(), source);
      texts.add(new Text(source));
    }
    files = compile(texts);
  }

  /**
   * A scenario's application.
   *
   * @param steps what it calls
   */
  public Application of(Scenario scenario, Steps steps) {
    try {
      return (Application)
          loadClass(written(scenario).className()).getConstructor(Steps.class).newInstance(steps);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(scenario.id(), e);
    }
  }

  /** The line of a letter. */
  public int line(Scenario scenario, String letter) {
    return Objects.requireNonNull(
        written(scenario).siteLines().get(letter), () -> scenario.id() + ": no line @" + letter);
  }

  private ApplicationSource.Written written(Scenario scenario) {
    return Objects.requireNonNull(sources.get(scenario.id()));
  }

  private static Map<String, byte[]> compile(List<JavaFileObject> texts) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (Memory memory = new Memory(compiler.getStandardFileManager(null, null, null))) {
      List<String> options = List.of("-g", "-proc:none", "-cp", here().toString());
      if (!compiler.getTask(messages, memory, null, options, null, texts).call()) {
        throw new AssertionError(messages);
      }
      Map<String, byte[]> files = new HashMap<>();
      memory.files.forEach((name, bytes) -> files.put(name, bytes.toByteArray()));
      return files;
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path here() {
    try {
      return Path.of(Steps.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] file = files.get(name);
    if (file == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, file, 0, file.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] file =
        name.endsWith(".class")
            ? files.get(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return file == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(file);
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(ApplicationSource.Written source) {
      super(URI.create("string:///" + source.className().replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = source.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps class files in memory. */
  private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> files = new HashMap<>();

    Memory(StandardJavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          files.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
