package dev.weir.sql;

import java.util.Arrays;
import java.util.List;

/**
 * The rows of VALUES that ON CONFLICT looks for, as far as the text tells: of each row a parameter
 * or a literal for each column of the target. Immutable.
 */
public final class GivenKeys {
  /** Which rows those are, the text does not tell. */
  public static final GivenKeys UNKNOWN = new GivenKeys(List.of(), 0, new int[0], new long[0]);

  /** A text of more rows has parameters, which are not kept row by row. */
  private static final int MOST = 2_048;

  private final List<String> expressions;
  private final int rows;

  /** By row and column, or of the first row only, if the others follow at one distance. */
  private final int[] parameters;

  /** By row and column; empty if all are parameters. */
  private final long[] literals;

  private final int distance;

  private GivenKeys(List<String> expressions, int rows, int[] parameters, long[] literals) {
    this.expressions = List.copyOf(expressions);
    this.rows = rows;
    int columns = expressions.size();
    this.distance = distance(columns, parameters);
    this.parameters = distance == 0 ? parameters : Arrays.copyOf(parameters, columns);
    this.literals = distance == 0 ? literals : new long[0];
  }

  /**
   * Those of some rows.
   *
   * @param expressions the columns of the target
   * @param parameters by row and column; 0 for a literal
   * @param literals the hashes of the literals likewise
   */
  static GivenKeys of(List<String> expressions, int[] parameters, long[] literals) {
    GivenKeys keys =
        new GivenKeys(expressions, parameters.length / expressions.size(), parameters, literals);
    return keys.parameters.length > MOST ? UNKNOWN : keys;
  }

  /** From row to row, if each is of parameters in the same places; else 0. */
  private static int distance(int columns, int[] parameters) {
    int distance = parameters.length <= columns ? 0 : parameters[columns] - parameters[0];
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] == 0
          || (i >= columns && parameters[i] - parameters[i - columns] != distance)) {
        return 0;
      }
    }
    return distance;
  }

  /** The columns of the target, as {@link KeyColumn#expression()}; empty if nothing is known. */
  public List<String> expressions() {
    return expressions;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /**
   * The 1-based JDBC position of a parameter.
   *
   * @param row from 0
   * @param column of {@link #expressions()}, from 0
   * @return 0 if it is a literal
   */
  public int parameter(int row, int column) {
    return distance == 0
        ? parameters[row * expressions.size() + column]
        : parameters[column] + row * distance;
  }

  /**
   * The hash of a literal, as {@link KeyColumn#literalHash()}.
   *
   * @param row from 0
   * @param column of {@link #expressions()}, from 0
   * @return 0 if it is a parameter
   */
  public long literalHash(int row, int column) {
    return distance == 0 ? literals[row * expressions.size() + column] : 0;
  }

  /** About how many bytes it takes. */
  int weight() {
    return Integer.BYTES * parameters.length + Long.BYTES * literals.length;
  }
}
