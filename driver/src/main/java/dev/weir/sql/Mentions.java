package dev.weir.sql;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * The names in a text that may stand for calls though no parenthesis follows: fields of rows and
 * types of casts; those before one in a definition, which are not told from types; and those of
 * settings that it looks up. Kept as numbers, because most texts have many and next to none of them
 * are calls: who knows a function looks for its {@link #key}, which it may share with another name.
 * Immutable.
 */
public final class Mentions {
  /** No names. */
  public static final Mentions NONE = new Mentions(new int[0]);

  /** Where a name stands. */
  public enum Role {
    /** Behind the name of a table or a sub-query: {@code t.name}. */
    ATTRIBUTE(1),
    /**
     * Behind what may be any value: {@code (..).name}, {@code $1.name}; {@code t.name} too where a
     * function's rows, or a routine's parameters, may be {@code t}.
     */
    FIELD(2),
    /**
     * Where a type stands: {@code ::name}, {@code CAST(.. AS name)}, {@code name '..'}. With a
     * schema before it also as {@code schema.name}.
     */
    TYPE(3),
    /**
     * As a setting whose value is asked for: {@code current_setting('name')}. The name is empty
     * where the text does not tell it.
     */
    SETTING(4),
    /** Before a parenthesis in a definition that computes: {@code DEFAULT name(..)}. */
    CALL(5),
    /** Where a type or something else stands: {@code AS name}, columns of a function's rows. */
    WORD(6);

    private final int salt;

    Role(int salt) {
      this.salt = salt;
    }
  }

  private static final int SALT_BITS = 3;

  private final int[] keys;

  private Mentions(int[] keys) {
    this.keys = keys;
  }

  /** Those of so many first keys, in whatever order. */
  static Mentions of(int[] keys, int size) {
    return size == 0
        ? NONE
        : new Mentions(Arrays.stream(keys, 0, size).sorted().distinct().toArray());
  }

  /**
   * The number of a name.
   *
   * @param role where it stands
   * @param name folded, without quotes
   */
  public static int key(Role role, String name) {
    return key(role, name.hashCode());
  }

  static int key(Role role, int hash) {
    return hash << SALT_BITS | role.salt;
  }

  /** Whether a number is that of a name that stands there. */
  public static boolean is(Role role, int key) {
    return (key & (1 << SALT_BITS) - 1) == role.salt;
  }

  /** These, and that some names stand where a type does. */
  Mentions withTypes(Collection<String> names) {
    int[] more = names.stream().mapToInt(name -> key(Role.TYPE, name)).toArray();
    int[] all = Arrays.copyOf(keys, keys.length + more.length);
    System.arraycopy(more, 0, all, keys.length, more.length);
    return of(all, all.length);
  }

  /**
   * Whether a name is mentioned, or another of the same number.
   *
   * @param role where it stands
   * @param name folded, without quotes
   */
  public boolean mayHave(Role role, String name) {
    return Arrays.binarySearch(keys, key(role, name)) >= 0;
  }

  /** Does something with each number. */
  public void forEach(IntConsumer action) {
    for (int key : keys) {
      action.accept(key);
    }
  }

  /** How many there are. */
  int size() {
    return keys.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mentions mentions && Arrays.equals(keys, mentions.keys);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(keys);
  }

  @Override
  public String toString() {
    return keys.length + " names";
  }
}
