package dev.weir.sql;

import dev.weir.sql.Mentions.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions flat, without their precedence: it looks for calls, operators and sub-queries,
 * and for the keyword, comma or bracket that ends the expression.
 */
final class ExpressionReader {
  private static final List<String> FIELDS =
      List.of("year", "month", "day", "hour", "minute", "second");

  /**
   * Words that are no keywords here, and stand before a text: in XML, in frames, after {@code
   * U&'..'}.
   */
  private static final List<String> BEFORE_TEXTS =
      List.of("document", "content", "version", "passing", "ref", "groups", "range", "uescape");

  /** Functions of JDBC escapes that the driver writes as others, all of them PostgreSQL's own. */
  private static final Set<String> ESCAPED =
      Set.of(
          ("ceiling log log10 power truncate char concat insert lcase left length locate ltrim right"
                  + " rtrim space substring ucase curdate curtime dayname dayofmonth dayofweek"
                  + " dayofyear hour minute month monthname quarter second week year timestampadd"
                  + " timestampdiff ifnull user database")
              .split(" ", -1));

  private final Cursor cursor;
  private final ShapeBuilder shape;
  private final QueryReader queries;

  /** Where an expression stands, if that matters. */
  private enum Place {
    ANYWHERE,
    OUTER_LIST,
    GROUP_BY,
    /** XMLTABLE and JSON_TABLE, which have words of their own. */
    CONSTRUCT
  }

  // The expression being read: where it begins, how deep in brackets, of those of GROUPING SETS,
  // and
  // in how many CASEs.
  private int start;
  private int depth;
  private int setsDepth;
  private int cases;
  private Place place = Place.ANYWHERE;

  ExpressionReader(Cursor cursor, ShapeBuilder shape, QueryReader queries) {
    this.cursor = cursor;
    this.shape = shape;
    this.queries = queries;
  }

  /** Reads expressions with commas between them. */
  void list() {
    read(false, Place.ANYWHERE);
  }

  /** Reads one expression up to a comma. */
  void one() {
    read(true, Place.ANYWHERE);
  }

  /** Reads one expression of the outermost select list. */
  void oneOfOuterList() {
    read(true, Place.OUTER_LIST);
  }

  /** Reads the expressions of GROUP BY, where ROLLUP and CUBE are no functions. */
  void groupBy() {
    read(false, Place.GROUP_BY);
  }

  /** Reads expressions in parentheses. */
  void parenthesised() {
    cursor.expect('(');
    list();
    cursor.expect(')');
  }

  /** Reads the parentheses of a construct. */
  void construct() {
    int close = cursor.at('(') ? cursor.tokens.partner(cursor.pos) : -1;
    if (close < 0) {
      cursor.fail();
    }
    mentionTypes(cursor.pos, close);
    for (int at = cursor.pos; at < close; at++) {
      if (cursor.tokens.spells(at, "columns")) {
        boolean listed = cursor.tokens.type(at + 1) == TokenType.OPEN;
        mentionColumns(at + (listed ? 2 : 1), listed ? cursor.tokens.partner(at + 1) : close);
      }
    }
    read(false, Place.CONSTRUCT, close);
  }

  /** Columns with their types: {@code name type ..}, separated by commas. */
  void mentionColumns(int start, int end) {
    int at = start;
    while (at < end) {
      boolean typed = !cursor.tokens.spells(at, "nested") && !cursor.tokens.is(at + 1, Keyword.FOR);
      int behind = cursor.tokens.elementEnd(at, end);
      if (typed && at + 1 < behind) {
        mentionType(at + 1);
      }
      at = behind + 1;
    }
  }

  /** Behind the query in a JSON_ARRAY: {@code [FORMAT JSON [ENCODING ..]] [RETURNING type]}. */
  void restOfJsonArray() {
    int close = cursor.pos;
    while (!cursor.at(TokenType.CLOSE) && !cursor.atEnd()) {
      if (cursor.at('(')) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
    }
    mentionTypes(close, cursor.pos);
  }

  /** Reports the call of a function whose name's tokens, with dots between, are given. */
  void call(int first, int last) {
    Tokens tokens = cursor.tokens;
    if (first == last) {
      Keyword keyword = tokens.keyword(first);
      if (keyword == Keyword.CAST) {
        mentionTarget(last + 1);
      }
      if (keyword != null && !keyword.canBeCalled()) {
        return;
      }
    }
    String schema = first == last ? null : Identifiers.name(tokens, last - 2);
    FunctionName function = new FunctionName(schema, Identifiers.name(tokens, last));
    call(function, last + 1);
    if (place == Place.OUTER_LIST && depth == 0) {
      aggregate(function);
    }
  }

  /**
   * Reports the call of a function, with the setting that it is about.
   *
   * @param open where its parenthesis is
   */
  void call(FunctionName function, int open) {
    shape.function(function);
    if (ConfigCall.isOne(function)) {
      shape.setting(ConfigCall.read(cursor.tokens, open));
    } else if (function.name().equals("current_setting")) {
      String shown = ConfigCall.name(cursor.tokens, open);
      shape.mention(Mentions.key(Role.SETTING, shown == null ? "" : shown));
    }
  }

  private void read(boolean stopAtComma, Place at) {
    read(stopAtComma, at, -1);
  }

  /**
   * A sub-query reads expressions of its own in between: the state of the outer is put aside.
   *
   * @param last the token that ends it, if what ends an expression does not
   */
  private void read(boolean stopAtComma, Place at, int last) {
    int outerStart = start;
    int outerDepth = depth;
    int outerSets = setsDepth;
    int outerCases = cases;
    Place outerPlace = place;
    start = cursor.pos;
    depth = 0;
    setsDepth = 0;
    cases = 0;
    place = at;
    while (last < 0 ? !stops(stopAtComma) : cursor.pos <= last && !cursor.atEnd()) {
      step();
    }
    if (depth > 0) {
      cursor.fail(); // A semicolon inside brackets.
    }
    start = outerStart;
    depth = outerDepth;
    setsDepth = outerSets;
    cases = outerCases;
    place = outerPlace;
  }

  private boolean stops(boolean stopAtComma) {
    return switch (cursor.type()) {
      case END, SEMICOLON, BROKEN -> true;
      case COMMA -> stopAtComma && depth == 0;
      case CLOSE -> depth == 0;
      case WORD -> depth == 0 && endsExpression();
      default -> false;
    };
  }

  /** Whether the keyword here begins what comes after an expression. */
  private boolean endsExpression() {
    Keyword keyword = cursor.keyword();
    if (keyword == null) {
      return false;
    }
    return switch (keyword) {
      case FROM -> !behindIsDistinct();
      case GROUP -> !cursor.tokens.is(cursor.pos - 1, Keyword.WITHIN);
      case WHEN, THEN -> cases == 0;
      case CROSS, FULL, INNER, JOIN, LEFT, NATURAL, RIGHT ->
          Values.endsOperand(cursor.tokens, cursor.pos - 1); // Else it is a function: left(..).
      case FOR -> queries.tail().atLock();
      case DO,
          EXCEPT,
          FETCH,
          HAVING,
          INTERSECT,
          INTO,
          LIMIT,
          OFFSET,
          ON,
          ORDER,
          RETURNING,
          SELECT,
          UNION,
          WHERE,
          WINDOW ->
          true;
      default -> false;
    };
  }

  /** Whether a FROM here belongs to IS [NOT] DISTINCT FROM. */
  private boolean behindIsDistinct() {
    Tokens tokens = cursor.tokens;
    return tokens.is(cursor.pos - 1, Keyword.DISTINCT)
        && (tokens.is(cursor.pos - 2, Keyword.IS) || tokens.is(cursor.pos - 2, Keyword.NOT));
  }

  private void step() {
    switch (cursor.type()) {
      case OPEN -> open();
      case CLOSE -> {
        depth--;
        setsDepth = Math.min(setsDepth, depth);
        cursor.next();
      }
      case CAST -> {
        cursor.next();
        mentionType(cursor.pos);
        type();
      }
      case DOT -> field();
      case OPERATOR -> operator();
      case WORD -> word();
      case QUOTED -> name();
      default -> cursor.next();
    }
  }

  private void open() {
    if (cursor.atSubquery()) {
      queries.subquery();
      return;
    }
    boolean escape = cursor.at('{');
    depth++;
    cursor.next();
    if (escape) {
      cursor.next(); // The keyword of a JDBC escape: fn, d, t, ts, escape.
      if (cursor.atName() && ESCAPED.contains(Identifiers.name(cursor.tokens, cursor.pos))) {
        cursor.next();
      }
    }
  }

  private void operator() {
    if (!Operators.isBuiltIn(cursor.tokens, cursor.pos)) {
      shape.operator(Operators.name(cursor.tokens, cursor.pos));
    }
    cursor.next();
  }

  private void word() {
    Keyword keyword = cursor.keyword();
    if (cursor.ahead(1, '(') && isInfix(keyword)) {
      cursor.next();
      return;
    }
    if (keyword == null) {
      name();
      return;
    }
    switch (keyword) {
      case AS -> {
        cursor.next();
        if (depth > 0 || cursor.at('(')) {
          type();
        } else {
          skipTypeOrLabel();
        }
      }
      case RETURNING -> {
        cursor.next();
        if (depth > 0 || place == Place.CONSTRUCT) {
          mentionType(cursor.pos); // Of JSON_VALUE and its kin.
        }
        type();
      }
      case CASE -> {
        cases++;
        cursor.next();
      }
      case END -> {
        cases = Math.max(0, cases - 1);
        cursor.next();
      }
      case UNION, INTERSECT, EXCEPT -> queries.restOfSetOperation();
      case SELECT -> queries.inPlace();
      case FOR -> {
        if (queries.tail().atLock()) {
          queries.tail().lock();
        } else {
          cursor.next();
        }
      }
      case OPERATOR -> qualifiedOperator();
      default -> name();
    }
  }

  /**
   * Whether a word with a parenthesis behind it is no function: it stands between operands, or is a
   * word of what stands around it.
   */
  private boolean isInfix(@Nullable Keyword keyword) {
    int before = cursor.pos - 1;
    if (cursor.pos > start && endsValue(before)) {
      return keyword == null || (keyword.canBeCalled() && keyword != Keyword.OPERATOR);
    }
    if (keyword == null) {
      return isWordOfSyntax(before);
    }
    return switch (keyword) {
      case ESCAPE, FILTER, ILIKE, LIKE, OVER, OVERLAPS, ROWS, SIMILAR, ZONE, VARYING ->
          Values.endsOperand(cursor.tokens, before);
      case VALUE ->
          Values.endsOperand(cursor.tokens, before) || cursor.tokens.is(before, Keyword.BY);
      case BY -> behindOrderGroupOrPartition();
      case CUBE, ROLLUP -> place == Place.GROUP_BY && depth == setsDepth;
      case SETS -> {
        boolean sets = place == Place.GROUP_BY && depth == setsDepth;
        setsDepth += sets ? 1 : 0;
        yield sets;
      }
      default -> false;
    };
  }

  /** The same of words that are no keywords here. */
  private boolean isWordOfSyntax(int before) {
    Tokens tokens = cursor.tokens;
    if (tokens.is(before, Keyword.TO)) {
      return spells("second"); // A field of an interval.
    }
    if (tokens.is(before, Keyword.BY)) {
      return spells("ref");
    }
    if (tokens.is(before, '(')) {
      return (spells("document") || spells("content"))
          && (tokens.is(before - 1, Keyword.XMLPARSE)
              || tokens.is(before - 1, Keyword.XMLSERIALIZE));
    }
    boolean construct = place == Place.CONSTRUCT && (spells("columns") || spells("path"));
    boolean infix = spells("range") || spells("groups") || spells("passing");
    return construct || (infix && Values.endsOperand(tokens, before));
  }

  private boolean spells(String word) {
    return cursor.tokens.spells(cursor.pos, word);
  }

  /** Whether a token is the last of a value, and cannot be anything else. */
  private boolean endsValue(int index) {
    return switch (cursor.tokens.type(index)) {
      case STRING, NUMBER, PARAMETER -> true;
      case CLOSE -> Values.closesValue(cursor.tokens, index);
      default -> false;
    };
  }

  private boolean behindOrderGroupOrPartition() {
    int before = cursor.pos - 1;
    return cursor.tokens.is(before, Keyword.ORDER)
        || cursor.tokens.is(before, Keyword.GROUP)
        || cursor.tokens.spells(before, "partition");
  }

  /** {@code OPERATOR(schema.+)}. */
  private void qualifiedOperator() {
    if (!cursor.ahead(1, '(')) {
      name();
      return;
    }
    int last = cursor.tokens.partner(cursor.pos + 1) - 1;
    cursor.pos += 2;
    StringBuilder schema = new StringBuilder();
    while (cursor.pos < last && cursor.atName()) {
      schema.append(cursor.name()).append('.');
      cursor.take(TokenType.DOT);
    }
    if (cursor.pos != last || !cursor.at(TokenType.OPERATOR)) {
      cursor.fail();
      return;
    }
    if (!schema.toString().equals("pg_catalog.")) {
      shape.operator(schema + Operators.name(cursor.tokens, cursor.pos));
    }
    cursor.pos += 2;
  }

  /** A name with its dots; with a parenthesis behind it, a call. */
  private void name() {
    int first = cursor.pos;
    int last = first;
    cursor.next();
    while (cursor.at(TokenType.DOT) && isName(cursor.typeAhead(1))) {
      last = cursor.pos + 1;
      cursor.pos += 2;
    }
    if (cursor.at('(')) {
      call(first, last);
    } else if (cursor.at(TokenType.STRING)) {
      if (isSyntaxBeforeText(first)) {
        mention(Role.WORD, last);
      } else {
        mentionType(first);
      }
    } else if (last > first) {
      shape.attribute(Identifiers.hash(cursor.tokens, last));
    } else if (cursor.at(TokenType.DOT) && cursor.ahead(1, '*')) {
      cursor.pos += 2;
      if (place == Place.OUTER_LIST && depth == 0) {
        shape.trait(Trait.STAR);
      }
    }
  }

  /** Whether what stands before a text may be a word of syntax in place of a type. */
  private boolean isSyntaxBeforeText(int index) {
    Tokens tokens = cursor.tokens;
    return place == Place.CONSTRUCT
        || tokens.keyword(index) != null
        || BEFORE_TEXTS.stream().anyMatch(word -> tokens.spells(index, word));
  }

  /** A name behind a value and a dot. */
  private void field() {
    cursor.next();
    if (cursor.atName()) {
      mention(Role.FIELD, cursor.pos);
      cursor.next();
    }
  }

  /** Where a type stands; or names of columns with their types, in parentheses. */
  private void type() {
    if (cursor.at('(')) {
      mentionTypes(cursor.pos, cursor.tokens.partner(cursor.pos));
      return;
    }
    int first = cursor.pos;
    skipTypeOrLabel();
    mentionTypes(first, cursor.pos);
  }

  /** Among these tokens are types, which are not told from other names. */
  void mentionTypes(int start, int end) {
    for (int at = start; at < end; at++) {
      if (isName(cursor.tokens.type(at))) {
        mention(Role.WORD, at);
      }
    }
  }

  /** A type begins here, maybe with its schema. */
  private void mentionType(int first) {
    Tokens tokens = cursor.tokens;
    int last = first;
    while (tokens.type(last + 1) == TokenType.DOT && isName(tokens.type(last + 2))) {
      last += 2;
    }
    if (isName(tokens.type(last))) {
      mention(Role.TYPE, last);
      if (last > first) {
        String name = Identifiers.name(tokens, last - 2) + "." + Identifiers.name(tokens, last);
        shape.mention(Mentions.key(Role.TYPE, name));
      }
    }
  }

  /** The type behind the last AS in the parentheses of a CAST. */
  private void mentionTarget(int open) {
    int at = cursor.tokens.partner(open) - 1;
    while (at > open && !cursor.tokens.is(at, Keyword.AS)) {
      at--;
    }
    if (at > open) {
      mentionType(at + 1);
    }
  }

  private void mention(Role role, int index) {
    shape.mention(Mentions.key(role, Identifiers.hash(cursor.tokens, index)));
  }

  /** Behind AS or {@code ::}: a name, which may have dots and a type's modifiers. */
  private void skipTypeOrLabel() {
    if (!cursor.atName()) {
      return;
    }
    boolean interval = cursor.at(Keyword.INTERVAL);
    cursor.next();
    while (cursor.at(TokenType.DOT) && isName(cursor.typeAhead(1))) {
      cursor.pos += 2;
    }
    while (interval && (cursor.at(Keyword.TO) || FIELDS.stream().anyMatch(this::spells))) {
      cursor.next();
    }
    if (cursor.at('(')) {
      cursor.skipBrackets();
    }
  }

  private void aggregate(FunctionName function) {
    int behind = cursor.tokens.partner(cursor.pos) + 1;
    if (cursor.tokens.is(behind, Keyword.OVER) || !Aggregates.isBuiltIn(function)) {
      return;
    }
    shape.trait(Trait.AGGREGATE);
    if (function.name().equals("count")) {
      shape.trait(Trait.COUNT);
    }
  }

  private static boolean isName(TokenType type) {
    return type == TokenType.WORD || type == TokenType.QUOTED;
  }
}
