package dev.weir.clients;

import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Jdbi's fluent API. */
class JdbiTest extends ClientContract {
  /** The application. */
  private record JdbiNotes(Jdbi jdbi) implements Notes {
    @Override
    public String text(long id) {
      return jdbi.withHandle(handle -> text(handle, id));
    }

    private static String text(Handle handle, long id) {
      return handle
          .createQuery("select text from notes where id = :id")
          .bind("id", id)
          .mapTo(String.class)
          .one();
    }

    @Override
    public List<String> texts() {
      return jdbi.withHandle(
          handle ->
              handle.createQuery("select text from notes order by id").mapTo(String.class).list());
    }

    @Override
    public long add(String text) {
      return jdbi.withHandle(handle -> add(handle, text));
    }

    private static long add(Handle handle, String text) {
      return handle
          .createUpdate("insert into notes (text) values (:text)")
          .bind("text", text)
          .executeAndReturnGeneratedKeys("id")
          .mapTo(Long.class)
          .one();
    }

    @Override
    public void addAll(List<String> texts) {
      jdbi.useTransaction(
          handle -> {
            PreparedBatch batch = handle.prepareBatch("insert into notes (text) values (:text)");
            texts.forEach(text -> batch.bind("text", text).add());
            batch.execute();
          });
    }

    /** What is declared before the transaction begins holds for it. */
    private <T> T readOnly(HandleCallback<T, RuntimeException> work) {
      return jdbi.withHandle(handle -> handle.setReadOnly(true).inTransaction(work));
    }

    @Override
    public List<String> report(long id) {
      return readOnly(
          handle ->
              List.of(
                  text(handle, id),
                  handle.createQuery("select count(*) from notes").mapTo(String.class).one()));
    }

    @Override
    public String addAndRead(String text) {
      return jdbi.inTransaction(handle -> text(handle, add(handle, text)));
    }

    @Override
    public void addTwice(String text) {
      jdbi.useTransaction(
          handle -> {
            add(handle, text);
            add(handle, text);
          });
    }

    @Override
    public void addReadOnly(String text) {
      readOnly(handle -> add(handle, text));
    }

    @Override
    public long stream() {
      return readOnly(
          handle -> {
            try (Stream<String> texts =
                handle
                    .createQuery("select text from notes")
                    .setFetchSize(FETCH_SIZE)
                    .mapTo(String.class)
                    .stream()) {
              return texts.count();
            }
          });
    }
  }

  @Override
  Notes notes(DataSource dataSource) {
    return new JdbiNotes(Jdbi.create(dataSource));
  }
}
