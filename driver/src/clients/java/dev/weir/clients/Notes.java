package dev.weir.clients;

import java.util.List;

/**
 * One small application, written once with each client, as that client's users would write it. Its
 * table is {@code notes (id, text)}: the server gives each row its id, and no text is there twice.
 */
interface Notes extends AutoCloseable {
  /** How many rows are fetched at once where they are streamed. */
  int FETCH_SIZE = 100;

  /** One text by its key, outside of a transaction. */
  String text(long id);

  /** All texts by id, outside of a transaction. */
  List<String> texts();

  /** Adds a row, in the way that needs the fewest lines; returns the id that the server gave it. */
  long add(String text);

  /** Adds rows in one batch, in one transaction. */
  void addAll(List<String> texts);

  /** In one read-only transaction: the text of a key, then how many rows there are. */
  List<String> report(long id);

  /** In one transaction: adds a row, then reads it by its key. */
  String addAndRead(String text);

  /** In one transaction: adds a row twice, so that it fails. */
  void addTwice(String text);

  /** In one read-only transaction: adds a row, so that it fails. */
  void addReadOnly(String text);

  /** In one read-only transaction: visits all rows as a stream; returns how many there are. */
  long stream();

  /** Closes what the client has opened, but not the DataSource. */
  @Override
  default void close() {}
}
