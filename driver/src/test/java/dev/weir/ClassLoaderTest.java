package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.samples.cluster.PostgresNode;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;

/** What is left of an application when the server in which it ran has ended it. */
@Tag("proof")
class ClassLoaderTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** How long PostgreSQL's driver keeps its cleaner's thread for the next connection. */
  private static final String CLEANER = "pgjdbc.config.cleanup.thread.ttl";

  private static URLClassLoader loader() {
    URL[] classPath =
        Stream.of(
                Tenant.class,
                WeirDataSource.class,
                HikariDataSource.class,
                Caffeine.class,
                org.postgresql.Driver.class,
                QueryExecutionListener.class,
                Logger.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
  }

  @SuppressWarnings("unchecked")
  private static WeakReference<ClassLoader> run(List<String> urls) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (URLClassLoader loader = loader()) {
      thread.setContextClassLoader(loader);
      Class<?> tenant = loader.loadClass(Tenant.class.getName());
      assertThat(tenant).isNotSameAs(Tenant.class);
      ((Consumer<List<String>>) tenant.getConstructor().newInstance()).accept(urls);
      return new WeakReference<>(loader);
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  /**
   * JDK 17 keeps the type of a component of the one record whose equality it has linked last, and
   * so its loader: from now on, this one.
   */
  private record Latest(ClassLoaderTest test) {}

  /** Collects what is reachable softly as well: later JDKs keep that type so, as they may. */
  private static void collect() {
    try {
      long[] tooMuch = new long[Integer.MAX_VALUE - 8];
      throw new IllegalStateException("there is room for " + tooMuch.length);
    } catch (OutOfMemoryError e) {
      System.gc();
    }
  }

  @Test
  void nothingKeepsTheLoaderOfAnApplicationThatWasEnded() throws Exception {
    cluster.run("drop table if exists tenancy", "create table tenancy (n int)");
    List<String> urls = cluster.servers().nodes().stream().map(PostgresNode::jdbcUrl).toList();
    ExecutorService pool = Executors.newSingleThreadExecutor(); // Its thread is the server's.
    System.setProperty(CLEANER, "500");
    try {
      WeakReference<ClassLoader> loader = pool.submit(() -> run(urls)).get();
      assertThat(new Latest(this)).isEqualTo(new Latest(this));
      Cluster.await(
          "the class loader is collected",
          () -> {
            collect();
            return loader.get() == null;
          });
    } finally {
      System.clearProperty(CLEANER);
      pool.shutdownNow();
    }
  }
}
