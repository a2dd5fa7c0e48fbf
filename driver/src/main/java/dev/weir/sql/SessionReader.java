package dev.weir.sql;

import dev.weir.sql.Mentions.Role;
import dev.weir.sql.Setting.Action;
import org.jspecify.annotations.Nullable;

/** Reads SET, RESET, DISCARD and SHOW. */
final class SessionReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;
  private boolean local;

  SessionReader(Cursor cursor, ShapeBuilder shape) {
    this.cursor = cursor;
    this.shape = shape;
  }

  void read() {
    shape.become(StatementKind.SESSION);
    if (cursor.take(Keyword.SET)) {
      set();
    } else if (cursor.take(Keyword.RESET)) {
      setting(Action.RESET, settingName(), null);
    } else if (cursor.take(Keyword.DISCARD)) {
      String what = cursor.name();
      setting(Action.DISCARD, what.equals("temporary") ? "temp" : what, null);
    } else {
      cursor.next();
      show(settingName());
    }
  }

  /** As a query would ask for it: of one setting, or of the view of all. */
  private void show(String name) {
    shape.become(StatementKind.READ);
    setting(Action.SHOW, name, null);
    if (name.equals("all")) {
      shape.read(new TableName("pg_catalog", "pg_settings"));
    } else {
      shape.mention(Mentions.key(Role.SETTING, name));
    }
  }

  private void set() {
    local = cursor.take(Keyword.LOCAL);
    if ((cursor.at(Keyword.TRANSACTION) && !isAssigned(1)) || cursor.at(Keyword.CONSTRAINTS)) {
      new TransactionReader(cursor, shape).read();
      return;
    }
    if (cursor.take(Keyword.SESSION, Keyword.CHARACTERISTICS)) {
      characteristics();
      return;
    }
    if (!isAssigned(1) && !cursor.ahead(1, Keyword.AUTHORIZATION)) {
      cursor.take(Keyword.SESSION); // The scope, which is the default.
    }
    assignment();
  }

  /** {@code SET SESSION CHARACTERISTICS AS TRANSACTION modes}. */
  private void characteristics() {
    cursor.expect(Keyword.AS);
    cursor.expect(Keyword.TRANSACTION);
    int start = cursor.pos;
    cursor.skipStatement();
    setting(Action.SET, "session characteristics", text(start));
  }

  private void assignment() {
    String name = settingName();
    boolean ownSyntax = !cursor.at('=') && !cursor.at(Keyword.TO);
    if (!ownSyntax) {
      cursor.next();
    }
    int start = cursor.pos;
    cursor.skipStatement();
    if (cursor.pos == start) {
      cursor.fail();
      return;
    }
    setting(Action.SET, name, value(start));
  }

  /** The name of a setting, also of those with a syntax of their own. */
  private String settingName() {
    if (cursor.take(Keyword.SESSION, Keyword.AUTHORIZATION)) {
      return "session_authorization";
    }
    if (cursor.take(Keyword.TIME, Keyword.ZONE)) {
      return "timezone";
    }
    if (cursor.take(Keyword.XML, Keyword.OPTION)) {
      return "xmloption";
    }
    if (cursor.take(Keyword.TRANSACTION, Keyword.ISOLATION)) {
      cursor.expect(Keyword.LEVEL);
      return "transaction_isolation";
    }
    if (cursor.at(Keyword.NAMES)) {
      cursor.next();
      return "client_encoding";
    }
    if (cursor.at(Keyword.SCHEMA)) {
      cursor.next();
      return "search_path";
    }
    StringBuilder name = new StringBuilder(Identifiers.fold(cursor.name()));
    while (cursor.take(TokenType.DOT)) {
      name.append('.').append(cursor.name());
    }
    return name.toString();
  }

  private @Nullable String value(int start) {
    Tokens tokens = cursor.tokens;
    if (cursor.pos == start + 1) {
      if (tokens.is(start, Keyword.DEFAULT)) {
        return null;
      }
      TokenType type = tokens.type(start);
      if (type == TokenType.STRING) {
        return SimpleValue.text(tokens, start);
      }
      if (type == TokenType.WORD || type == TokenType.QUOTED) {
        return Identifiers.name(tokens, start);
      }
    }
    return text(start);
  }

  private String text(int start) {
    Tokens tokens = cursor.tokens;
    return tokens.sql.substring(tokens.start(start), tokens.end(cursor.pos - 1));
  }

  private boolean isAssigned(int ahead) {
    return cursor.ahead(ahead, '=') || cursor.ahead(ahead, Keyword.TO);
  }

  private void setting(Action action, String name, @Nullable String value) {
    if (!cursor.failed()) {
      shape.setting(new Setting(action, name, value, local));
    }
  }
}
