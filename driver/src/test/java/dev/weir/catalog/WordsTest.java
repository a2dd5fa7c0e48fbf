package dev.weir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

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
      })
  void callWhoseNameIsPutTogetherMayDoAnythingToTheSession(String body) {
    assertThat(Words.maySet(body)).isTrue();
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
      })
  void tableWhoseNameIsPutTogetherLeavesNothing(String body) {
    assertThat(Words.maySet(body)).isFalse();
  }
}
