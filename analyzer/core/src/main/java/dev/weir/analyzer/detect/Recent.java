package dev.weir.analyzer.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a detector remembers: the one that was not used for longest makes room. Thread-safe, for
 * findings are reviewed by whoever asks for them.
 */
final class Recent<K, V> {
  private final Map<K, V> entries;

  /**
   * Nothing remembered yet.
   *
   * @param most how many
   */
  Recent(int most) {
    entries =
        Collections.synchronizedMap(
            new LinkedHashMap<>(16, 0.75f, true) {
              @Override
              protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
              }
            });
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  @Nullable V get(K key) {
    return entries.get(key);
  }

  boolean has(K key) {
    return entries.containsKey(key);
  }
}
