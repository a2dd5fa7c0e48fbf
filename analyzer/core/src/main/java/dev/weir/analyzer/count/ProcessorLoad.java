package dev.weir.analyzer.count;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * How many threads want a processor, for each that there is. Linux tells it of this instant, in
 * {@code /proc/loadavg}, of the machine as a whole: so its processors count, not those that a
 * container may use. Elsewhere it is the average of the last minute. Thread-safe.
 */
public final class ProcessorLoad implements DoubleSupplier {
  private static final Path NOW = Path.of("/proc/loadavg");
  private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu/online");

  private final Path now;
  private final int processors;

  /** Of this machine. */
  public ProcessorLoad() {
    this(NOW, PROCESSORS);
  }

  ProcessorLoad(Path now, Path processors) {
    this.now = now;
    this.processors = count(processors);
  }

  /** Negative if not known. */
  @Override
  public double getAsDouble() {
    if (processors > 0) {
      try {
        String runnable = Files.readString(now).split("[ /]", -1)[3];
        return (double) Integer.parseInt(runnable) / processors;
      } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
        // As where there is no such file.
      }
    }
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() / system.getAvailableProcessors();
  }

  /** Such as {@code 0-3,6}; 0 if there is no such list. */
  private static int count(Path list) {
    try {
      int count = 0;
      for (String range : Files.readString(list).strip().split(",", -1)) {
        String[] ends = range.split("-", -1);
        count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
      }
      return count;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
