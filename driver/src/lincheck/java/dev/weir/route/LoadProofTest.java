package dev.weir.route;

import dev.weir.topology.Node;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What threads count of the nodes: nothing is lost, and a silent node is probed by one of them. */
@Tag("proof")
public class LoadProofTest {
  private static final Node REPLICA = new Node("replica1", 1);

  /** The connections that are in use of one node, beside another's. */
  @Param(name = "node", gen = IntGen.class, conf = "0:1")
  public static class InFlight {
    private final Load load = new Load(2, 0);

    @Operation
    public void taken(@Param(name = "node") int node) {
      load.taken(node(node));
    }

    @Operation
    public void returned(@Param(name = "node") int node) {
      load.returned(node(node));
    }

    @Operation
    public int inFlight(@Param(name = "node") int node) {
      return load.inFlight(node(node));
    }

    private static Node node(int index) {
      return index == 0 ? new Node("primary", 0) : REPLICA;
    }
  }

  @Test
  void noConnectionIsForgottenOrCountedTwice() {
    new StressOptions()
        .threads(3)
        .iterations(20)
        .invocationsPerIteration(2_000)
        .check(InFlight.class);
  }

  /** Who may send a read to a node that is silent. */
  @Param(name = "seconds", gen = IntGen.class, conf = "0:4")
  public static class Probes {
    private final Load load = new Load(2, 0);

    @Operation
    public boolean probes(@Param(name = "seconds") int seconds) {
      return load.probes(REPLICA, seconds * Load.PROBE_NANOS);
    }
  }

  @Test
  void onlyOneProbesAtATime() {
    new StressOptions()
        .threads(3)
        .iterations(20)
        .invocationsPerIteration(2_000)
        .check(Probes.class);
  }
}
