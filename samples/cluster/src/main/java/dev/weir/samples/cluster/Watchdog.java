package dev.weir.samples.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A small process beside a cluster that stops its servers and removes its directory, once {@link
 * #close()} says so or this JVM has ended in whatever way, {@code kill -9} included: it waits for
 * the end of its input, and the operating system closes that for a dead process. So there is one
 * way of cleaning up, and it needs no shutdown hook.
 */
final class Watchdog implements AutoCloseable {

  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  /** Begins to watch over the cluster in a directory. */
  static Watchdog over(Path directory) {
    try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      if (script == null) {
        throw new IllegalStateException("watchdog.sh is missing beside " + Watchdog.class);
      }
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      // Its working directory is the root: it must not hold on to any other.
      return new Watchdog(
          new ProcessBuilder("sh", "-c", text, "weir-cluster-watchdog", directory.toString())
              .directory(Path.of("/").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the watchdog of " + directory, e);
    }
  }

  /** Has it clean up, and waits until it has. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the cluster's servers do not stop");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reach the cluster's watchdog", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
