package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Database;
import com.shop.Loops;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.springframework.samples.shop.Sample;

/**
 * Each kind of loop is reported at its line, which the source marks with the name of its method.
 */
class LoopFrameTest {
  private static final Path SOURCE = Path.of("src/test/java/com/shop/Loops.java");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forLoop",
        "whileLoop",
        "doWhile",
        "forEachLoop",
        "iterator",
        "continueAndTry",
        "stream",
        "forEachLambda",
        "mapForEach",
        "methodReference",
        "helper",
        "retried",
        "retriedByALibrary",
        "overloads",
        "inner",
        "oneLine",
        "two",
        "twoLambdas"
      })
  void reportsTheLineInTheLoop(String method) {
    List<Finding> findings = findings(Loops.class, method);
    assertThat(findings)
        .extracting(f -> loop(f).line())
        .containsExactlyInAnyOrderElementsOf(lines(method));
    assertThat(findings).extracting(f -> loop(f).method()).containsOnly(method);
    assertThat(findings).extracting(f -> loop(f).className()).containsOnly("com.shop.Loops");
  }

  @Test
  void shortLoopAfterALongOneIsFoundWithItsShare() {
    List<Finding> findings = findings(Loops.class, "longAndShort");
    assertThat(findings)
        .extracting(f -> loop(f).line())
        .containsExactlyInAnyOrderElementsOf(lines("longAndShort"));
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isBetween(291L, 309L);
    assertThat(findings.get(1).count(Fact.EXECUTIONS)).isBetween(21L, 39L);
    assertThat(findings).noneMatch(f -> f.fact(Fact.EXECUTIONS).orElseThrow().exact());
  }

  @Test
  void whatIsNotRepeatedOftenEnoughIsNoLoopAfterALongOne() {
    List<Finding> findings = findings(Loops.class, "longAndOnce");
    assertThat(findings).extracting(f -> loop(f).line()).isEqualTo(lines("longAndOnce"));
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isBetween(291L, 303L);
  }

  /** Samples begin with the second execution, which is the second line's. */
  @Test
  void linesOfALoopThatTakeTurnsHaveTheirOwnShares() {
    assertThat(findings(Loops.class, "twoLinesTwice")).isEmpty();
    List<Finding> findings = findings(Loops.class, "twoLinesThrice");
    assertThat(findings)
        .extracting(f -> f.count(Fact.EXECUTIONS))
        .as("of both")
        .containsExactly(6L);
    assertThat(lines("twoLinesThrice")).contains(loop(findings.get(0)).line());
  }

  @Test
  void recursionIsOneLoopAtEveryDepth() {
    List<Finding> findings = findings(Loops.class, "recursion");
    assertThat(findings).extracting(f -> loop(f).line()).isEqualTo(lines("recursion"));
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isEqualTo(15);
  }

  @Test
  void severalCallsOnOneLineAreNoLoop() {
    assertThat(findings(Loops.class, "oneLineWithoutALoop")).isEmpty();
  }

  @Test
  void whatALibraryTriesAgainIsNoLoop() {
    assertThat(findings(Loops.class, "onlyRetriedByALibrary")).isEmpty();
  }

  @Test
  void helperThatLoopsTwiceHasTwoLoops() {
    assertThat(findings(Loops.class, "twoShortLists")).isEmpty();
    List<Finding> findings = findings(Loops.class, "shortAndLongList");
    assertThat(findings).extracting(f -> loop(f).line()).isEqualTo(lines("shortAndLongList"));
    assertThat(findings.get(0).count(Fact.EXECUTIONS)).isEqualTo(10);
  }

  @Test
  void applicationWithALibrarysNameHasPlacesToo() {
    List<Finding> findings = findings(Sample.class, "list");
    assertThat(findings).hasSize(1);
    assertThat(loop(findings.get(0)).className()).isEqualTo(Sample.class.getName());
  }

  @Test
  void callSiteIsTheLineThatExecutes() {
    CallSite site =
        Objects.requireNonNull(findings(Loops.class, "helper").get(0).place().callSite());
    assertThat(site.method()).isEqualTo("find");
    assertThat(site.file()).isEqualTo("Loops.java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forLoop", "two", "twoLambdas", "recursion", "methodReference"})
  void signatureStaysWhenLinesMove(String method) throws ClassNotFoundException {
    Class<?> moved = new Mover().loadClass("com.shop.Loops");
    List<Finding> before = findings(Loops.class, method);
    List<Finding> after = findings(moved, method);
    assertThat(after)
        .extracting(Finding::signature)
        .containsExactlyInAnyOrderElementsOf(before.stream().map(Finding::signature).toList());
    assertThat(after)
        .extracting(f -> loop(f).line())
        .containsExactlyInAnyOrderElementsOf(
            before.stream().map(f -> loop(f).line() + Mover.LINES).toList());
  }

  private static CallSite loop(Finding finding) {
    return Objects.requireNonNull(finding.place().loop());
  }

  private static List<Finding> findings(Class<?> loops, String method) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loops.getClassLoader());
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      Object code = loops.getConstructor(Database.class).newInstance(db);
      loops.getMethod(method).invoke(code);
      return db.findings();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static List<Integer> lines(String method) {
    try {
      List<String> source = Files.readAllLines(SOURCE);
      return IntStream.range(0, source.size())
          .filter(i -> source.get(i).endsWith("// " + method))
          .mapToObj(i -> i + 1)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads the fixture as it is after somebody added lines at the top of its file. */
  private static final class Mover extends ClassLoader {
    static final int LINES = 3;
    private static final String RESOURCE = "com/shop/Loops.class";

    Mover() {
      super(LoopFrameTest.class.getClassLoader());
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      if (!name.equals("com.shop.Loops")) {
        return super.loadClass(name);
      }
      Class<?> loaded = findLoadedClass(name);
      byte[] bytes = moved();
      return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return name.equals(RESOURCE)
          ? new ByteArrayInputStream(moved())
          : super.getResourceAsStream(name);
    }

    private byte[] moved() {
      try (InputStream file = getParent().getResourceAsStream(RESOURCE)) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(file).accept(new LineAdder(writer), 0);
        return writer.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class LineAdder extends ClassVisitor {
    LineAdder(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitLineNumber(int line, Label start) {
          super.visitLineNumber(line + Mover.LINES, start);
        }
      };
    }
  }
}
