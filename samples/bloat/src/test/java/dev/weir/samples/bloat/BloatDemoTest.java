package dev.weir.samples.bloat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("proof")
class BloatDemoTest {
  @Test
  void weirNamesWhoMadeTheQueueSlowAndHealsIt() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean healed =
        new BloatDemo(new PrintStream(bytes, true, StandardCharsets.UTF_8), Duration.ofSeconds(2))
            .run();
    String out = bytes.toString(StandardCharsets.UTF_8);
    assertThat(healed).as(out).isTrue();
    assertThat(out).contains("VACUUM is held back", "thread billing-1", "pg_terminate_backend");
    assertThat(out).contains("row by row, a commit each", "row-by-row UPDATE", "FROM unnest(");
  }
}
