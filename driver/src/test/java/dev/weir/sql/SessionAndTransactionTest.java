package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which setting a statement changes, and what it does to the transaction. */
class SessionAndTransactionTest {
  static Stream<Case> settings() {
    return SqlTable.cases(
        """
        SET statement_timeout=5s : SET statement_timeout = '5s'
        SET statement_timeout=5000 : SET SESSION Statement_Timeout TO 5000
        SET work_mem=8MB local : SET LOCAL work_mem = '8MB'
        SET app.tenant=42 : SET app.tenant = 42
        SET search_path=app, public : SET search_path = app, public
        SET search_path='a b', public : SET search_path TO 'a b', public;
        SET search_path=app : SET SCHEMA 'app'
        SET search_path=app : SET search_path TO App
        SET work_mem=null : SET work_mem TO DEFAULT
        SET n=-1 : SET n = -1
        SET role=app_user : SET ROLE app_user
        SET role=none local : SET LOCAL ROLE NONE
        SET session_authorization=joe : SET SESSION AUTHORIZATION 'joe'
        SET session_authorization=joe : SET SESSION SESSION AUTHORIZATION joe
        SET timezone=UTC : SET TIME ZONE 'UTC'
        SET timezone=UTC local : SET LOCAL TIME ZONE 'UTC'
        SET client_encoding=UTF8 : SET NAMES 'UTF8'
        SET xmloption=document : SET XML OPTION DOCUMENT
        SET session characteristics=READ ONLY : SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
        RESET statement_timeout=null : RESET statement_timeout
        RESET all=null : RESET ALL
        RESET role=null : RESET ROLE
        RESET session_authorization=null : RESET SESSION AUTHORIZATION
        RESET timezone=null : RESET TIME ZONE
        DISCARD all=null : DISCARD ALL
        DISCARD temp=null : DISCARD TEMPORARY
        DISCARD plans=null : DISCARD PLANS
        SHOW search_path=null : SHOW search_path
        SHOW all=null : SHOW ALL
        SHOW transaction_isolation=null : SHOW TRANSACTION ISOLATION LEVEL
        """);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingIsNamed(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());
    Setting setting = shape.settings().get(0);

    assertThat(shape.kind())
        .isEqualTo(
            setting.action() == Setting.Action.SHOW ? StatementKind.READ : StatementKind.SESSION);
    String local = setting.local() ? " local" : "";
    assertThat(setting.action() + " " + setting.name() + "=" + setting.value() + local)
        .isEqualTo(c.expected());
  }

  static Stream<Case> transactions() {
    return SqlTable.cases(
        """
        BEGIN [] : BEGIN
        BEGIN [] : BEGIN WORK
        BEGIN [READ_ONLY_BEGIN] : START TRANSACTION READ ONLY
        BEGIN [READ_WRITE_BEGIN] : BEGIN READ WRITE
        BEGIN [SERIALIZABLE] : BEGIN ISOLATION LEVEL SERIALIZABLE
        BEGIN [READ_ONLY_BEGIN, REPEATABLE_READ] : BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
        BEGIN [] : BEGIN ISOLATION LEVEL READ COMMITTED
        COMMIT [] : COMMIT
        COMMIT [] : END TRANSACTION
        COMMIT [CHAIN] : COMMIT AND CHAIN
        COMMIT [] : COMMIT AND NO CHAIN
        ROLLBACK [] : ROLLBACK
        ROLLBACK [CHAIN] : ABORT WORK AND CHAIN
        SAVEPOINT [] : SAVEPOINT a
        RELEASE [] : RELEASE SAVEPOINT a
        ROLLBACK_TO [] : ROLLBACK TO a
        ROLLBACK_TO [] : ROLLBACK WORK TO SAVEPOINT a
        PREPARE_TRANSACTION [HAS_LITERALS] : PREPARE TRANSACTION 'x'
        COMMIT_PREPARED [HAS_LITERALS] : COMMIT PREPARED 'x'
        ROLLBACK_PREPARED [HAS_LITERALS] : ROLLBACK PREPARED 'x'
        SET_TRANSACTION [READ_ONLY_BEGIN] : SET TRANSACTION READ ONLY
        SET_TRANSACTION [SERIALIZABLE] : SET LOCAL TRANSACTION ISOLATION LEVEL SERIALIZABLE
        SET_TRANSACTION [] : SET CONSTRAINTS ALL DEFERRED
        """);
  }

  @ParameterizedTest
  @MethodSource("transactions")
  void transactionCommandIsNamed(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isEqualTo(StatementKind.TRANSACTION);
    assertThat(shape.transaction() + " " + shape.traits()).isEqualTo(c.expected());
  }

  static Stream<Case> configCalls() {
    return SqlTable.cases(
        """
        [a.b=1] : SELECT set_config('a.b', '1', false)
        [a.b=1 local] : SELECT 1, PG_CATALOG.SET_CONFIG('A.B', '1'::text, TRUE) FROM t
        [a.b=null, c.d=null local] : SELECT set_config('a.b', ?, false), set_config('c.d', f(1, 2), true)
        [null=1] : SELECT set_config(?, '1', ?)
        [null=null] : SELECT set_config()
        [] : SELECT app.set_config('a.b', '1', false)
        [a.b=x] : WITH s AS (SELECT set_config('a.b', 'x', 1 = 2)) SELECT * FROM s
        [a.b=null] : {? = call set_config('a.b', ?, false)}
        [null=null local] : { call pg_catalog.set_config(?, ?, true) }
        """);
  }

  @ParameterizedTest
  @MethodSource("configCalls")
  void callOfSetConfigIsASetting(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(
            shape.settings().stream()
                .map(s -> s.name() + "=" + s.value() + (s.local() ? " local" : ""))
                .toList())
        .asString()
        .isEqualTo(c.expected());
    assertThat(shape.transaction()).isNull();
  }
}
