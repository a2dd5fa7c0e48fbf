package dev.weir.analyzer.advise;

import static dev.weir.analyzer.model.Repair.FOLDED;
import static dev.weir.analyzer.model.Repair.SET_BASED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvisorTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final TableStats BEFORE = stats(900, 0, 10, 10, 40_050, null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM t WHERE id = ?                | SELECT * FROM t WHERE id = ANY (?)
          select name from t where id = ?             | select id, name from t where id = ANY (?)
          select a.name from t a where a.id = ?       | select a.id, a.name from t a where a.id = ANY (?)
          select m.id,m.name from t m where m.id=?    | select m.id,m.name from t m where m.id= ANY (?)
          select m.id as x from t m where m.id = ?    | select m.id as x from t m where m.id = ANY (?)
          SELECT DISTINCT status FROM t WHERE id = ?  | SELECT DISTINCT id, status FROM t WHERE id = ANY (?)
          SELECT * FROM t WHERE id = ?::bigint        | SELECT * FROM t WHERE id = ANY (?::bigint[])
          SELECT * FROM t WHERE id = 5                | SELECT * FROM t WHERE id = ANY (?)
          SELECT * FROM t WHERE id = ? ORDER BY name  | SELECT * FROM t WHERE id = ANY (?) ORDER BY name
          SELECT count(*) FROM t WHERE id = ?         | SELECT id, count(*) FROM t WHERE id = ANY (?) GROUP BY id
          SELECT * FROM t WHERE gone IS NULL AND id=? | SELECT * FROM t WHERE gone IS NULL AND id= ANY (?)
          SELECT * FROM t WHERE id = ? AND n > 3      | SELECT * FROM t WHERE id = ANY (?) AND n > ?
          SELECT u.* FROM t JOIN u ON u.t = t.id WHERE t.id = ? | SELECT t.id, u.* FROM t JOIN u ON u.t = t.id WHERE t.id = ANY (?)
          """)
  void oneSelectReadsAllKeys(String before, String after) {
    assertThat(first(SET_BASED, before).sql()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t WHERE id = ? ORDER BY n LIMIT 1",
        "SELECT * FROM t WHERE id = ? LIMIT ?",
        "SELECT * FROM t WHERE id = ? AND status = ?",
        "SELECT * FROM t WHERE id = ? OR status = ?",
        "SELECT * FROM t WHERE id = ? AND n > ?",
        "SELECT * FROM t WHERE id = ? AND day > date '2026-01-01'",
        "SELECT * FROM t WHERE id = ? FOR UPDATE",
        "SELECT * FROM t WHERE id = ? UNION SELECT * FROM u",
        "SELECT * FROM t LEFT JOIN u ON u.id = ?",
        "SELECT * FROM t WHERE NOT id = ?",
        "SELECT status, count(*) FROM t WHERE id = ? GROUP BY status",
        "SELECT count(*) FROM t WHERE id = ? HAVING count(*) > 1",
        "SELECT name FROM t WHERE id = ? ORDER BY 1",
        "SELECT row_number() OVER (ORDER BY n) FROM t WHERE id = ?",
        "SELECT DISTINCT ON (n) * FROM t WHERE id = ?",
        "WITH x AS (SELECT 1) SELECT * FROM t WHERE id = ?",
        "SELECT * FROM t WHERE id IN (SELECT t FROM u WHERE name = ?)",
        "SELECT $1 FROM t WHERE id = $2",
      })
  void whatIsNotCertainGetsWordsOnly(String sql) {
    Advice advice = advise(SET_BASED, sql);

    assertThat(advice.statements()).isEmpty();
    assertThat(advice.fix()).startsWith("Read the rows of all keys with one statement");
  }

  @Test
  void theSourceQueryIsNamed() {
    Finding finding = Findings.of("SELECT * FROM t WHERE id = ?", "SELECT t_id FROM orders");

    assertThat(Findings.advise(SET_BASED, finding, List.of()).fix())
        .isEqualTo("Read all keys with one statement, or join it to the source query.");
  }

  @Test
  void keysAreArraysOfTheColumnsType() {
    assertThat(first(SET_BASED, "SELECT * FROM t WHERE id = ? AND n > 3").parameters())
        .containsExactly(
            new FixParameter("id of each row", "bigint[]"),
            new FixParameter("n, the literal as now", "integer"));
    assertThat(
            Findings.advise(SET_BASED, Findings.of("SELECT * FROM t WHERE id = ?"), List.of())
                .statements()
                .get(0)
                .parameters())
        .containsExactly(new FixParameter("id of each row", "array of the type of id"));
  }

  @Test
  void valuesThatMayDifferGetTheGeneralFormFirst() {
    Advice advice = advise(SET_BASED, "UPDATE t SET status = ?, n = n + ? WHERE id = ?");

    assertThat(advice.statements())
        .extracting(FixStatement::sql)
        .containsExactly(
            "UPDATE t SET status = v.status, n = t.n + v.n"
                + " FROM unnest(?::text[], ?::integer[], ?::bigint[]) AS v(status, n, id)"
                + " WHERE t.id = v.id",
            "UPDATE t SET status = ?, n = n + ? WHERE id = ANY (?)");
  }

  @Test
  void literalsThatAreAlwaysTheSameGetTheSimpleForm() {
    assertThat(
            advise(SET_BASED, "UPDATE t SET status = 'X', seen = now() WHERE id = ?").statements())
        .extracting(FixStatement::sql)
        .containsExactly("UPDATE t SET status = ?, seen = now() WHERE id = ANY (?)");
  }

  @Test
  void aVersionThatIsBothKeyAndValueGetsTwoNames() {
    assertThat(
            first(SET_BASED, "update public.t as x set name = ?, n = ? where x.id = ? and x.n = ?")
                .sql())
        .isEqualTo(
            "UPDATE public.t as x SET name = v.name, n = v.new_n"
                + " FROM unnest(?::varchar[], ?::integer[], ?::bigint[], ?::integer[])"
                + " AS v(name, new_n, id, n) WHERE x.id = v.id AND x.n = v.n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET status = ? FROM u WHERE t.id = ?",
        "UPDATE t SET status = ? WHERE id = ? RETURNING *",
        "UPDATE t SET (status, n) = (?, ?) WHERE id = ?",
        "UPDATE t SET status = (SELECT ? FROM u) WHERE id = ?",
        "UPDATE t SET tags = ? WHERE id = ? AND n = ?",
        "UPDATE t SET status = upper(?) WHERE id = ?",
        "UPDATE t SET status = ?",
      })
  void updatesThatAreNotCertainGetWordsOnly(String sql) {
    Advice advice = advise(SET_BASED, sql);

    assertThat(advice.statements()).isEmpty();
    assertThat(advice.fix()).contains("addBatch()");
  }

  @Test
  void withoutTheTablesTypesTheGeneralFormIsNotGiven() {
    Advice advice =
        Findings.advise(
            SET_BASED, Findings.of("UPDATE t SET status = ? WHERE id = ? AND n = ?"), List.of());

    assertThat(advice.statements()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DELETE FROM t WHERE id = ?                | DELETE FROM t WHERE id = ANY (?)
          DELETE FROM t WHERE id = ? RETURNING *    | DELETE FROM t WHERE id = ANY (?) RETURNING *
          DELETE FROM t WHERE id = ? AND gone IS NULL | DELETE FROM t WHERE id = ANY (?) AND gone IS NULL
          DELETE FROM t WHERE id = ? AND day = ?    | DELETE FROM t USING unnest(?::bigint[], ?::date[]) AS v(id, day) WHERE t.id = v.id AND t.day = v.day
          """)
  void oneDeleteRemovesAllRows(String before, String after) {
    assertThat(first(SET_BASED, before).sql()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO t (id, name) VALUES (?, ?)           | INSERT INTO t (id, name) SELECT * FROM unnest(?::bigint[], ?::varchar[])
          INSERT INTO t (id, seen) VALUES (?, now())       | INSERT INTO t (id, seen) SELECT v.id, now() FROM unnest(?::bigint[]) AS v(id)
          INSERT INTO t (id, n) VALUES (?, DEFAULT)        | INSERT INTO t (id) SELECT * FROM unnest(?::bigint[])
          INSERT INTO t (id, status) VALUES (?, 'new')     | INSERT INTO t (id, status) SELECT * FROM unnest(?::bigint[], ?::text[])
          INSERT INTO t (id) VALUES (?) RETURNING id       | INSERT INTO t (id) SELECT * FROM unnest(?::bigint[]) RETURNING id
          INSERT INTO t (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n | INSERT INTO t (id, n) SELECT * FROM unnest(?::bigint[], ?::integer[]) ON CONFLICT (id) DO UPDATE SET n = excluded.n
          """)
  void oneInsertWritesAllRows(String before, String after) {
    assertThat(first(SET_BASED, before).sql()).isEqualTo(after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (id, name) VALUES (?, lower(?))",
        "INSERT INTO t (id, tags) VALUES (?, ?)",
        "INSERT INTO t (id, unknown) VALUES (?, ?)",
        "INSERT INTO t (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = ?",
        "INSERT INTO t (id) SELECT ? WHERE NOT EXISTS (SELECT FROM t)",
      })
  void insertsThatAreNotCertainGetWordsOnly(String sql) {
    assertThat(advise(SET_BASED, sql).statements()).isEmpty();
  }

  @Test
  void returningIsToldToHinderBatches() {
    assertThat(advise(SET_BASED, "INSERT INTO t (id) VALUES (?) RETURNING id").fix())
        .contains("RETURNING");
    assertThat(advise(SET_BASED, "INSERT INTO t (id) VALUES (?)").fix())
        .contains("reWriteBatchedInserts=true");
  }

  @Test
  void aCounterIsFolded() {
    assertThat(advise(FOLDED, "UPDATE public.t SET n = n + 1 WHERE id = ?").statements())
        .extracting(FixStatement::sql)
        .containsExactly(
            "CREATE TABLE public.t_delta (id bigint NOT NULL, n integer NOT NULL)",
            "INSERT INTO public.t_delta (id, n) VALUES (?, ?)",
            "WITH d AS (DELETE FROM public.t_delta RETURNING id, n) UPDATE public.t SET n = t.n +"
                + " s.n FROM (SELECT id, sum(n) AS n FROM d GROUP BY id) AS s WHERE t.id = s.id",
            "UPDATE public.t SET n = n + ? WHERE id = ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE t SET seen = now() WHERE id = ? | UPDATE t SET seen = now() WHERE id = ? AND (seen IS NULL OR seen < now() - interval '1 minute')
          UPDATE t SET seen = ? WHERE id = ?     | UPDATE t SET seen = ? WHERE id = ? AND (seen IS NULL OR seen < ?::timestamptz - interval '1 minute')
          UPDATE t SET day = ? WHERE id = ?      | UPDATE t SET day = ? WHERE id = ? AND day < ?::date
          """)
  void aTimeIsThrottled(String before, String after) {
    assertThat(first(FOLDED, before).sql()).isEqualTo(after);
  }

  @Test
  void anotherHotRowIsComputedFirst() {
    Advice advice = advise(FOLDED, "UPDATE t SET status = ? WHERE id = ?");

    assertThat(advice.statements()).isEmpty();
    assertThat(advice.fix()).contains("write it once");
  }

  @Test
  void reasonsJoinTheFindingWithTheTable() {
    TableHistory history =
        new TableHistory(BEFORE, stats(9_100, 1_240, 1_250, 47, 40_050, Duration.ofHours(3)));
    Finding finding = Findings.of("UPDATE t SET status = ? WHERE id = ?");

    assertThat(Findings.advise(SET_BASED, finding, List.of(history)).because())
        .containsExactly(
            "1,240 updates left 1,240 more dead rows in public.t (12 % of its rows); 3 % of the"
                + " updates were HOT, because status is indexed by t_status_idx (0 scans)",
            "autovacuum starts above 40,050 dead rows: 3.1 % of the way; it last ran 3 h ago");
  }

  @Test
  void countersThatLagBehindAreNotShown() {
    TableHistory history = new TableHistory(BEFORE, stats(900, 2, 12, 10, 40_050, null));
    Finding counted =
        Findings.of("UPDATE t SET status = ? WHERE id = ?").with(Fact.sum("rows", 40));
    Finding justNow =
        Findings.of("UPDATE t SET status = ? WHERE id = ?")
            .with(Fact.sum("rows", 3))
            .with(Fact.latest(Fact.LAST, NOON.minusMillis(500)));
    Finding before =
        Findings.of("UPDATE t SET status = ? WHERE id = ?")
            .with(Fact.sum("rows", 3))
            .with(Fact.latest(Fact.LAST, NOON.minusSeconds(20)));

    assertThat(because(counted, history)).noneMatch(reason -> reason.contains("updates"));
    assertThat(because(justNow, history)).noneMatch(reason -> reason.contains("updates"));
    assertThat(because(before, history))
        .anyMatch(reason -> reason.startsWith("2 updates left 2 more dead rows"));
  }

  private static List<String> because(Finding finding, TableHistory history) {
    return Findings.advise(SET_BASED, finding, List.of(history)).because();
  }

  @Test
  void manyRowsAreWrittenByRangesOfKeys() {
    Finding many =
        Findings.of("DELETE FROM t WHERE id = ?").with(Fact.most(Fact.MOST_PER_UNIT, 10_001));
    Finding few =
        Findings.of("DELETE FROM t WHERE id = ?").with(Fact.most(Fact.MOST_PER_UNIT, 10_000));

    assertThat(Findings.advise(SET_BASED, many, List.of()).fix())
        .contains("ranges of some thousand keys, with a commit after each");
    assertThat(Findings.advise(SET_BASED, few, List.of()).fix()).doesNotContain("ranges");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10000 | select id from t where name = ? | (name)",
        "10000 | select id from t where n = ? and name = ? | (n, name)",
        "10000 | select id from t where seen > ? and name = ? | (name, seen)",
        "10000 | select id from t where seen between ? and ? and name in (?, ?) | (name, seen)",
        "9999 | select id from t where name = ? |",
        "10000 | select id from t where id = ? and name = ? |", // An index begins with it.
        "10000 | select id from t where n = ? and status = ? |",
        "10000 | select id from t where lower(name) = ? |",
        "10000 | select id from t where other = ? |", // The table has none.
        "10000 | select id from t where seen > ? |",
        "10000 | select t.id from t join u on u.id = t.id where t.name = ? |",
        "10000 | select id from t where name = ? union select id from t where n = ? |",
      })
  void indexIsNamedWhereItIsCertainThatNoneServes(long rows, String sql, @Nullable String on) {
    TableStats table = stats(rows, 0, 0, 0, 50, null);
    Advice advice =
        Findings.advise(Repair.INDEX, Findings.of(sql), List.of(new TableHistory(table, table)));
    if (on == null) {
      assertThat(advice.statements()).isEmpty();
      assertThat(advice.fix()).isEqualTo("Do it otherwise.");
    } else {
      assertThat(advice.statements())
          .singleElement()
          .satisfies(
              fix ->
                  assertThat(fix.sql()).isEqualTo("CREATE INDEX CONCURRENTLY ON public.t " + on));
    }
  }

  @Test
  void keysThatTheApiAsksForAreAskedForByTheFix() {
    Finding keys = Findings.of("INSERT INTO t (n) VALUES (?)").with(Fact.sum(Fact.KEYS_WANTED, 20));

    assertThat(Findings.advise(SET_BASED, keys, List.of()).fix())
        .contains("Ask for the keys as before")
        .doesNotContain("reWriteBatchedInserts");
  }

  @Test
  void aMapperIsToldInItsOwnTerms() {
    assertThat(through(Place.Mapper.HIBERNATE, "SELECT * FROM t WHERE id = ?"))
        .contains("JOIN FETCH", "@BatchSize");
    assertThat(through(Place.Mapper.HIBERNATE, "INSERT INTO t (id) VALUES (?)"))
        .contains("hibernate.jdbc.batch_size");
    assertThat(through(Place.Mapper.SPRING_JDBC, "SELECT * FROM t WHERE id = ?"))
        .contains("IN (:ids)");
    assertThat(through(Place.Mapper.SPRING_JDBC, "UPDATE t SET n = ? WHERE id = ?"))
        .contains("batchUpdate");
    assertThat(through(Place.Mapper.SPRING_DATA_JDBC, "SELECT * FROM t WHERE id = ?"))
        .contains("findAllById");
    assertThat(through(Place.Mapper.SPRING_DATA_JDBC, "INSERT INTO t (n) VALUES (?)"))
        .contains("saveAll");
    assertThat(through(Place.Mapper.MYBATIS, "SELECT * FROM t WHERE id = ?"))
        .contains("<resultMap>", "ArrayTypeHandler");
    assertThat(through(Place.Mapper.MYBATIS, "INSERT INTO t (id) VALUES (?)"))
        .contains("ExecutorType.BATCH");
    assertThat(through(Place.Mapper.JOOQ, "SELECT * FROM t WHERE id = ?")).contains("multiset");
    assertThat(through(Place.Mapper.JOOQ, "UPDATE t SET n = ? WHERE id = ?"))
        .contains("batchUpdate(records)");
    assertThat(through(Place.Mapper.NONE, "INSERT INTO t (id) VALUES (?)"))
        .doesNotContain("hibernate");
  }

  private static String through(Place.Mapper mapper, String sql) {
    Place place = new Place(null, null, 0, mapper);
    return Findings.advise(SET_BASED, Findings.at(place, sql), List.of()).fix();
  }

  @Test
  void aDeltaTableHasTheTypesOfTheTable() {
    assertThat(first(FOLDED, "UPDATE t SET n = n + 1 WHERE name = ?").sql())
        .isEqualTo(
            "CREATE TABLE t_delta (name character varying(40) NOT NULL, n integer NOT NULL)");
  }

  @Test
  void anIndexThatTheStatementDoesNotTouchIsNotBlamed() {
    TableHistory history = new TableHistory(BEFORE, stats(9_100, 1_240, 1_250, 47, 40_050, null));
    Finding finding = Findings.of("UPDATE t SET day = ? WHERE id = ?");

    assertThat(Findings.advise(SET_BASED, finding, List.of(history)).because().get(0))
        .endsWith("were HOT");
  }

  @Test
  void autovacuumIsToldAsItIs() {
    Finding finding = Findings.of("UPDATE t SET n = ? WHERE id = ?");
    TableStats off = stats(100, 1, 10, 10, Double.NaN, null);
    TableStats passed = stats(100, 251, 10, 10, 250.7, null);

    assertThat(Findings.advise(SET_BASED, finding, List.of(new TableHistory(off, off))).because())
        .containsExactly("autovacuum is switched off for public.t, which has 1 dead row");
    assertThat(
            Findings.advise(SET_BASED, finding, List.of(new TableHistory(passed, passed)))
                .because())
        .containsExactly(
            "autovacuum starts above 250 dead rows: passed, there are 251; no run is on record");
  }

  @Test
  void aMissingIndexIsSaid() {
    assertThat(advise(SET_BASED, "SELECT * FROM t WHERE n = ?").because())
        .containsExactly(
            "no index of public.t has n: each execution reads all of it (900 live rows)");
    assertThat(advise(SET_BASED, "SELECT * FROM t WHERE id = ?").because())
        .containsExactly("t_pkey finds the rows of one id; it is the round trips that cost");
  }

  @Test
  void nothingIsSaidOfATableThatWasNotSeen() {
    for (Repair repair : List.of(SET_BASED, FOLDED)) {
      assertThat(
              Findings.advise(repair, Findings.of("UPDATE t SET n = ? WHERE id = ?"), List.of())
                  .because())
          .isEmpty();
    }
  }

  private static Advice advise(Repair repair, String sql) {
    return Findings.advise(repair, Findings.of(sql), List.of(new TableHistory(BEFORE, BEFORE)));
  }

  private static FixStatement first(Repair repair, String sql) {
    return advise(repair, sql).statements().get(0);
  }

  private static TableStats stats(
      long live, long dead, long updates, long hot, double trigger, @Nullable Duration vacuumed) {
    return new TableStats(
        new TableName("public", "t"),
        NOON,
        live,
        dead,
        live,
        updates,
        hot,
        0,
        0,
        8192,
        null,
        vacuumed == null ? null : NOON.minus(vacuumed),
        null,
        null,
        trigger,
        100,
        100,
        List.of(
            new Column("id", "bigint", true),
            new Column("name", "character varying(40)", false),
            new Column("status", "text", false),
            new Column("n", "integer", false),
            new Column("day", "date", true),
            new Column("seen", "timestamp(3) with time zone", false),
            new Column("tags", "text[]", false)),
        List.of(
            new Index("t_pkey", List.of("id"), true, true, false, 7),
            new Index("t_status_idx", List.of("status"), false, false, false, 0),
            new Index("t_day_idx", List.of("day"), false, false, true, 0)));
  }
}
