package dev.weir.analyzer.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class LiveTest {
  private static final Duration EVERY = Duration.ofMillis(2);

  private final AtomicInteger computed = new AtomicInteger();

  @Test
  void whileNobodyLooksNothingIsComputed() throws Exception {
    try (TimedExecutor executor = new TimedExecutor(Duration.ofSeconds(10));
        Live live =
            new Live(
                executor,
                EVERY,
                () -> JsonNodeFactory.instance.numberNode(computed.incrementAndGet()))) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", live::open);
      server.setExecutor(executor);
      server.start();
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      awaitIntervals(executor);
      assertThat(computed).hasValue(0);

      try (RawClient client = new RawClient(address).send("GET / HTTP/1.1\r\n\r\n")) {
        assertThat(client.until("\n\n")).contains("data: 1\n\n");
        assertThat(client.until("\n\n")).contains("data: ");
        assertThat(client.until("\n\n")).contains("data: ");
      }
      while (live.size() > 0) {
        awaitIntervals(executor);
      }
      int then = computed.get();
      awaitIntervals(executor);

      assertThat(computed.get()).as("at most what had begun").isLessThanOrEqualTo(then + 1);
      server.stop(0);
    }
  }

  /** Lets many intervals go by. */
  private static void awaitIntervals(TimedExecutor executor) throws InterruptedException {
    CountDownLatch intervals = new CountDownLatch(20);
    var ticks = executor.every(EVERY, intervals::countDown);
    assertThat(intervals.await(30, TimeUnit.SECONDS)).isTrue();
    ticks.cancel(false);
  }
}
