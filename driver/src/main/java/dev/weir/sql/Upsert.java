package dev.weir.sql;

import java.util.List;

/**
 * What an INSERT does with rows that are there: ON CONFLICT DO UPDATE.
 *
 * @param sets the columns that it gives a value then
 * @param rows of several rows of VALUES which they are; {@link GivenKeys#UNKNOWN} if the text does
 *     not tell, or of one row, whose columns are {@link SqlShape#keys()}
 */
public record Upsert(List<SetColumn> sets, GivenKeys rows) {
  /** Copies the list. */
  public Upsert {
    sets = List.copyOf(sets);
  }
}
