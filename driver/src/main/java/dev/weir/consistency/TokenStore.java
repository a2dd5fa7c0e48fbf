package dev.weir.consistency;

import java.time.Duration;
import java.util.Map;

/**
 * Carries the tokens of callers from one DataSource, or process, to another: for each caller, what
 * each of its writers has last put. Tokens are short texts ({@code WeirDataSource.token}); {@code
 * 0/0} says that a write is being committed, or is at a place that is not known yet.
 *
 * <p>A DataSource that has one puts a token before each commit of a session, and another when the
 * place of the commit is known; it gets a caller's tokens once when a session is opened, before its
 * first statement. Both block whoever calls. A store that cannot be reached throws, soon: the
 * DataSource takes a caller of which it could not ask for one that has just written, asks no more
 * for a second, and says it once in the log.
 *
 * <p>Implementations are thread-safe. Keys have up to 256 characters, writers and tokens up to 64.
 */
public interface TokenStore {
  /**
   * Puts a token in the place of what this writer has put for the caller before. It must be visible
   * to every later {@link #get} on any process when this returns, for {@link #timeToLive} at least.
   *
   * @param key names the caller
   * @param writer names the DataSource, uniquely
   * @param token of the caller
   * @throws RuntimeException if that is not certain
   */
  void put(String key, String writer, String token);

  /**
   * The tokens of a caller that have been put within {@link #timeToLive}, by writer. A store that
   * may have lost some adds a token {@code 0/0}, under any writer that is nobody's.
   *
   * @param key names the caller
   * @throws RuntimeException if it cannot be told
   */
  Map<String, String> get(String key);

  /**
   * For how long at least it keeps a token. Not below the {@code maxLag} of any DataSource that
   * uses it: a replica that serves reads has what is older than that.
   */
  Duration timeToLive();
}
