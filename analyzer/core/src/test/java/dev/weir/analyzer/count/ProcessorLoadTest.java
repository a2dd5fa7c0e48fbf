package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorLoadTest {
  @TempDir private Path directory;
  private Path now;
  private Path processors;

  @BeforeEach
  void name() {
    now = directory.resolve("loadavg");
    processors = directory.resolve("online");
  }

  @Test
  void linuxTellsWhoWantsAProcessorNow() throws IOException {
    Files.writeString(now, "0.10 0.20 0.30 12/203 5898\n");
    Files.writeString(processors, "0-2,5\n");
    ProcessorLoad load = new ProcessorLoad(now, processors);
    assertThat(load.getAsDouble()).isEqualTo(3);
    Files.writeString(now, "0.10 0.20 0.30 2/203 5898\n");
    assertThat(load.getAsDouble()).isEqualTo(0.5);
  }

  @Test
  void elsewhereItIsTheAverageOfTheJvm() throws IOException {
    assertThat(new ProcessorLoad(now, processors).getAsDouble()).isFinite();
    Files.writeString(processors, "all of them");
    assertThat(new ProcessorLoad(now, processors).getAsDouble()).isFinite();
    Files.writeString(processors, "0");
    Files.writeString(now, "");
    assertThat(new ProcessorLoad(now, processors).getAsDouble()).isFinite();
  }

  @Test
  void thisMachineTells() {
    assertThat(new ProcessorLoad().getAsDouble()).isFinite();
  }
}
