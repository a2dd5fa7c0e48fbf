package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tells who looks, again and again, how it is now: server-sent events. While nobody looks it does
 * nothing. Who does not read is left out, and in the end dropped, when the executor's time is over.
 * Thread-safe.
 */
final class Live implements AutoCloseable {
  private static final String TYPE = "text/event-stream";
  private static final int MOST = 16;

  private final TimedExecutor executor;
  private final Duration every;
  private final Supplier<? extends JsonNode> now;

  // Guarded by this.
  private final List<Stream> streams = new ArrayList<>();
  private @Nullable Future<?> ticks;

  Live(TimedExecutor executor, Duration every, Supplier<? extends JsonNode> now) {
    this.executor = executor;
    this.every = every;
    this.now = now;
  }

  /** Begins to tell one more, on other threads, until it is gone. */
  void open(HttpExchange exchange) throws IOException {
    if (Answer.isHead(exchange)) {
      Answer.send(exchange, 200, TYPE, new byte[0]);
      return;
    }
    Stream stream = new Stream(exchange);
    if (!add(stream)) {
      Answer.text(exchange, 503, "Too many are looking at the page.");
      return;
    }
    boolean begun = false;
    try {
      exchange.getResponseHeaders().set("Content-Type", TYPE);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      stream.write(event());
      begun = true;
    } finally {
      if (!begun) {
        remove(stream); // It keeps nobody else out.
      }
    }
    start();
  }

  private synchronized boolean add(Stream stream) {
    return streams.size() < MOST && streams.add(stream);
  }

  private synchronized void start() {
    if (ticks == null && !streams.isEmpty()) {
      ticks = executor.every(every, this::tick);
    }
  }

  private synchronized void remove(Stream stream) {
    streams.remove(stream);
    if (streams.isEmpty() && ticks != null) {
      ticks.cancel(false);
      ticks = null;
    }
  }

  private synchronized List<Stream> open() {
    return List.copyOf(streams);
  }

  private void tick() {
    byte[] event = event();
    for (Stream stream : open()) {
      if (stream.begin()) {
        boolean started = executor.offer(() -> stream.write(event));
        if (!started) {
          stream.end();
        }
      }
    }
  }

  private byte[] event() {
    return Answer.bytes("data: " + now.get() + "\n\n");
  }

  /** How many are looking. */
  synchronized int size() {
    return streams.size();
  }

  @Override
  public void close() {
    for (Stream stream : open()) {
      remove(stream);
    }
  }

  /** One who looks; it is written to by one thread at a time. */
  private final class Stream {
    private final HttpExchange exchange;
    private final AtomicBoolean busy = new AtomicBoolean(true);

    Stream(HttpExchange exchange) {
      this.exchange = exchange;
    }

    boolean begin() {
      return busy.compareAndSet(false, true);
    }

    void end() {
      busy.set(false);
    }

    void write(byte[] event) {
      try {
        exchange.getResponseBody().write(event);
        exchange.getResponseBody().flush();
        end();
      } catch (IOException e) {
        remove(this); // It has gone, or did not read in time.
        exchange.close();
      }
    }
  }
}
