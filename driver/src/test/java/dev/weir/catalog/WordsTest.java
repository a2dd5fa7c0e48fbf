package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the words of a body that puts its SQL together allow. */
class WordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin execute format('select %I()', fn); end",
        "begin execute format('select %I.%I($1)', s, fn) using 1; end",
        "begin execute 'select ' || fn || '()'; end",
        "begin execute 'select ' || quote_ident(s) || '.' || quote_ident(fn) || '()'; end",
        "begin execute 'select do' || 'ne()'; end",
        "begin execute format('call %s(1)', fn); end",
        "begin execute format('select * from %1$I(%2$L)', fn, x); end",
        "declare q text; begin q := 'select ' || fn || '(1)'; execute q; end",
        "begin execute concat('select ', fn, '(42)'); end",
      })
  void callWhoseNameIsPutTogetherMayDoAnythingToTheSession(String body) {
    assertThat(Words.maySet(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin execute e; end",
        "begin execute $1; end",
        "begin execute trim(e); end",
        "begin execute replace('x y', 'x', e); end",
        "begin execute 'select ' || e into r; return r; end",
        "begin execute format('select %s', e) into r; end",
        "begin execute 'select (' || e || ')' into r; end",
        "begin execute 'select * from t where ' || e; end",
        "begin execute 'select * from t where a = 1 and ' || e; end",
        "begin for r in select cmd from jobs loop execute r.cmd; end loop; end",
        "begin select cmd into q from jobs; execute q; end",
        "declare q text; begin q := e; execute q; end",
        "declare q text := e; begin execute q; end",
        "declare q text; p text; begin p := e; q := p; execute q; end",
        "declare q text; begin q := 'select 1'; q := e; execute q; end",
        "begin for r in execute e loop return next r; end loop; end",
        "begin return query execute 'select ' || e; end",
        "begin execute (e); end",
        "begin execute $q$ select $q$ || e; end",
        "begin execute 'select 1; ' || e; end",
        "begin execute 'set ' || e; end",
      })
  void whatItIsGivenMayDoAnythingToTheSession(String body) {
    assertThat(Words.maySet(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin if tg_op = 'UPDATE' then execute 'set app.x = ' || quote_literal(new.v); end if; end",
        "begin if tg_op = 'UPDATE' then perform 1; end if; execute 'set app.x = 5'; end",
        "begin raise notice 'update'; execute 'set role x'; end",
        "begin execute 'update t set a = 1; set app.x = 5'; end",
        "begin execute 'select * from t where a = ' || pg_advisory_lock(1) || ' limit 1'; end",
      })
  void settingIsSeenBesideUpdates(String body) {
    assertThat(Words.maySet(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"begin execute 'select setseed(0.5)'; end", "begin execute 'set seed = 0.5'; end"})
  void seedIsSeen(String body) {
    assertThat(Words.maySeed(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin execute format('insert into %I.%I (a) values ($1)', s, t) using 1; end",
        "begin execute format('insert into %I(a) values ($1)', t) using 1; end",
        "begin execute 'insert into ' || t || '(a, b) values (1, 2)'; end",
        "begin execute 'insert into ' || s || '.' || t || ' (a, b) values (1, 2)'; end",
        "begin execute format('create table if not exists %I (like x including all)', t); end",
        "begin execute format('create index on %I (%I)', t, c); end",
        "begin execute format('create table %I partition of x for values from (%L)', t, a); end",
        "begin execute format('update %I set x = 1 where id in (%s)', t, l); end",
        "begin execute format('select count(*) from %I where a = $1', t) into n using 1; end",
        "begin execute format('alter table %I add constraint %I check (x > 0)', t, c); end",
        "declare q text; begin q := 'select count(*) from ' || t; execute q into n; end",
        "declare q text; begin q := 'select * from t'; q := q || ' where a = ' || quote_literal(a); execute q; end",
        "declare q text := format('select * from %I', t); begin return query execute q; end",
        "begin execute 'select count(*) from t where id = ' || id into n; end",
        "begin execute 'update ' || t || ' set a = a + 1 where id = $1' using id; end",
        "begin execute 'update only ' || quote_ident(t) || ' x set a = 1'; end",
        "begin execute 'update t as x set a = 1'; end",
        "begin execute format('update %I set %s where id = $1', t, sets) using id; end",
        "begin execute 'insert into t values ($1) on conflict (id) do update set a = 1' using id; end",
        "begin execute 'select * from t order by ' || quote_ident(c); end",
        "begin execute 'select ' || quote_ident(c) || ' from t'; end",
        "begin execute 'analyze ' || t::regclass; end",
        "begin execute 'drop table if exists ' || t; end",
        "begin create trigger x before insert on t for each row execute function f(); end",
      })
  void tableWhoseNameIsPutTogetherLeavesNothing(String body) {
    assertThat(Words.maySet(body)).isFalse();
  }

  /**
   * In comments, in strings, or where nothing follows: a body that could not be read to its end.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute",
        "execute;",
        "execute '",
        "execute E'",
        "execute $",
        "execute $$",
        "execute ()",
        "execute (",
        "execute )",
        "execute ||",
        "execute 'a' || ; end",
        "begin execute ''; end",
        "begin execute format(); end",
        "begin execute concat(); end",
        "begin raise notice 'execute'; end",
        "begin /* execute */ null; end",
        "begin -- execute\n null; end",
        "begin q := ; execute q; end",
      })
  void wordsThatAreNoStatementFailNobody(String body) {
    assertThatCode(() -> Words.maySet(body)).doesNotThrowAnyException();
  }

  @Test
  void piecesInAnyOrderFailNobody() {
    String[] pieces = {
      "execute ",
      "'",
      "''",
      "$$",
      "$q$",
      "E'",
      "(",
      ")",
      "||",
      ";",
      "format(",
      "concat(",
      ",",
      "q",
      " := ",
      "%s",
      "%I",
      "select ",
      "update t set ",
      "quote_ident(",
      "::int",
      "into ",
      "\n",
      " "
    };
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder body = new StringBuilder("execute ");
      for (int j = random.nextInt(12); j >= 0; j--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThatCode(() -> Words.maySet(body.toString())).as("%s", body).doesNotThrowAnyException();
    }
  }
}
