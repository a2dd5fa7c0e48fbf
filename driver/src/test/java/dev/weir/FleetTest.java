package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.consistency.CallerScope;
import dev.weir.consistency.MemoryTokenStore;
import dev.weir.consistency.RedisTokenStore;
import dev.weir.consistency.TokenStore;
import dev.weir.route.RouteReason;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/** Two DataSources, as in two processes, with one store: a session goes on in the other. */
@SuppressWarnings("try") // A scope is not named within its block.
@Tag("proof")
class FleetTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select v from shared where id = 1";
  private static final Duration KEPT = Duration.ofMinutes(1);

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table shared (id int primary key, v int not null)",
        "insert into shared values (1, 0)");
  }

  /** A store that counts what is asked of it. */
  private static final class Counting implements TokenStore {
    private final TokenStore store = new MemoryTokenStore(KEPT);
    final AtomicInteger puts = new AtomicInteger();
    final AtomicInteger gets = new AtomicInteger();

    @Override
    public void put(String key, String writer, String token) {
      puts.incrementAndGet();
      store.put(key, writer, token);
    }

    @Override
    public Map<String, String> get(String key) {
      gets.incrementAndGet();
      return store.get(key);
    }

    @Override
    public Duration timeToLive() {
      return store.timeToLive();
    }
  }

  private static WeirDataSource open(TokenStore store) throws Exception {
    cluster.run("update shared set v = 0");
    return cluster.open(builder -> builder.tokenStore(store));
  }

  private static @Nullable String read(WeirDataSource weir, String key) throws SQLException {
    try (CallerScope session = Weir.session(key)) {
      return Cluster.query(weir, READ);
    }
  }

  private static void write(WeirDataSource weir, String key, int value) throws SQLException {
    try (CallerScope session = Weir.session(key)) {
      Cluster.execute(weir, "update shared set v = " + value);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** One that keeps nothing on disk. */
  private static RedisServer redis() throws IOException {
    return RedisServer.newRedisServer().port(freePort()).setting("save \"\"").build();
  }

  private static void sessionGoesOn(TokenStore store) throws Exception {
    try (WeirDataSource one = open(store);
        WeirDataSource two = open(store)) {
      cluster.whileReplicasStandStill(
          () -> {
            write(one, "a", 1);
            assertThat(read(two, "a")).isEqualTo("1");
            assertThat(read(two, "b")).isEqualTo("0");
            Cluster.await(
                "the store knows where it is",
                () ->
                    store.get("a").values().stream()
                        .allMatch(t -> t.matches("[1-9]\\d*/[0-9A-F]+")));
            assertThat(read(two, "a")).isEqualTo("1");
            try (CallerScope session = Weir.session("a");
                Connection c = one.getConnection()) {
              c.setAutoCommit(false);
              Cluster.execute(c, "update shared set v = 2");
              c.commit();
            }
            assertThat(read(two, "a")).isEqualTo("2");
          });
      Cluster.await(
          "replicas serve it again",
          () -> {
            try (CallerScope session = Weir.session("a")) {
              return two.explain(READ).decision().reason() == RouteReason.READ;
            }
          });
    }
  }

  @Test
  void sessionGoesOnInAnotherDataSource() throws Exception {
    sessionGoesOn(new MemoryTokenStore(KEPT));
  }

  @Test
  void sessionGoesOnThroughRedis() throws Exception {
    RedisServer redis = redis();
    redis.start();
    try (RedisTokenStore store = connect(redis, Duration.ofSeconds(10))) {
      age(redis, store);
      sessionGoesOn(store);
    } finally {
      redis.stop();
    }
  }

  /** With timeouts that a busy machine keeps. */
  private static RedisTokenStore connect(RedisServer redis, Duration timeToLive) {
    return new RedisTokenStore(RedisClient.create("127.0.0.1", redis.ports().get(0)), timeToLive);
  }

  /** A Redis that is young may have lost something: it says so for one time to live. */
  private static void age(RedisServer redis, TokenStore store) {
    assertThat(store.get("nobody")).containsValue("0/0");
    try (RedisClient client = RedisClient.create("127.0.0.1", redis.ports().get(0))) {
      client.set("weir:since", client.get("weir:since").replaceFirst(" .*", " 0"));
    }
    assertThat(store.get("nobody")).isEmpty();
  }

  @Test
  void storeIsAskedAtTheStartAtTheOpeningAndBeforeCommitsOfSessionsOnly() throws Exception {
    Counting store = new Counting();
    try (WeirDataSource weir = open(store)) {
      Cluster.await("connected before anybody waits for it", () -> store.gets.get() == 1);
      Cluster.execute(weir, "update shared set v = 1");
      Cluster.query(weir, READ);
      assertThat(store.puts).hasValue(0);
      assertThat(store.gets).hasValue(1);
      try (CallerScope session = Weir.session("a")) {
        for (int i = 0; i < 10; i++) {
          Cluster.query(weir, READ);
        }
        assertThat(store.gets).hasValue(2);
        assertThat(store.puts).hasValue(0);
        try (Connection c = weir.getConnection()) {
          c.setAutoCommit(false);
          Cluster.execute(c, "update shared set v = 2");
          Cluster.execute(c, "update shared set v = 3");
          assertThat(store.puts).hasValue(0);
          c.rollback();
          Cluster.execute(c, "update shared set v = 2");
          c.commit();
        }
        Cluster.await("announced and settled", () -> store.puts.get() == 2);
        assertThat(store.gets).hasValue(2);
      }
    }
  }

  /** As one that is written in Kotlin may, with a client whose errors are checked ones. */
  private static final class Undeclared implements TokenStore {
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException thrown() throws T {
      throw (T) new IOException("no route to host");
    }

    @Override
    public void put(String key, String writer, String token) {
      throw Undeclared.<RuntimeException>thrown();
    }

    @Override
    public Map<String, String> get(String key) {
      throw Undeclared.<RuntimeException>thrown();
    }

    @Override
    public Duration timeToLive() {
      return KEPT;
    }
  }

  @Test
  void nothingFailsWithAStoreThatThrowsWhatItHasNotDeclared() throws Exception {
    try (WeirDataSource weir = open(new Undeclared())) {
      write(weir, "a", 1);
      assertThat(read(weir, "a")).isEqualTo("1");
    }
  }

  /** What is announced before the commit counts also if its author is never heard of again. */
  @Test
  void writeThatIsBeingCommittedIsAnnounced() throws Exception {
    MemoryTokenStore store = new MemoryTokenStore(KEPT);
    try (WeirDataSource weir = open(store)) {
      store.put("a", "another process", "0/0");
      cluster.whileReplicasStandStill(
          () -> {
            try (Connection c = cluster.bare().getConnection()) {
              Cluster.execute(c, "update shared set v = 1");
            }
            assertThat(read(weir, "b")).isEqualTo("0");
            assertThat(read(weir, "a")).isEqualTo("1");
          });
    }
  }

  @Test
  void sessionsGoOnWithoutRedisAndReadOnThePrimaryFirst() throws Exception {
    RedisServer redis = redis();
    redis.start();
    try (RedisTokenStore store = connect(redis, Duration.ofSeconds(10));
        WeirDataSource one = open(store);
        WeirDataSource two = open(store)) {
      age(redis, store);
      redis.stop();
      cluster.whileReplicasStandStill(
          () -> {
            write(one, "a", 1);
            assertThat(read(one, "a")).isEqualTo("1");
            assertThat(read(two, "a")).isEqualTo("1"); // It could not be checked.
            assertThat(read(two, "b")).isEqualTo("1"); // Nor could this.
          });
      Cluster.await(
          "replicas serve sessions that could not be checked",
          () -> {
            try (CallerScope session = Weir.session("a")) {
              Cluster.query(two, READ);
              Cluster.await("", () -> two.explain(READ).decision().reason() == RouteReason.READ);
            }
            return true;
          });
      redis.start();
      Cluster.await(
          "it is in use again",
          () -> {
            write(one, "c", 2);
            // Where it is, is told a sample later, unless another write comes first.
            for (int i = 0; i < 500; i++) {
              if (store.get("c").values().stream().anyMatch(token -> !token.equals("0/0"))) {
                return true;
              }
            }
            return false;
          });
    } finally {
      redis.stop();
    }
  }
}
