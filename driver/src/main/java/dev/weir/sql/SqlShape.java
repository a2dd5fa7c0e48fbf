package dev.weir.sql;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is, read from its text alone. Immutable.
 *
 * <p>Names are as PostgreSQL sees them (lower case unless quoted) and each is listed once, in the
 * order of the text. If {@code kind} is {@link StatementKind#UNKNOWN}, the lists hold what was seen
 * before the reader gave up. If it is {@link StatementKind#SEVERAL}, tables, functions, operators
 * and traits are the union over all statements, and {@code sets}, {@code keys}, {@code innerKeys},
 * {@code floors}, {@code limits} and {@code upsert} are empty.
 *
 * @param kind what it does
 * @param parts the kinds of its statements: one, unless {@code kind} is SEVERAL, EMPTY or UNKNOWN
 * @param fingerprint {@code 1-} and 16 hexadecimal digits: the version of the rules and a 64-bit
 *     hash of the normalised tokens. Equal for texts that differ only in white space, comments, the
 *     case of keywords and unquoted names, literals or parameters, the length of IN lists, the
 *     number of equal VALUES rows, or a trailing semicolon. Stable across processes and releases
 *     that share the version
 * @param text the statement for people: no comments, no literals, lists of values shortened, at
 *     most 2,000 characters
 * @param reads tables it reads, through sub-queries, joins and WITH; the target of UPDATE or DELETE
 *     with a WHERE clause also
 * @param writes tables whose rows or definition it changes
 * @param sets columns it gives a value
 * @param keys columns it compares for equality with values given from outside, in the conditions of
 *     the outermost statement that are joined by AND; of INSERT .. ON CONFLICT and MERGE the
 *     columns that tell whether the row is there, with the values that the statement gives them; of
 *     a write that joins other sources the target's, also with values that those have: {@code t.id
 *     = u.id AND u.id = ?}
 * @param innerKeys what it compares with such values without saying which rows those are: in
 *     sub-queries, elements of WITH, sources that a write joins, further queries of a UNION and
 *     HAVING; in a read also in each alternative of an OR, and as a range that is closed on both
 *     sides; of a statement that reads no table the arguments of its functions
 * @param floors columns of a read that a parameter bounds from below, and nothing from above:
 *     {@code at > ?}
 * @param functions functions it calls by name; not those behind operators, casts, views or columns
 * @param mentions names that may be calls without looking like one
 * @param operators operators that are not PostgreSQL's own ({@code schema.operator} if qualified)
 * @param parameters how many parameters it has
 * @param limits its LIMIT and OFFSET
 * @param upsert what it does with rows that are there, if it is an INSERT .. ON CONFLICT DO UPDATE
 * @param traits further facts
 * @param settings the settings it changes or shows, also by calls of {@code set_config}
 * @param transaction what it does to the transaction, if its kind is TRANSACTION
 * @param hint the content of its first comment {@code weir:}, if any
 */
public record SqlShape(
    StatementKind kind,
    Set<StatementKind> parts,
    String fingerprint,
    String text,
    List<TableName> reads,
    List<TableName> writes,
    List<SetColumn> sets,
    List<KeyColumn> keys,
    List<KeyColumn> innerKeys,
    List<KeyColumn> floors,
    List<FunctionName> functions,
    Mentions mentions,
    List<String> operators,
    int parameters,
    Limits limits,
    @Nullable Upsert upsert,
    Set<Trait> traits,
    List<Setting> settings,
    @Nullable TransactionCommand transaction,
    @Nullable String hint) {

  /** Copies the collections. */
  public SqlShape {
    parts = immutable(parts, StatementKind.class);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    sets = List.copyOf(sets);
    keys = List.copyOf(keys);
    innerKeys = List.copyOf(innerKeys);
    floors = List.copyOf(floors);
    functions = List.copyOf(functions);
    operators = List.copyOf(operators);
    traits = immutable(traits, Trait.class);
    settings = List.copyOf(settings);
  }

  /**
   * Returns whether the statement has a trait.
   *
   * @param trait the trait
   * @return true if it has
   */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /**
   * Whether a word stands in the text, or may do so in what was cut off there.
   *
   * @param word in lower case
   */
  public boolean maySay(String word) {
    return text.length() > Normalizer.LONGEST_TEXT / 2 // Long words are left out before that.
        || text.toLowerCase(Locale.ROOT).contains(word);
  }

  /**
   * The same statement with values of such types bound to it, as if its text cast them.
   *
   * @param types without schema and quotes
   */
  public SqlShape casting(Collection<String> types) {
    return new SqlShape(
        kind,
        parts,
        fingerprint,
        text,
        reads,
        writes,
        sets,
        keys,
        innerKeys,
        floors,
        functions,
        mentions.withTypes(types),
        operators,
        parameters,
        limits,
        upsert,
        traits,
        settings,
        transaction,
        hint);
  }

  private static <E extends Enum<E>> Set<E> immutable(Set<E> values, Class<E> type) {
    Set<E> copy = EnumSet.noneOf(type);
    copy.addAll(values);
    return Collections.unmodifiableSet(copy);
  }
}
