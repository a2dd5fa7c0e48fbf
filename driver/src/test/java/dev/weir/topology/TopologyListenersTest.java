package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a listener of the servers throws reaches nobody. */
class TopologyListenersTest {
  private static final Node PRIMARY = new Node("primary", 0);
  private static final TopologyChange CHANGE =
      new TopologyChange(
          TopologyChange.Kind.PRIMARY_FOUND,
          PRIMARY,
          "",
          new Topology(PRIMARY, List.of(NodeState.unknown(PRIMARY, "not asked"))));

  private final TopologyListeners listeners = new TopologyListeners("test");
  private final AtomicInteger called = new AtomicInteger();

  private void fail(TopologyChange change) {
    called.incrementAndGet();
    throw new StackOverflowError("planted");
  }

  @Test
  void listenerThatThrowsAHundredTimesInARowIsSwitchedOff() {
    listeners.add(this::fail, false);
    for (int i = 0; i < 150; i++) {
      listeners.tell(CHANGE);
    }
    assertThat(called).hasValue(100);
    assertThat(listeners.failures()).isEqualTo(100);
  }

  @Test
  void oneOfWeirsOwnIsNeverSwitchedOff() {
    listeners.add(this::fail, true);
    for (int i = 0; i < 150; i++) {
      listeners.tell(CHANGE);
    }
    assertThat(called).hasValue(150);
  }

  @Test
  void failuresStayCountedWhenAListenerIsRemoved() {
    TopologyListener failing = this::fail;
    listeners.add(failing, false);
    listeners.tell(CHANGE);
    listeners.remove(failing);
    listeners.tell(CHANGE);
    assertThat(called).hasValue(1);
    assertThat(listeners.failures()).isEqualTo(1);
  }
}
