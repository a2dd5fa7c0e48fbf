package dev.weir.analyzer.model;

import java.util.List;

/**
 * What to do about a finding.
 *
 * @param fix one or two sentences
 * @param statements SQL that does it, ready to prepare and run; empty when the fix is one of code
 *     alone
 * @param because what the advice rests on, in the table's live statistics and the evidence; one
 *     sentence each
 * @param undo SQL that takes the statements back; empty when nothing is to be taken back, or
 *     nothing can be
 */
public record Advice(
    String fix, List<FixStatement> statements, List<String> because, List<FixStatement> undo) {
  /**
   * Advice of which nothing is to be taken back.
   *
   * @see Advice the parameters
   */
  public Advice(String fix, List<FixStatement> statements, List<String> because) {
    this(fix, statements, because, List.of());
  }

  /**
   * A statement that replaces the repeated one.
   *
   * @param sql with JDBC parameters
   * @param parameters what each of them takes, in order
   */
  public record FixStatement(String sql, List<FixParameter> parameters) {}

  /**
   * A parameter of a fix.
   *
   * @param what which values, such as {@code id of each row}
   * @param type the SQL type, such as {@code bigint[]}; words for it if the table was not read
   */
  public record FixParameter(String what, String type) {}
}
