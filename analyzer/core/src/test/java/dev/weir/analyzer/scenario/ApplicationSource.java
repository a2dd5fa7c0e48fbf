package dev.weir.analyzer.scenario;

import dev.weir.analyzer.scenario.Step.Mode;
import dev.weir.analyzer.scenario.Step.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the code of an application that does what a scenario says: each unit of work is a method,
 * each step a line, each repetition a loop, so that stacks and bytecode are what an application's
 * are. Not thread-safe.
 */
final class ApplicationSource {
  private final String name;
  private final List<String> lines = new ArrayList<>();
  private final List<String> methods = new ArrayList<>();
  private final Map<String, Integer> siteLines = new LinkedHashMap<>();
  private final Map<String, String> called = new LinkedHashMap<>();
  private int names;

  private ApplicationSource(String name) {
    this.name = name;
  }

  /**
   * What was written.
   *
   * @param className the class, with its package
   * @param text of its file
   * @param siteLines the line of each letter
   */
  record Written(String className, String text, Map<String, Integer> siteLines) {}

  static Written of(Scenario scenario) {
    return new ApplicationSource(scenario.id()).write(scenario);
  }

  private Written write(Scenario scenario) {
    List<Step.Unit> units = new ArrayList<>();
    scenario.each(
        step -> {
          if (step instanceof Step.Unit unit) {
            units.add(unit);
          } else if (step instanceof Step.Statement statement) {
            noteCalled(statement.site());
          }
        });
    line("package com.shop;");
    line("public final class " + name + " implements Application {");
    line("  private final Steps db;");
    line("  public " + name + "(Steps db) { this.db = db; }");
    line("  @Override public void unit(int number) {");
    line("    switch (number) {");
    for (Step.Unit unit : units) {
      line("      case " + unit.number() + " -> unit" + unit.number() + "();");
    }
    line("      default -> throw new IllegalArgumentException();");
    line("    }");
    line("  }");
    for (Step.Unit unit : units) {
      line("  private void unit" + unit.number() + "() {");
      unit.steps().forEach(step -> step(step, "    "));
      line("  }");
    }
    called.forEach(
        (letter, method) -> {
          line("  private void " + method + "(int number) {");
          line("    db.run(number);", letter);
          line("  }");
        });
    methods.forEach(this::line);
    line("}");
    return new Written(
        "com.shop." + name,
        lines.stream().collect(Collectors.joining("\n", "", "\n")),
        Map.copyOf(siteLines));
  }

  private void noteCalled(Step.Site site) {
    if (!site.caller().isEmpty()) {
      called.computeIfAbsent(site.call(), letter -> "at" + letter);
    }
  }

  private void line(String text) {
    lines.add(text);
  }

  /** A line that has a letter: the first one with it counts. */
  private void line(String text, String letter) {
    lines.add(text);
    if (!letter.isEmpty()) {
      siteLines.putIfAbsent(letter, lines.size());
    }
  }

  private void step(Step step, String indent) {
    if (step instanceof Step.Group group) {
      group(group, indent);
    } else if (step instanceof Step.Statement statement) {
      statement(statement, indent);
    } else if (step instanceof Step.Event event) {
      line(indent + "db.run(" + event.number() + ");");
    }
  }

  private void statement(Step.Statement statement, String indent) {
    Step.Site site = statement.site();
    String method = called.getOrDefault(site.call(), "db.run");
    String letter = called.containsKey(site.call()) ? site.caller() : site.call();
    String call = method + "(" + statement.number() + ");";
    Repeat repeat = statement.repeat();
    if (repeat.times() == 1) {
      line(indent + call, letter);
    } else {
      repeated(repeat, call, letter, indent);
    }
  }

  private void repeated(Repeat repeat, String call, String letter, String indent) {
    int times = repeat.times();
    switch (repeat.mode()) {
      case LOOP -> line(indent + loop(times) + call + " }", letter);
      case STREAM ->
          line(
              indent
                  + "java.util.stream.IntStream.range(0, db.times(%d)).forEach(i -> { %s });"
                      .formatted(times, call),
              letter);
      case LINES -> {
        for (int i = 0; i < times; i++) {
          line(indent + call, letter);
        }
      }
      case CALLS -> line(indent + (call + " ").repeat(times), letter);
      case RECURSION -> line(indent + recursion(call, letter) + "(db.times(" + times + "));");
      case DEPTH -> {
        String deep = depth(call);
        line(indent + loop(times) + deep + "(i" + names + "); }", letter);
      }
      case RETRY -> retry(times, () -> line(indent + "    " + call, letter), "", indent);
    }
  }

  private void group(Step.Group group, String indent) {
    Repeat repeat = group.repeat();
    if (repeat.mode() == Mode.LOOP) {
      line(indent + loop(repeat.times()), group.site().call());
      group.steps().forEach(step -> step(step, indent + "  "));
      line(indent + "}");
    } else if (repeat.mode() == Mode.RETRY) {
      retry(
          repeat.times(),
          () -> group.steps().forEach(step -> step(step, indent + "    ")),
          group.site().call(),
          indent);
    } else if (repeat.mode() == Mode.LINES) {
      for (int i = 0; i < repeat.times(); i++) {
        group.steps().forEach(step -> step(step, indent));
      }
    } else {
      throw new IllegalArgumentException(name + ": a group is no " + repeat.mode());
    }
  }

  private String loop(int times) {
    int i = ++names;
    return "for (int i%1$d = 0, n%1$d = db.times(%2$d); i%1$d < n%1$d; i%1$d++) { "
        .formatted(i, times);
  }

  /** Tries again after a failure, and gives up in the end. */
  private void retry(int times, Runnable body, String letter, String indent) {
    int i = ++names;
    line(indent + "for (int t%d = 1; ; t%d++) {".formatted(i, i), letter);
    line(indent + "  try {");
    body.run();
    line(indent + "    break;");
    line(indent + "  } catch (Steps.Failed e) {");
    line(indent + "    if (t%d == %d) { break; }".formatted(i, times));
    line(indent + "  }");
    line(indent + "}");
  }

  /** A method that visits a tree of so many nodes. */
  private String recursion(String call, String letter) {
    String method = "visit" + ++names;
    methods.add("  private void " + method + "(int nodes) {");
    methods.add("    if (nodes <= 0) { return; }");
    methods.add("    " + call);
    methods.add("    " + method + "((nodes - 1) / 2);");
    methods.add("    " + method + "(nodes - 1 - (nodes - 1) / 2);");
    methods.add("  }");
    if (!letter.isEmpty()) {
      throw new IllegalArgumentException(name + ": a recursion has no one line: @" + letter);
    }
    return method;
  }

  /** A method that makes the call by one, two or three others. */
  private String depth(String call) {
    String method = "deep" + ++names;
    methods.add("  private void " + method + "(int i) {");
    methods.add("    if (i % 3 == 0) { " + method + "a(); return; }");
    methods.add("    if (i % 3 == 1) { " + method + "b(); return; }");
    methods.add("    " + method + "c();");
    methods.add("  }");
    methods.add("  private void " + method + "a() { " + call + " }");
    methods.add("  private void " + method + "b() { " + method + "a(); }");
    methods.add("  private void " + method + "c() { " + method + "b(); }");
    return method;
  }
}
