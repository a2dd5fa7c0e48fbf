package dev.weir.sql;

import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.Mentions.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what the readers find in one text. */
final class ShapeBuilder {
  /** More columns than this identify nothing better, and each is searched among the tables. */
  private static final int MOST_KEYS = 32;

  private final Set<StatementKind> parts = EnumSet.noneOf(StatementKind.class);
  private final Set<TableName> reads = new LinkedHashSet<>();
  private final Set<TableName> writes = new LinkedHashSet<>();
  private final Set<FunctionName> functions = new LinkedHashSet<>();
  private final Set<String> operators = new LinkedHashSet<>();
  private final Set<Setting> settings = new LinkedHashSet<>();
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private final List<SetColumn> sets = new ArrayList<>();
  private final List<KeyColumn> keys = new ArrayList<>();
  private final List<KeyColumn> innerKeys = new ArrayList<>();
  private final List<KeyColumn> floors = new ArrayList<>(0);
  private final List<KeyColumn> spans = new ArrayList<>(0);
  private final List<KeyColumn> constants = new ArrayList<>(0);
  private StatementKind kind = StatementKind.READ;
  private int statements;
  private int[] mentions = new int[16];
  private int mentioned;
  private int[] attributes = new int[16];
  private int attributed;
  private boolean rowsOfFunctions;
  private Limits limits = Limits.NONE;
  private Limits inner = Limits.NONE;
  private @Nullable Upsert upsert;
  private boolean innerReturning;
  private @Nullable TransactionCommand transaction;

  /** Begins the next statement of the text. */
  void begin() {
    kind = StatementKind.READ;
    statements++;
  }

  void end() {
    parts.add(kind);
  }

  /** The kind of the statement being read, so far. */
  StatementKind kind() {
    return kind;
  }

  /** Says what the statement is. */
  void become(StatementKind decided) {
    kind = decided;
  }

  /**
   * Says what a part of the statement is: a lock outweighs a read, the first write outweighs both.
   */
  void raise(StatementKind part) {
    if (kind == StatementKind.READ
        || (kind == StatementKind.LOCKING_READ && part != StatementKind.READ)) {
      kind = part;
    }
  }

  void read(TableName table) {
    reads.add(table);
  }

  /** A relation that the statement makes: in the schema of temporary ones it is one. */
  void make(TableName table) {
    write(table);
    if (isTemporary(table.schema())) {
      trait(Trait.TEMPORARY);
    }
  }

  /** Whether a schema is that of what ends with its session. */
  static boolean isTemporary(@Nullable String schema) {
    return "pg_temp".equals(schema);
  }

  void write(TableName table) {
    writes.add(table);
  }

  void function(FunctionName function) {
    functions.add(function);
  }

  /** A name that may be a call though it does not look like one. */
  void mention(int key) {
    if (mentioned == mentions.length) {
      mentions = Arrays.copyOf(mentions, mentioned * 2);
    }
    mentions[mentioned++] = key;
  }

  /** The same behind the name of a source, by the name's hash. */
  void attribute(int hash) {
    if (attributed == attributes.length) {
      attributes = Arrays.copyOf(attributes, attributed * 2);
    }
    attributes[attributed++] = hash;
  }

  /** A source is a function, whose rows may be values of whatever type. */
  void rowsOfFunction() {
    rowsOfFunctions = true;
  }

  /** Where sources are functions, or a body's parameters may pass for them, no row is known. */
  private Mentions mentions(boolean ofBody) {
    Role role = rowsOfFunctions || ofBody ? Role.FIELD : Role.ATTRIBUTE;
    for (int i = 0; i < attributed; i++) {
      mention(Mentions.key(role, attributes[i]));
    }
    return Mentions.of(mentions, mentioned);
  }

  void operator(String operator) {
    operators.add(operator);
  }

  void trait(Trait trait) {
    traits.add(trait);
  }

  void set(SetColumn column) {
    sets.add(column);
  }

  /** Whether the statement gives a column a value. */
  boolean sets(String column) {
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).column().equals(column)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds a key.
   *
   * @param outer whether it is one of the outermost statement
   */
  void key(KeyColumn column, boolean outer) {
    List<KeyColumn> list = outer ? keys : innerKeys;
    if (list.size() < MOST_KEYS) {
      list.add(column);
    }
  }

  /** A column that a query bounds from below alone. */
  void floor(KeyColumn column) {
    if (floors.size() < MOST_KEYS) {
      floors.add(column);
    }
  }

  /** Two columns between which a value lies: page by page, if there is a LIMIT. */
  void span(KeyColumn column) {
    if (spans.size() < MOST_KEYS) {
      spans.add(column);
    }
  }

  /** A match with literals: mostly the same ones each time, beside what else is compared. */
  void constant(KeyColumn column) {
    if (constants.size() < MOST_KEYS) {
      constants.add(column);
    }
  }

  /** The statement turned out to be a UNION: what was read is but one of its queries. */
  void onlyInnerKeys() {
    innerKeys.addAll(0, keys);
    keys.clear();
  }

  void limit(int parameter, long literal) {
    traits.add(Trait.LIMIT);
    limits = new Limits(parameter, literal, limits.offsetParameter(), limits.offsetLiteral());
  }

  void offset(int parameter, long literal) {
    traits.add(Trait.OFFSET);
    limits = new Limits(limits.limitParameter(), limits.limitLiteral(), parameter, literal);
  }

  /** The OFFSET of a query within. */
  void innerOffset(int parameter, long literal) {
    if (inner.equals(Limits.NONE)) {
      inner = new Limits(0, -1, parameter, literal);
    }
  }

  /** Whoever skips rows within skips them all the same. */
  private Limits limits() {
    return traits.contains(Trait.OFFSET)
        ? limits
        : new Limits(
            limits.limitParameter(),
            limits.limitLiteral(),
            inner.offsetParameter(),
            inner.offsetLiteral());
  }

  void upsert(Upsert does) {
    upsert = does;
  }

  /**
   * Rows of a write are returned.
   *
   * @param outer whether by the statement itself; those of an element of WITH are returned by a
   *     query behind it
   */
  void returning(boolean outer) {
    if (outer) {
      trait(Trait.RETURNING);
    }
    innerReturning |= !outer;
  }

  /** A query behind WITH has elements that write. */
  void queryOfWrites() {
    trait(Trait.OTHER_CONDITIONS);
    if (innerReturning) {
      trait(Trait.RETURNING);
    }
  }

  void setting(Setting changed) {
    settings.add(changed);
  }

  void transaction(TransactionCommand command) {
    transaction = command;
  }

  /** What was read is only explained, not executed: nothing is written, nothing set. */
  void onlyExplained() {
    reads.addAll(writes);
    writes.clear();
    sets.clear();
    keys.clear();
    innerKeys.clear();
    floors.clear();
    spans.clear();
    constants.clear();
    settings.clear();
    upsert = null;
  }

  SqlShape build(Tokens tokens, boolean understood) {
    if (tokens.hasLiterals()) {
      traits.add(Trait.HAS_LITERALS);
    }
    if (statements > 1) {
      sets.clear();
      keys.clear();
      innerKeys.clear();
      floors.clear();
      limits = Limits.NONE;
      inner = Limits.NONE;
      upsert = null;
      if (innerReturning) {
        traits.add(Trait.RETURNING);
      }
    } else if (understood && callsOnly()) {
      innerKeys.add(arguments(tokens));
    } else {
      match();
    }
    Normalizer normalizer = Normalizer.of(tokens);
    return new SqlShape(
        understood ? overall() : StatementKind.UNKNOWN,
        parts,
        normalizer.fingerprint(),
        normalizer.text(),
        List.copyOf(reads),
        List.copyOf(writes),
        sets,
        keys,
        innerKeys,
        floors,
        List.copyOf(functions),
        mentions(!tokens.dialect.jdbc()),
        List.copyOf(operators),
        tokens.parameters(),
        limits(),
        upsert,
        traits,
        List.copyOf(settings),
        transaction,
        tokens.hint());
  }

  private void match() {
    if (!traits.contains(Trait.LIMIT) || limits.limitLiteral() == 1) {
      for (KeyColumn span : spans) {
        if (span.parameter() > 0) {
          key(span, false);
        } else {
          constant(span);
        }
      }
    }
    if (keys.isEmpty() && innerKeys.isEmpty()) {
      innerKeys.addAll(constants);
    }
  }

  /** Whether it does nothing but call functions, and so has no keys but their arguments. */
  private boolean callsOnly() {
    boolean calls = kind == StatementKind.READ || kind == StatementKind.CALL;
    return calls
        && !traits.contains(Trait.EXPLAIN)
        && !functions.isEmpty()
        && reads.isEmpty()
        && writes.isEmpty()
        && settings.isEmpty()
        && keys.isEmpty()
        && innerKeys.isEmpty();
  }

  private KeyColumn arguments(Tokens tokens) {
    long literals = Hash.SEED;
    int parameters = tokens.parameters();
    for (int at = 0; parameters == 0 && at < tokens.size(); at++) {
      int end = Values.literalEnd(tokens, at);
      SimpleValue value = end < 0 ? null : SimpleValue.of(tokens, at, end);
      if (value != null) {
        literals = Hash.mix(literals ^ value.literalHash());
        at = end - 1;
      }
    }
    String name = functions.iterator().next().name();
    return new KeyColumn(
        null,
        name,
        name + "(..)",
        Comparison.ARGUMENTS,
        Math.min(1, parameters),
        Math.max(1, parameters),
        parameters > 0 ? 0 : literals);
  }

  private StatementKind overall() {
    return switch (statements) {
      case 0 -> StatementKind.EMPTY;
      case 1 -> kind;
      default -> StatementKind.SEVERAL;
    };
  }
}
