package dev.weir.sql;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads a body in PL/pgSQL, by its grammar: what is an expression and where it ends is decided by
 * the words of PL/pgSQL alone, outside brackets, and so is what is a statement of SQL.
 *
 * <p>Blocks are read flat. What a statement is does not depend on what it stands in, so only their
 * depth is counted. The conditions of an exception handler pass for an expression, which they look
 * like.
 */
final class PlpgsqlReader {
  private static final Set<String> DIRECTIONS =
      Set.of(
          "absolute", "all", "backward", "first", "forward", "last", "next", "prior", "relative");

  private final Cursor cursor;
  private final BodyShapes shapes;
  // Cursors whose query is in this body. One from elsewhere has its query there.
  private final Set<String> cursors = new HashSet<>();
  private int depth;

  private PlpgsqlReader(Tokens tokens) {
    this.cursor = new Cursor(tokens);
    this.shapes = new BodyShapes(tokens);
  }

  static RoutineBody read(Tokens tokens) {
    PlpgsqlReader reader = new PlpgsqlReader(tokens);
    reader.read();
    return reader.shapes.build();
  }

  private void read() {
    while (cursor.take('#')) {
      cursor.name(); // An option of the compiler, and its value.
      cursor.name();
    }
    do {
      statement();
    } while (depth > 0 && !cursor.at(TokenType.END));
    cursor.take(TokenType.SEMICOLON);
    if (cursor.failed() || depth != 0 || !cursor.at(TokenType.END)) {
      shapes.incomplete();
    }
  }

  private void statement() {
    label();
    if (atAssignment()) {
      assignment();
      return;
    }
    if (!cursor.at(TokenType.WORD)) {
      cursor.fail();
      return;
    }
    int start = cursor.pos;
    String word = cursor.name();
    switch (word) {
      case "declare" -> declarations();
      case "begin", "loop" -> depth++;
      case "end" -> end();
      case "if" -> {
        depth++;
        expressionTo("then");
      }
      case "elsif", "elseif", "when" -> expressionTo("then");
      case "case" -> caseOf();
      case "else", "exception" -> {}
      case "while" -> {
        depth++;
        expressionTo("loop");
      }
      case "for" -> forLoop();
      case "foreach" -> forEach();
      case "exit", "continue" -> exit();
      case "return" -> returns();
      case "raise" -> raise();
      case "perform", "assert" -> expression();
      case "get" -> diagnostics();
      case "execute" -> {
        dynamic();
        semicolon();
      }
      case "open" -> open();
      case "fetch", "move", "close" -> fetch(start);
      case "null" -> semicolon();
      default -> sql(start);
    }
  }

  // Blocks

  private void label() {
    while (take("<<")) {
      cursor.name();
      expect(">>");
    }
  }

  /** {@code END [IF | CASE | LOOP] [label]}; the last one of all needs no semicolon. */
  private void end() {
    depth--;
    for (int words = 0; words < 2 && cursor.atName(); words++) {
      cursor.next();
    }
    if (depth > 0) {
      semicolon();
    }
  }

  /** The declarations of a block, and its BEGIN. */
  private void declarations() {
    while (!cursor.at(Keyword.BEGIN) && !cursor.failed()) {
      if (!cursor.take(Keyword.DECLARE)) {
        declaration();
      }
    }
    cursor.next();
    depth++;
  }

  private void declaration() {
    String name = cursor.name();
    if (at("alias") && cursor.ahead(1, Keyword.FOR)) {
      cursor.pos += 2;
      target();
      semicolon();
      return;
    }
    cursor.take(Keyword.NO);
    take("scroll");
    if (cursor.take(Keyword.CURSOR)) {
      cursor(name);
    } else {
      variable();
    }
  }

  /** {@code [(parameters)] FOR query}: the parameters are names and types. */
  private void cursor(String name) {
    cursors.add(name);
    if (cursor.at('(')) {
      int end = cursor.tokens.partner(cursor.pos);
      while (cursor.pos < end) {
        type();
      }
      cursor.next();
    }
    if (!cursor.take(Keyword.IS)) {
      cursor.expect(Keyword.FOR);
    }
    query();
    semicolon();
  }

  /** {@code type [COLLATE ..] [NOT NULL] [:= expression]}: a domain in it is checked. */
  private void variable() {
    while (!cursor.at(Keyword.DEFAULT)
        && (cursor.atName() || cursor.at(TokenType.DOT) || cursor.at('%') || atOpening())) {
      if (atOpening()) {
        cursor.skipBrackets();
      } else {
        type();
      }
    }
    if (cursor.take(Keyword.DEFAULT) || takeAssign()) {
      expression();
    } else {
      semicolon();
    }
  }

  /** What may be of a type, if it is a name. */
  private void type() {
    if (cursor.atName()) {
      shapes.type(cursor.name());
    } else {
      cursor.next();
    }
  }

  // Control

  private void caseOf() {
    depth++;
    if (!cursor.at(Keyword.WHEN)) {
      expressions("when");
    }
  }

  /** {@code targets IN query}, or a range, or a cursor, or EXECUTE. */
  private void forLoop() {
    skipTo("in");
    cursor.expect(Keyword.IN);
    take("reverse");
    if (cursor.take(Keyword.EXECUTE)) {
      dynamic();
    } else if (atKnownCursor()) {
      cursorAndArguments();
    } else {
      queryOrRange();
    }
    expect("loop");
    depth++;
  }

  private void queryOrRange() {
    int start = cursor.pos;
    skipTo("loop", "..");
    if (!at("..")) {
      shapes.statement(start, cursor.pos);
      return;
    }
    shapes.expression(start, cursor.pos);
    cursor.next();
    expressions("by", "loop");
    if (cursor.take(Keyword.BY)) {
      expressions("loop");
    }
  }

  /** {@code target [SLICE n] IN ARRAY expression}. */
  private void forEach() {
    skipTo("in");
    cursor.expect(Keyword.IN);
    cursor.expect(Keyword.ARRAY);
    depth++;
    expressionTo("loop");
  }

  private void exit() {
    if (!cursor.at(Keyword.WHEN) && cursor.atName()) {
      cursor.next();
    }
    if (cursor.take(Keyword.WHEN)) {
      expression();
    } else {
      semicolon();
    }
  }

  private void returns() {
    boolean member = cursor.ahead(1, '.'); // A variable of that name.
    if (!member && take("next")) {
      expressionIfAny();
    } else if (member || !take("query")) {
      expressionIfAny();
    } else if (cursor.take(Keyword.EXECUTE)) {
      dynamic();
      semicolon();
    } else {
      query();
      semicolon();
    }
  }

  /** {@code [level] ['format' | condition | SQLSTATE '..'] [, arguments] [USING option = ..]}. */
  private void raise() {
    while (cursor.atName() && !cursor.at(Keyword.USING)) {
      cursor.next();
    }
    while (cursor.take(TokenType.STRING)) {
      // A format in several lines is one string.
    }
    if (cursor.take(TokenType.COMMA)) {
      expressions("using");
    }
    if (cursor.take(Keyword.USING)) {
      expressions(); // Comparisons to this reader.
    }
    semicolon();
  }

  /** {@code [CURRENT | STACKED] DIAGNOSTICS target = item, ..}: comparisons to this reader. */
  private void diagnostics() {
    if (!cursor.take(Keyword.CURRENT)) {
      take("stacked");
    }
    expect("diagnostics");
    expression();
  }

  // Assignments

  private boolean atAssignment() {
    int start = cursor.pos;
    if (cursor.atName() || cursor.at(TokenType.PARAMETER)) {
      path();
    }
    boolean assignment = cursor.pos > start && (cursor.at('[') || atAssign());
    cursor.pos = start;
    return assignment;
  }

  private void assignment() {
    int start = cursor.pos;
    boolean subscripts = false;
    while (!atAssign() && !cursor.atEnd()) {
      subscripts |= cursor.at('[');
      if (atOpening()) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
    }
    if (subscripts) {
      shapes.expression(start, cursor.pos);
    }
    if (!takeAssign()) {
      cursor.fail();
    }
    expression();
  }

  private boolean atAssign() {
    return cursor.at('=') || at(":=");
  }

  private boolean takeAssign() {
    boolean here = atAssign();
    if (here) {
      cursor.next();
    }
    return here;
  }

  /** Passes over {@code [STRICT] variable, ..}, which INTO fills. */
  private void target() {
    take("strict");
    do {
      if (!cursor.atName() && !cursor.at(TokenType.PARAMETER)) {
        cursor.fail();
        return;
      }
      path();
    } while (cursor.take(TokenType.COMMA));
  }

  /** Passes over a name with its dots, or a parameter. */
  private void path() {
    cursor.next();
    while (cursor.at(TokenType.DOT)
        && (cursor.typeAhead(1) == TokenType.WORD || cursor.typeAhead(1) == TokenType.QUOTED)) {
      cursor.pos += 2;
    }
  }

  // Cursors

  /** {@code OPEN c [(arguments)]}, {@code OPEN c [[NO] SCROLL] FOR query}, or FOR EXECUTE. */
  private void open() {
    if (atKnownCursor()) {
      cursorAndArguments();
      semicolon();
      return;
    }
    cursors.add(lastName());
    cursor.take(Keyword.NO);
    take("scroll");
    cursor.expect(Keyword.FOR);
    if (cursor.take(Keyword.EXECUTE)) {
      dynamic();
    } else {
      query();
    }
    semicolon();
  }

  private boolean atKnownCursor() {
    int start = cursor.pos;
    boolean known = cursor.atName() && cursors.contains(lastName());
    boolean alone = cursor.at('(') || cursor.atEnd() || at("loop");
    cursor.pos = start;
    return known && alone;
  }

  private void cursorAndArguments() {
    lastName();
    if (cursor.at('(')) {
      int start = cursor.pos;
      cursor.skipBrackets();
      shapes.expression(start, cursor.pos);
    }
  }

  /** Passes over a name; returns what stands behind its last dot. */
  private String lastName() {
    if (!cursor.atName()) {
      cursor.fail();
      return "";
    }
    path();
    return Identifiers.name(cursor.tokens, cursor.pos - 1);
  }

  /** {@code FETCH [direction FROM] c INTO ..}, MOVE and CLOSE: SQL if the cursor is not ours. */
  private void fetch(int start) {
    int first = cursor.pos;
    skipTo("from", "in", "into");
    if (cursor.at(Keyword.FROM) || cursor.at(Keyword.IN)) {
      direction(first, cursor.pos);
      cursor.next();
    } else {
      cursor.pos = first;
    }
    String name = lastName();
    if (!cursors.contains(name)) {
      shapes.statement(start, cursor.pos);
    }
    if (cursor.take(Keyword.INTO)) {
      target();
    }
    semicolon();
  }

  /** How far to go, which can be an expression. */
  private void direction(int start, int end) {
    int at = start;
    while (at < end && DIRECTIONS.contains(Identifiers.fold(cursor.tokens.text(at)))) {
      at++;
    }
    if (at < end) {
      shapes.expression(at, end);
    }
  }

  // SQL and expressions

  /** A statement of SQL. An INTO in it names variables, but for that of INSERT, MERGE, IMPORT. */
  private void sql(int start) {
    boolean hasTarget = !cursor.tokens.is(start, Keyword.IMPORT);
    int brackets = 0;
    int into = -1;
    int behind = -1;
    while (!cursor.at(TokenType.END) && (brackets > 0 || !cursor.at(TokenType.SEMICOLON))) {
      if (cursor.at(Keyword.INTO) && hasTarget && !isInsertOrMerge(cursor.pos - 1)) {
        if (into >= 0) {
          cursor.fail();
          return;
        }
        into = cursor.pos;
        cursor.next();
        target();
        behind = cursor.pos;
        continue;
      }
      if (cursor.at(Keyword.BEGIN) && cursor.ahead(1, Keyword.ATOMIC)) {
        cursor.fail(); // CREATE FUNCTION with semicolons in its body.
        return;
      }
      brackets += cursor.at(TokenType.OPEN) ? 1 : cursor.at(TokenType.CLOSE) ? -1 : 0;
      cursor.next();
    }
    if (into < 0) {
      shapes.statement(start, cursor.pos);
    } else if (!cursor.failed()) {
      shapes.statementWithout(start, into, behind, cursor.pos);
    }
    semicolon();
  }

  private boolean isInsertOrMerge(int index) {
    return cursor.tokens.is(index, Keyword.INSERT) || cursor.tokens.is(index, Keyword.MERGE);
  }

  /** {@code expression [INTO targets] [USING expressions]} behind EXECUTE: SQL made at run time. */
  private void dynamic() {
    shapes.incomplete();
    expressions("into", "using", "loop");
    while (!cursor.failed()) {
      if (cursor.take(Keyword.INTO)) {
        target();
      } else if (cursor.take(Keyword.USING)) {
        expressions("into", "loop");
      } else {
        return;
      }
    }
  }

  private void query() {
    int start = cursor.pos;
    skipTo();
    shapes.statement(start, cursor.pos);
  }

  /** Reads expressions up to the first of these words, or to the end of the statement. */
  private void expressions(String... ends) {
    int start = cursor.pos;
    skipTo(ends);
    shapes.expression(start, cursor.pos);
  }

  private void expression() {
    expressions();
    semicolon();
  }

  private void expressionIfAny() {
    if (!cursor.take(TokenType.SEMICOLON)) {
      expression();
    }
  }

  private void expressionTo(String end) {
    expressions(end);
    expect(end);
  }

  // Tokens

  /** To the first of these outside brackets, or to the end of the statement. */
  private void skipTo(String... ends) {
    while (!cursor.atEnd()) {
      for (String end : ends) {
        if (at(end)) {
          return;
        }
      }
      if (atOpening()) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
    }
  }

  /** Whether here is this word, which is in lower case, or this sign. */
  private boolean at(String text) {
    return cursor.tokens.spells(cursor.pos, text);
  }

  private boolean take(String text) {
    boolean here = at(text);
    if (here) {
      cursor.next();
    }
    return here;
  }

  private void expect(String text) {
    if (!take(text)) {
      cursor.fail();
    }
  }

  private boolean atOpening() {
    return cursor.at(TokenType.OPEN);
  }

  private void semicolon() {
    if (!cursor.take(TokenType.SEMICOLON)) {
      cursor.fail();
    }
  }
}
