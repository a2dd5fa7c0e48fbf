package dev.weir.analyzer.page;

import com.sun.net.httpserver.HttpServer;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.TableStats;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page that shows, live, what an analyzer finds, what the tables suffer, and where statements go.
 * It shows this process only, or what several have written down, or a database that is examined.
 * While nobody looks at it, nothing is computed. Nothing in it changes anything, and no values of
 * parameters are in it.
 *
 * <p>It is for the machine that it runs on, unless a token is given; whoever has that sees all. It
 * speaks HTTP: where others can listen, put something before it that encrypts.
 */
public final class WeirPage implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpServer server;
  private final TimedExecutor executor;
  private final Api api;
  private final URI address;

  private WeirPage(HttpServer server, TimedExecutor executor, Api api, URI address) {
    this.server = server;
    this.executor = executor;
    this.api = api;
    this.address = address;
  }

  /**
   * Serves a page to this machine.
   *
   * @param analyzer of which it tells; stays the caller's to close, after the page
   * @param address a loopback address and a port, such as {@code 127.0.0.1:8086}; with port 0 one
   *     is chosen
   * @throws IOException if the address cannot be listened on
   * @throws IllegalArgumentException if it is not an address, or others can reach it
   */
  public static WeirPage start(Analyzer analyzer, String address) throws IOException {
    return start(analyzer, address, null, EVERY, LIMIT);
  }

  /**
   * Serves a page to this machine that tells of what has been written down: of findings and
   * statements, the tables beside them, and nothing that only a process knows that runs.
   *
   * @param report such as {@link dev.weir.analyzer.MergedReport} makes of JSON lines
   * @param files that it was read from, as people call them
   * @param samples tables as they were at several times, the oldest first; without any there is no
   *     view of tables
   * @param address a loopback address and a port, such as {@code 127.0.0.1:8086}; with port 0 one
   *     is chosen
   * @throws IOException if the address cannot be listened on
   * @throws IllegalArgumentException if it is not an address, others can reach it, or there are no
   *     files
   */
  public static WeirPage start(
      Report report, List<String> files, List<TableStats> samples, String address)
      throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("the report must be of a file");
    }
    Looks looks = Looks.at(report, Origin.files(files, samples));
    return start(executor -> Api.of(looks, executor, EVERY), address, null, LIMIT);
  }

  /**
   * Serves a page to this machine that tells of a database which somebody examines again and again:
   * what it is ill of, area by area, and the tables that this is about.
   *
   * @param newest how it was when it was examined last; is asked at most once a second, and only
   *     while somebody looks
   * @param address a loopback address and a port, such as {@code 127.0.0.1:8086}; with port 0 one
   *     is chosen
   * @throws IOException if the address cannot be listened on
   * @throws IllegalArgumentException if it is not an address, or others can reach it
   */
  public static WeirPage start(Supplier<ExaminedDatabase> newest, String address)
      throws IOException {
    Looks looks = Looks.at(newest, System::nanoTime);
    return start(executor -> Api.of(looks, executor, EVERY), address, null, LIMIT);
  }

  /**
   * Serves a page to who has a token.
   *
   * @param analyzer of which it tells; stays the caller's to close, after the page
   * @param address a host and a port, such as {@code 0.0.0.0:8086}; with port 0 one is chosen
   * @param token what must be entered in the page, or be sent as {@code Authorization: Bearer}; at
   *     least 16 characters
   * @throws IOException if the address cannot be listened on
   * @throws IllegalArgumentException if it is not an address, or the token is too short
   */
  public static WeirPage start(Analyzer analyzer, String address, String token) throws IOException {
    return start(analyzer, address, token, EVERY, LIMIT);
  }

  static WeirPage start(
      Analyzer analyzer, String address, @Nullable String token, Duration every, Duration limit)
      throws IOException {
    return start(executor -> Api.of(analyzer, executor, every), address, token, limit);
  }

  private static WeirPage start(
      Function<TimedExecutor, Api> apis, String address, @Nullable String token, Duration limit)
      throws IOException {
    Address where = Address.parse(address);
    if (token == null && !where.isLoopback()) {
      throw new IllegalArgumentException(
          address + " can be reached by others: the page must have a token there");
    }
    HttpServer server = HttpServer.create(where.socket(), 0);
    int port = server.getAddress().getPort();
    TimedExecutor executor = new TimedExecutor(limit);
    Api api = apis.apply(executor);
    Entry entry = token == null ? null : new Entry(token, port);
    server.setExecutor(executor);
    server
        .createContext("/", new Pages(new Assets(), api, entry))
        .getFilters()
        .add(new Guard(where.host()));
    server.start();
    return new WeirPage(server, executor, api, where.uri(port));
  }

  /** Where it is: {@code http://127.0.0.1:8086/}. */
  public URI address() {
    return address;
  }

  /** Serves no more, and ends what is open. */
  @Override
  public void close() {
    api.close();
    server.stop(0);
    executor.close();
  }
}
