package dev.weir.analyzer.unit;

import dev.weir.event.RowObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two who are told of the same rows. */
record TwoObservers(RowObserver one, RowObserver other) implements RowObserver {
  @Override
  public boolean wantsValues() {
    return one.wantsValues() || other.wantsValues();
  }

  @Override
  public void labelled(List<String> labels) {
    one.labelled(labels);
    other.labelled(labels);
  }

  @Override
  public void row() {
    one.row();
    other.row();
  }

  @Override
  public void read(int column) {
    one.read(column);
    other.read(column);
  }

  @Override
  public void read(int column, @Nullable Object value) {
    one.read(column, value);
    other.read(column, value);
  }

  @Override
  public void left(int columns, long unread) {
    one.left(columns, unread);
    other.left(columns, unread);
  }

  @Override
  public void closed(long rows, boolean complete, long nanos) {
    one.closed(rows, complete, nanos);
    other.closed(rows, complete, nanos);
  }
}
