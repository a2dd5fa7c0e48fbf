package dev.weir.sql;

/** What a token is. */
enum TokenType {
  /** A keyword or an unquoted name. */
  WORD,
  /** A quoted name, also {@code U&".."}. */
  QUOTED,
  /** A string of any notation: {@code '..' E'..' B'..' X'..' N'..' U&'..' $$..$$}. */
  STRING,
  /** A number without a sign. */
  NUMBER,
  /** A parameter: {@code ?} or {@code $1}. */
  PARAMETER,
  /** An operator of one or more symbols. */
  OPERATOR,
  /** An opening parenthesis, bracket or brace. */
  OPEN,
  /** The partner of an OPEN. */
  CLOSE,
  /** {@code ,}. */
  COMMA,
  /** {@code ;}. */
  SEMICOLON,
  /** {@code .}. */
  DOT,
  /** {@code ::}. */
  CAST,
  /**
   * {@code :}, {@code :=}, {@code =>} or {@code ..}: belongs to a construct that does not matter
   * here.
   */
  MARK,
  /** Something that never ends, or that is no SQL: the rest of the text. */
  BROKEN,
  /** Behind the last token. */
  END
}
