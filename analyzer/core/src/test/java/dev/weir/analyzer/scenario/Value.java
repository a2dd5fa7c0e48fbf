package dev.weir.analyzer.scenario;

import java.util.stream.LongStream;

/** A value that is bound to a parameter. */
public sealed interface Value {
  /** The same each time. */
  record Constant(Object value) implements Value {}

  /**
   * Another each time.
   *
   * @param factor of the index of the execution
   * @param modulus after which values come again; 0 if they never do
   * @param summand what is added
   */
  record Index(long factor, long modulus, long summand) implements Value {
    long at(long index) {
      return factor * (modulus == 0 ? index : index % modulus) + summand;
    }
  }

  /**
   * So many others each time: an array, or one for each of as many parameters.
   *
   * @param size how many
   */
  record Ids(int size) implements Value {
    long[] at(long index) {
      return LongStream.range(index * size, (index + 1) * size).toArray();
    }
  }

  /**
   * A time.
   *
   * @param millis how long before the execution
   */
  record Ago(long millis) implements Value {}

  /**
   * What was read before.
   *
   * @param name under which the rows were read
   * @param column from 1
   * @param summand what is added
   */
  record Read(String name, int column, long summand) implements Value {
    /** The value in a row: no small number, and never the same in two columns. */
    Object at(long row) {
      Object value = of(name, row, column);
      return summand == 0 ? value : (long) value + summand;
    }
  }

  /**
   * What was read before, of all rows at once.
   *
   * @param name under which the rows were read
   * @param column from 1
   * @param size how many rows there are
   */
  record All(String name, int column, int size) implements Value {
    Object at() {
      return LongStream.range(0, size).map(row -> (long) of(name, row, column)).toArray();
    }
  }

  /** What a column of a row holds: a number, or a large text if the rows are called doc. */
  static Object of(String name, long row, int column) {
    long number = number(name, row, column);
    return name.equals("doc") ? String.valueOf(number).repeat(4_000) : number;
  }

  private static long number(String name, long row, int column) {
    return 1_000_003L * (row + 1) + 7_919L * column + name.hashCode() % 1_000;
  }

  /**
   * The value of an execution.
   *
   * @param index of the execution among those of its statement, from 0
   * @param shift what is added to constant numbers, so that repetitions of a scenario are of other
   *     rows
   */
  default Object resolve(long index, long shift) {
    if (this instanceof Index each) {
      return each.at(index) + (each.modulus() == 0 ? 0 : shift);
    }
    if (this instanceof Ids ids) {
      return ids.at(index);
    }
    if (this instanceof Read read) {
      return read.at(index);
    }
    if (this instanceof All all) {
      return all.at();
    }
    Object value = ((Constant) this).value();
    return value instanceof Long number ? number + shift : value;
  }
}
