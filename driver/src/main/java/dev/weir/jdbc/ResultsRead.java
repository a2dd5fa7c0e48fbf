package dev.weir.jdbc;

import dev.weir.event.Execution;
import dev.weir.event.Publisher;
import dev.weir.event.RowsRead;
import dev.weir.forward.ObservedRows;
import dev.weir.sql.StatementKind;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of the rows of one execution. Each of its result sets has observers of its own: those
 * of the rows that it has answered are asked for at once, those of further ones when the
 * application takes them. Used by one thread at a time; another one may close the statement.
 */
final class ResultsRead {
  /** What may answer several results. */
  private static final Set<StatementKind> SEVERAL =
      EnumSet.of(StatementKind.SEVERAL, StatementKind.CALL, StatementKind.UNKNOWN);

  private final Publisher publisher;
  private final LongSupplier nanoTime;

  /** What is asked about further results; null if none can follow. */
  private final @Nullable Execution several;

  /** Of the rows that were answered, until they are taken. */
  private @Nullable RowsRead first;

  /** Whether the result that comes next is the first one, and was asked about. */
  private boolean asked;

  /** Of those that were taken and may be open. */
  private volatile List<RowsRead> taken = List.of();

  private ResultsRead(
      Publisher publisher,
      LongSupplier nanoTime,
      @Nullable Execution several,
      @Nullable RowsRead first,
      boolean asked) {
    this.publisher = publisher;
    this.nanoTime = nanoTime;
    this.several = several;
    this.first = first;
    this.asked = asked;
  }

  /**
   * Of what was just answered.
   *
   * @param answer of the driver
   * @return null if nobody is to be told
   */
  static @Nullable ResultsRead of(
      Execution told, Object answer, Publisher publisher, LongSupplier nanoTime) {
    boolean rows = answer instanceof ResultSet || Boolean.TRUE.equals(answer);
    boolean several = answer instanceof Boolean && SEVERAL.contains(told.shape().kind());
    RowsRead first = rows ? publisher.rows(told, nanoTime) : null;
    return first == null && !several
        ? null
        : new ResultsRead(publisher, nanoTime, several ? told : null, first, rows);
  }

  /** The application takes rows: observed, if somebody wants that. */
  ResultSet observed(ResultSet rows) {
    RowsRead read = first;
    if (!asked && several != null) {
      read = publisher.rows(several, nanoTime);
    }
    asked = false;
    first = null;
    if (read == null) {
      return rows;
    }
    taken = taken.isEmpty() ? List.of(read) : with(read);
    return new ObservedRows(rows, read);
  }

  private List<RowsRead> with(RowsRead read) {
    List<RowsRead> all = new ArrayList<>(taken);
    all.add(read);
    return List.copyOf(all);
  }

  /** The statement is about to go on to its next result, which closes these rows. */
  void leaving(@Nullable ResultSet current) {
    for (RowsRead read : taken) {
      if (read.isOf(current)) {
        read.closing();
      }
    }
  }

  /** The statement has gone on to its next result. */
  void wentOn() {
    asked = false;
    neverTaken();
    List<RowsRead> open = new ArrayList<>();
    for (RowsRead read : taken) {
      if (!read.closedIfItsRowsAre()) {
        open.add(read);
      }
    }
    taken = List.copyOf(open);
  }

  /** The statement is about to be executed again. */
  void repeating() {
    neverTaken();
    taken.forEach(RowsRead::repeating);
  }

  /** The statement is about to be closed. */
  void closing() {
    taken.forEach(RowsRead::closing);
  }

  /** The statement was closed. */
  void closed() {
    neverTaken();
    taken.forEach(RowsRead::closed);
  }

  private void neverTaken() {
    RowsRead read = first;
    if (read != null) {
      first = null;
      read.closed();
    }
  }
}
