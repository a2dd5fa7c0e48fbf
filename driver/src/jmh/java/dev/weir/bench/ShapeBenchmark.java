package dev.weir.bench;

import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to know what a statement is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ShapeBenchmark {
  /** The statement. */
  @Param public Text text = Text.JOIN;

  private final SqlShapes shapes = new SqlShapes(1 << 20);

  /** A statement that was met before, as the same String. */
  @Benchmark
  public SqlShape shapeCached() {
    return shapes.of(text.sql());
  }

  /** A statement that is new. */
  @Benchmark
  public SqlShape shapeNew() {
    return SqlShapes.parse(text.sql());
  }
}
