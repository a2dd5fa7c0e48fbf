package dev.weir;

import org.jspecify.annotations.Nullable;

/** An extension that joins every DataSource of the tests, and does what its setting says. */
public final class JoiningExtension implements WeirExtension {
  static final String PREFIX = "weir.joining";

  /** What it has joined, and with what settings. */
  static final class Joined implements AutoCloseable {
    final WeirDataSource dataSource;
    final @Nullable String how;
    final int times;
    boolean closed;

    private Joined(WeirDataSource dataSource, @Nullable String how, int times) {
      this.dataSource = dataSource;
      this.how = how;
      this.times = times;
    }

    @Override
    public void close() {
      closed = true;
      fail(how, "close");
    }
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Attachment configure(ExtensionSettings settings) {
    String how = settings.text(PREFIX);
    int times = settings.count(PREFIX + ".times", 1);
    if ("wrong".equals(how)) {
      throw new IllegalArgumentException(PREFIX + " must not be wrong");
    }
    fail(how, "configure");
    return dataSource -> {
      fail(how, "attach");
      return new Joined(dataSource, how, times);
    };
  }

  private static void fail(@Nullable String how, String when) {
    if (("fail in " + when).equals(how)) {
      throw new NoClassDefFoundError("by an extension, in " + when);
    }
  }
}
