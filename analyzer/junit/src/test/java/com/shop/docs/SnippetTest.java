package com.shop.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java of README and docs, against what there is. A snippet is a class, members of one, or
 * statements of a method; {@code ..} stands for something of the reader's.
 */
class SnippetTest {
  private static final Path ROOT = Path.of("..", "..");

  /** What a reader's IDE finds by itself. */
  private static final String IMPORTS =
      Stream.of(
              "com.zaxxer.hikari",
              "com.zaxxer.hikari.metrics.micrometer",
              "dev.weir",
              "dev.weir.analyzer",
              "dev.weir.analyzer.accept",
              "dev.weir.analyzer.junit",
              "dev.weir.analyzer.page",
              "dev.weir.analyzer.place",
              "dev.weir.analyzer.report",
              "dev.weir.consistency",
              "dev.weir.event",
              "dev.weir.meter",
              "java.nio.file",
              "java.sql",
              "java.time",
              "java.util",
              "java.util.concurrent",
              "org.jspecify.annotations")
          .map(name -> "import " + name + ".*;\n")
          .reduce("", String::concat);

  /**
   * What is a matter of the library that a section is about: imports, and what an application has.
   */
  private static final Map<String, Extra> EXTRAS =
      Map.of(
          "Spring",
          new Extra(
              List.of(
                  "org.springframework.context.annotation.Bean",
                  "org.springframework.jdbc.datasource.DataSourceTransactionManager",
                  "org.springframework.transaction.annotation.Transactional",
                  "javax.sql.DataSource"),
              ""),
          "Hibernate ORM",
          new Extra(
              List.of(
                  "org.hibernate.Session",
                  "org.hibernate.SessionFactory",
                  "org.hibernate.cfg.Configuration",
                  "org.hibernate.cfg.JdbcSettings",
                  "java.util.function.Function"),
              "class T {} Configuration configuration; SessionFactory sessions;"
                  + " Function<Session, T> work;"),
          "jOOQ",
          new Extra(
              List.of(
                  "java.util.function.Function",
                  "org.jooq.DSLContext",
                  "org.jooq.SQLDialect",
                  "org.jooq.impl.DSL"),
              "Function<DSLContext, Object> work;"),
          "MyBatis",
          new Extra(
              List.of(
                  "java.util.function.Function",
                  "org.apache.ibatis.mapping.Environment",
                  "org.apache.ibatis.session.Configuration",
                  "org.apache.ibatis.session.SqlSession",
                  "org.apache.ibatis.session.SqlSessionFactory",
                  "org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory"),
              "interface Mapper {} SqlSessionFactory sessions; Function<Mapper, Object> work;"),
          "Jdbi",
          new Extra(
              List.of("org.jdbi.v3.core.HandleCallback", "org.jdbi.v3.core.Jdbi"),
              "Jdbi jdbi; HandleCallback<Object, RuntimeException> work;"),
          "Flyway",
          new Extra(List.of("org.flywaydb.core.Flyway"), ""));

  private static final Pattern FENCE =
      Pattern.compile("^```java\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern MEMBERS = Pattern.compile("^(@|public |class )", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)//.*$", Pattern.MULTILINE);

  private record Extra(List<String> imports, String members) {}

  /** A piece of a page. */
  private record Snippet(String page, int line, String section, String text) {
    /** As a compiler wants it. */
    String source(String name) {
      Extra extra = EXTRAS.getOrDefault(section, new Extra(List.of(), ""));
      StringBuilder imports = new StringBuilder(IMPORTS);
      extra.imports().forEach(each -> imports.append("import %s;\n".formatted(each)));
      StringBuilder code = new StringBuilder();
      COMMENT
          .matcher(text)
          .replaceAll("")
          .lines()
          .forEach(line -> (line.startsWith("import ") ? imports : code).append(line).append('\n'));
      String body =
          code.toString()
              .replaceAll("(?m)^\\s*\\.\\.$", "")
              .replaceAll(
                  "(\\)) \\{ \\.\\. }",
                  "$1 { %s }".formatted(isMembers() ? "throw new Error();" : ""))
              .replaceAll("(?m) \\.\\.$", "");
      String method =
          isMembers()
              ? body
              : "Object snippet() throws Exception {\nif (count > 0) {\n%s\n}\nreturn null;\n}\n"
                  .formatted(statements(body));
      return "package com.shop.docs;\n%s\nclass %s extends Surroundings {\n%s\n%s}\n"
          .formatted(imports, name, extra.members(), method);
    }

    boolean isMembers() {
      return MEMBERS.matcher(text).find();
    }

    /** An expression of which nothing is made is a statement, too. */
    private static String statements(String body) {
      StringBuilder all = new StringBuilder();
      for (String paragraph : body.split("\n\\s*\n", -1)) {
        String stripped = paragraph.strip();
        boolean ends = stripped.isEmpty() || stripped.endsWith(";") || stripped.endsWith("}");
        all.append(stripped).append(ends ? "\n" : ";\n");
      }
      return all.toString();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;
    private final Snippet snippet;

    Source(String name, Snippet snippet) {
      super(URI.create("string:///com/shop/docs/" + name + ".java"), Kind.SOURCE);
      this.text = snippet.source(name);
      this.snippet = snippet;
    }

    @Override
    public CharSequence getCharContent(boolean lenient) {
      return text;
    }
  }

  private static List<Snippet> snippets() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    List<Snippet> all = new ArrayList<>();
    for (Path page : pages) {
      String text = Files.readString(page);
      Matcher fence = FENCE.matcher(text);
      while (fence.find()) {
        int line = (int) text.substring(0, fence.start()).lines().count() + 1;
        String section = "";
        Matcher heading = HEADING.matcher(text).region(0, fence.start());
        while (heading.find()) {
          section = heading.group(1);
        }
        String name = ROOT.relativize(page).toString();
        all.add(new Snippet(name, line, section, fence.group(1)));
      }
    }
    return all;
  }

  private static List<String> errors(List<Snippet> snippets, Path directory) {
    List<Source> sources = new ArrayList<>();
    for (Snippet snippet : snippets) {
      sources.add(new Source("Snippet" + sources.size(), snippet));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xlint:none",
            "-d",
            directory.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    compiler.getTask(new StringWriter(), null, found, options, null, sources).call();
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(SnippetTest::said)
        .toList();
  }

  private static String said(Diagnostic<? extends JavaFileObject> error) {
    String where =
        error.getSource() instanceof Source source
            ? source.snippet.page()
                + ":"
                + source.snippet.line()
                + "\n"
                + source.text.lines().skip(error.getLineNumber() - 1).findFirst().orElse("")
            : "";
    return where + "\n  " + error.getMessage(Locale.ROOT);
  }

  @Test
  void everySnippetCompiles(@TempDir Path directory) throws IOException {
    List<Snippet> all = snippets();

    assertThat(all).hasSizeGreaterThan(30);
    assertThat(errors(all, directory)).isEmpty();
  }

  @Test
  void snippetWithAMistakeDoesNot(@TempDir Path directory) {
    Snippet wrong =
        new Snippet(
            "docs/x.md", 1, "", "WeirDataSource.builder().maxLog(Duration.ofSeconds(1)) ..\n");

    assertThat(errors(List.of(wrong), directory))
        .singleElement()
        .asString()
        .contains("docs/x.md:1", "maxLog");
  }
}
