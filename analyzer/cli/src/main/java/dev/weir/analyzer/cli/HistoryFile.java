package dev.weir.analyzer.cli;

import dev.weir.analyzer.sample.DatabaseSample;
import dev.weir.analyzer.sample.ServerSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Samples of earlier runs, one JSON object to a line, so that what takes hours or weeks can be
 * judged by a command that runs for seconds. It holds no values, as samples have none. One that
 * cannot be read, of another format or cut short, is passed over.
 */
final class HistoryFile {
  private static final Duration OLDEST = Duration.ofDays(60);
  private static final int MOST_LINES = 5_000;
  private static final int MOST_SAMPLES = 25;

  private final Path file;

  /** Reads samples that were kept before something more was asked for, too. */
  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  HistoryFile(Path file) {
    this.file = file;
  }

  /** Fails if it cannot be read or added to, or is something else than a history. */
  void check() throws IOException {
    NamedFiles.writable(file);
    if (Files.exists(file)) {
      List<String> lines = lines();
      if (!lines.isEmpty() && lines.stream().allMatch(line -> read(line) == null)) {
        throw new IOException(file + ": no line of it is a sample; name another file");
      }
    }
  }

  /** Samples whose counters go on until the newest that is there, the oldest first. */
  List<ServerSample> trail() throws IOException {
    ServerSample newest = null;
    for (String line : lines()) {
      ServerSample sample = read(line);
      newest = sample == null ? newest : sample;
    }
    if (newest == null) {
      throw new IOException(file + ": no line of it is a sample");
    }
    return trail(newest);
  }

  /**
   * Samples whose counters go on until this one, the oldest first: the first and the last of them,
   * and as many in between as tell how it went.
   */
  List<ServerSample> trail(ServerSample now) throws IOException {
    List<ServerSample> trail = new ArrayList<>();
    if (!Files.exists(file)) {
      return trail;
    }
    for (String line : lines()) {
      ServerSample sample = read(line);
      if (sample == null || !isSame(sample, now)) {
        continue;
      }
      boolean recent = sample.at().isAfter(now.at().minus(OLDEST));
      if (!recent || commits(sample) > commits(now)) {
        trail.clear();
        continue;
      }
      if (!trail.isEmpty() && commits(trail.get(trail.size() - 1)) > commits(sample)) {
        trail.clear();
      }
      trail.add(sample);
      thin(trail);
    }
    return trail;
  }

  /** Leaves out every other one of those between the first and the last when they are too many. */
  private static void thin(List<ServerSample> trail) {
    if (trail.size() > MOST_SAMPLES) {
      for (int i = trail.size() - 2; i > 0; i -= 2) {
        trail.remove(i);
      }
    }
  }

  /** Adds one. */
  void add(ServerSample sample) throws IOException {
    Files.writeString(
        file,
        json.writeValueAsString(sample.toCompare()) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private List<String> lines() throws IOException {
    List<String> lines = NamedFiles.lines(file);
    return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
  }

  private @Nullable ServerSample read(String line) {
    try {
      return json.readValue(line, ServerSample.class);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static boolean isSame(ServerSample sample, ServerSample now) {
    return sample.server().database().equals(now.server().database())
        && sample.server().standby() == now.server().standby()
        && sample.server().version() / 10_000 == now.server().version() / 10_000;
  }

  /** They fall when the counters began anew. */
  private static long commits(ServerSample sample) {
    return sample.databases().rows().stream()
        .filter(DatabaseSample::current)
        .mapToLong(DatabaseSample::commits)
        .sum();
  }
}
