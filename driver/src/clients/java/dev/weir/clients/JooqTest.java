package dev.weir.clients;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** jOOQ, without generated code. */
class JooqTest extends ClientContract {
  private static final Table<Record> NOTES = table(name("notes"));
  private static final Field<Long> ID = field(name("id"), Long.class);
  private static final Field<String> TEXT = field(name("text"), String.class);

  /** The application. */
  private record JooqNotes(DataSource dataSource, DSLContext jooq) implements Notes {
    @Override
    public String text(long id) {
      return text(jooq, id);
    }

    private static String text(DSLContext jooq, long id) {
      return Objects.requireNonNull(
          jooq.select(TEXT).from(NOTES).where(ID.eq(id)).fetchSingle(TEXT));
    }

    @Override
    public List<String> texts() {
      return jooq.select(TEXT).from(NOTES).orderBy(ID).fetch(TEXT);
    }

    @Override
    public long add(String text) {
      return add(jooq, text);
    }

    private static long add(DSLContext jooq, String text) {
      return jooq.insertInto(NOTES, TEXT).values(text).returning(ID).fetchSingle(ID);
    }

    @Override
    public void addAll(List<String> texts) {
      Object[][] rows = texts.stream().map(text -> new Object[] {text}).toArray(Object[][]::new);
      jooq.transaction(
          transaction ->
              transaction
                  .dsl()
                  .batch(jooq.insertInto(NOTES, TEXT).values((String) null))
                  .bind(rows)
                  .execute());
    }

    @Override
    public List<String> report(long id) {
      return readOnly(
          jooq -> {
            String text = text(jooq, id);
            int rows = jooq.select(count()).from(NOTES).fetchSingle(count());
            return List.of(text, Integer.toString(rows));
          });
    }

    /** jOOQ has no read-only transactions: the connection is declared, and handed to it. */
    private <T> T readOnly(Function<DSLContext, T> work) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setReadOnly(true);
        return DSL.using(connection, SQLDialect.POSTGRES)
            .transactionResult(transaction -> work.apply(transaction.dsl()));
      } catch (SQLException e) {
        throw new DataAccessException("no connection", e);
      }
    }

    @Override
    public String addAndRead(String text) {
      return jooq.transactionResult(
          transaction -> text(transaction.dsl(), add(transaction.dsl(), text)));
    }

    @Override
    public void addTwice(String text) {
      jooq.transaction(
          transaction -> {
            add(transaction.dsl(), text);
            add(transaction.dsl(), text);
          });
    }

    @Override
    public void addReadOnly(String text) {
      readOnly(jooq -> add(jooq, text));
    }

    @Override
    public long stream() {
      return readOnly(
          jooq -> {
            try (Stream<?> rows =
                jooq.select(TEXT).from(NOTES).fetchSize(FETCH_SIZE).fetchStream()) {
              return rows.count();
            }
          });
    }
  }

  @Override
  Notes notes(DataSource dataSource) {
    return new JooqNotes(dataSource, DSL.using(dataSource, SQLDialect.POSTGRES));
  }
}
