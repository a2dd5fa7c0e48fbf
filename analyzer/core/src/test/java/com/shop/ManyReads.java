package com.shop;

import dev.weir.analyzer.detect.UnitDetector;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;

/** A detector of an application's own: of units that execute too much. */
public final class ManyReads implements UnitDetector {
  private static final Code CODE = new Code("SHOP1", "many-reads", "a unit over its budget");

  /** Creates it. */
  public ManyReads() {}

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%,d executions where 10 are allowed".formatted(finding.count("executed"));
  }

  @Override
  public String fix() {
    return "Ask the database team for a budget.";
  }

  @Override
  public String page() {
    return "https://shop.example/budget";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return unit.executions() <= 10
        ? List.of()
        : List.of(
            Finding.of(
                CODE,
                Severity.INFO,
                Confidence.CERTAIN,
                new Subject.Named("", "unit of work", String.valueOf(unit.name())),
                Place.UNKNOWN,
                List.of(Fact.most("executed", unit.executions()))));
  }
}
