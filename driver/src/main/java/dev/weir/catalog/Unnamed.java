package dev.weir.catalog;

/**
 * What is done to relations whose names nobody can tell beforehand; the later holds the earlier.
 */
enum Unnamed {
  /** They are read. */
  READING(-1),
  /** They are read, written or defined, with values of any type. */
  ANYTHING(-2);

  private final long oid;

  Unnamed(long oid) {
    this.oid = oid;
  }

  /** Stands for all functions that are called by it: no function has it. */
  long oid() {
    return oid;
  }
}
