package dev.weir.compat;

import java.util.List;

/** All that is different on purpose, or cannot be helped. docs/compatibility.md says the same. */
final class Differences {
  private static final List<Side> EVERYWHERE = List.of(Side.values());
  private static final String ANYTHING = ".*";
  private static final List<Side> POOLED = List.of(Side.SINGLE, Side.ROUTED);

  static final List<Difference> ALL =
      List.of(
          new Difference(
              ".*closed.*",
              ".*",
              "(?!.*(has been closed|is closed)).*",
              ".*(has been closed|is closed|without a connection|be asked|be reached).*",
              POOLED,
              "What is closed says so; the driver answers some questions nevertheless."),
          new Difference(
              ".*, its connection closed",
              ".*[.]isClosed[(][)]",
              "Boolean false",
              "Boolean true",
              POOLED,
              "A closed connection has closed its statements and rows."),
          new Difference(
              ".*, its connection closed",
              "(Statement|PreparedStatement|CallableStatement)[.].*",
              ".*This statement has been closed.",
              ".*This connection has been closed.",
              POOLED,
              "The driver closes a statement of a closed connection when it is used first."),
          new Difference(
              "Connection .*",
              "Connection[.]get(AdaptiveFetch|Autosave|DefaultFetchSize|PreferQueryMode|PrepareThreshold|QueryTimeout)[(][)]",
              ANYTHING,
              "IllegalStateException .*",
              POOLED,
              "A closed connection has no driver to be asked."),
          new Difference(
              "Connection fresh, odd arguments",
              "Connection[.]getAutosave[(][)]",
              ANYTHING,
              "AutoSave NEVER",
              POOLED,
              "An autosave of null is refused and not kept."),
          new Difference(
              ".*",
              ".*[.]getGeneratedKeys[(][)]",
              ANYTHING,
              "ResultSet#.*",
              POOLED,
              "Rows without keys are one object, not a new one each time."),
          new Difference(
              "PreparedStatement .*",
              "PreparedStatement[.]getResultSet[(][)]",
              ANYTHING,
              "null",
              POOLED,
              "A description leaves no empty rows behind."),
          new Difference(
              ".*",
              ".*[.]isUseServerPrepare[(][)]",
              ANYTHING,
              "Boolean .*",
              POOLED,
              "Each physical statement counts its own executions."),
          new Difference(
              "close on completion",
              "Statement[.](executeQuery[(]String[)]|isClosed[(][)]|close[(][)])",
              ANYTHING,
              ".*",
              POOLED,
              "A statement that is executed again is not completed by that."),
          new Difference(
              "cursors that functions return",
              "Statement[.]getConnection[(][)]",
              ANYTHING,
              "Connection#2",
              POOLED,
              "Rows within a value are the driver's own."),
          new Difference(
              "back-references",
              "(Statement|ResultSet|PreparedStatement)[.]get(Statement|Connection)[(][)]",
              ANYTHING,
              "(Statement|Connection)#.*",
              EVERYWHERE,
              "Rows of metadata lead to a plain statement; those of an array are the driver's."),
          new Difference(
              "PreparedStatement after an update.*",
              "PreparedStatement[.]get(Large)?UpdateCount[(][)]",
              ANYTHING,
              "(Long|Integer) -1",
              POOLED,
              "An execution that fails leaves no count, neither its own nor that of the one before."),
          new Difference(
              "types of the application",
              "ResultSetMetaData[.]getColumnClassName[(]int[)]",
              ANYTHING,
              ".*PGobject",
              POOLED,
              "A type that was added and taken back is a PGobject."),
          new Difference(
              "Connection .*",
              "Connection[.]getCopyAPI[(][)]",
              ANYTHING,
              "Copies .*",
              List.of(Side.HEARD, Side.SINGLE, Side.ROUTED),
              "It tells of COPY, and keeps what that writes pending; it is a CopyManager."),
          new Difference(
              "Connection .*",
              "Connection[.]getFastpathAPI[(][)]",
              ANYTHING,
              "SeenFastpath .*",
              POOLED,
              "Its calls are marked like statements; it is a Fastpath."));

  /** What is different or not, as the connection is that a pool happens to lend. */
  static final List<Difference> POSSIBLE =
      List.of(
          new Difference(
              "Savepoint unnamed|savepoints",
              "Savepoint[.]getSavepointId[(][)]",
              ANYTHING,
              "Integer .*",
              POOLED,
              "Each physical connection numbers its own savepoints."),
          new Difference(
              "warnings|Connection fresh.*",
              "(Statement|PreparedStatement)[.]getWarnings[(][)]",
              ANYTHING,
              "null",
              POOLED,
              "Warnings go with the physical connection that had them."));

  private Differences() {}
}
