package dev.weir.consistency;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What threads share of what was written: each sees it as if one had followed the other. */
@Tag("proof")
public class MarksProofTest {
  private static final LastWrite WRITE = new LastWrite("update t", "");

  private static StressOptions options() {
    return new StressOptions().threads(3).iterations(40).invocationsPerIteration(2_000);
  }

  /** The mark of one table, with commits that return in any order. */
  @Param(name = "nanos", gen = IntGen.class, conf = "1:5")
  public static class Writes {
    private final Marks marks = new Marks();

    @Operation
    public void write(@Param(name = "nanos") int nanos) {
      WriteMarks writes = marks.writing(List.of(1L), oid -> WRITE);
      writes.begin();
      writes.end(nanos);
    }

    @Operation
    public long newest() {
      return marks.reading(List.of(1L)).newestNanos();
    }
  }

  @Test
  void newestMarkStays() {
    options().check(Writes.class);
  }

  /** Commits that are under way. */
  public static class Pending {
    private final Marks marks = new Marks();
    private final WriteMarks writes = marks.writing(List.of(1L), oid -> WRITE);

    @Operation
    public void begin() {
      writes.begin();
    }

    @Operation
    public boolean pending() {
      return marks.reading(List.of(1L)).pending();
    }
  }

  @Test
  void commitIsPendingOnceItHasBegun() {
    options().check(Pending.class);
  }

  /** Tokens of two writers of one caller. */
  @Param(name = "writer", gen = IntGen.class, conf = "1:2")
  @Param(name = "token", gen = IntGen.class, conf = "1:3")
  public static class Tokens {
    private final MemoryTokenStore store = new MemoryTokenStore();

    @Operation
    public void put(@Param(name = "writer") int writer, @Param(name = "token") int token) {
      store.put("caller", "" + writer, "" + token);
    }

    @Operation
    public String get() {
      Map<String, String> tokens = new TreeMap<>(store.get("caller"));
      return tokens.toString();
    }
  }

  @Test
  void tokenOfEachWriterIsItsNewest() {
    options().check(Tokens.class);
  }
}
