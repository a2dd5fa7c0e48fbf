package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.Cluster;
import dev.weir.WeirDataSource;
import dev.weir.route.RouteReason;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.ScrollMode;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hibernate ORM on its own. */
class HibernateTest extends ClientContract {
  /** With the key of an identity column. */
  @Entity
  @Table(name = "notes")
  static class Note {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    @Column(nullable = false)
    String text = "";

    static Note of(String text) {
      Note note = new Note();
      note.text = text;
      return note;
    }
  }

  /** The same table with keys of its sequence, which Hibernate can write in batches. */
  @Entity
  @Table(name = "notes")
  static class SequencedNote {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    @SequenceGenerator(sequenceName = "notes_id_seq", allocationSize = 1)
    @Nullable Long id;

    @Column(nullable = false)
    String text = "";
  }

  /** Has chapters that are loaded when they are asked for. */
  @Entity
  @Table(name = "books")
  static class Book {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    @SequenceGenerator(sequenceName = "books_seq", allocationSize = 50)
    @Nullable Long id;

    String title = "";

    String title() {
      return title;
    }

    @OneToMany(mappedBy = "book", fetch = FetchType.LAZY)
    @OrderBy("title")
    List<Chapter> chapters = new ArrayList<>();
  }

  /** Of a book. */
  @Entity
  @Table(name = "chapters")
  static class Chapter {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable Long id;

    String title = "";

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "book_id")
    @Nullable Book book;
  }

  /** The application. */
  private record HibernateNotes(SessionFactory sessions) implements Notes {
    @Override
    public String text(long id) {
      return sessions.fromSession(session -> text(session, id));
    }

    private static String text(Session session, long id) {
      return session.find(Note.class, id).text;
    }

    @Override
    public List<String> texts() {
      return sessions.fromSession(
          session ->
              session
                  .createQuery("select text from HibernateTest$Note order by id", String.class)
                  .list());
    }

    private static long add(Session session, String text) {
      Note note = Note.of(text);
      session.persist(note);
      return Objects.requireNonNull(note.id);
    }

    @Override
    public long add(String text) {
      return sessions.fromTransaction(session -> add(session, text));
    }

    @Override
    public void addAll(List<String> texts) {
      sessions.inTransaction(
          session ->
              texts.forEach(
                  text -> {
                    SequencedNote note = new SequencedNote();
                    note.text = text;
                    session.persist(note);
                  }));
    }

    /** Hibernate declares the connection of a read-only session. */
    private <T> T readOnly(Function<Session, T> work) {
      return HibernateTest.readOnly(sessions, work);
    }

    @Override
    public List<String> report(long id) {
      return readOnly(
          session ->
              List.of(
                  text(session, id),
                  session
                      .createQuery("select count(*) from HibernateTest$Note", Long.class)
                      .getSingleResult()
                      .toString()));
    }

    @Override
    public String addAndRead(String text) {
      return sessions.fromTransaction(
          session -> {
            long id = add(session, text);
            session.clear(); // Or it would not ask the server.
            return text(session, id);
          });
    }

    @Override
    public void addTwice(String text) {
      sessions.inTransaction(
          session -> {
            add(session, text);
            add(session, text);
          });
    }

    @Override
    public void addReadOnly(String text) {
      readOnly( // Past Hibernate, which refuses it by itself.
          session ->
              session.doReturningWork(
                  connection -> {
                    try (PreparedStatement insert =
                        connection.prepareStatement("insert into notes (text) values (?)")) {
                      insert.setString(1, text);
                      return insert.executeUpdate();
                    }
                  }));
    }

    @Override
    public long stream() {
      return readOnly(
          session -> {
            try (Stream<Note> notes =
                session
                    .createQuery("from HibernateTest$Note", Note.class)
                    .setFetchSize(FETCH_SIZE)
                    .getResultStream()) {
              return notes.count();
            }
          });
    }

    @Override
    public void close() {
      sessions.close();
    }
  }

  /** On Weir. */
  private SessionFactory sessions;

  private static <T> T readOnly(SessionFactory sessions, Function<Session, T> work) {
    try (Session session = sessions.withOptions().readOnly(true).openSession()) {
      var transaction = session.beginTransaction();
      T result = work.apply(session);
      transaction.commit();
      return result;
    }
  }

  private static SessionFactory sessions(
      DataSource dataSource, boolean providerDisablesAutocommit) {
    Configuration configuration =
        new Configuration()
            .addAnnotatedClasses(Note.class, SequencedNote.class, Book.class, Chapter.class)
            .setProperty(BatchSettings.STATEMENT_BATCH_SIZE, 20)
            .setProperty(SchemaToolingSettings.HBM2DDL_AUTO, "validate")
            .setProperty(
                JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, providerDisablesAutocommit);
    configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
    return configuration.buildSessionFactory();
  }

  @Override
  Notes notes(DataSource dataSource) {
    return new HibernateNotes(sessions(dataSource, false));
  }

  @BeforeAll
  void build() {
    sessions = sessions(weir, false);
  }

  @AfterAll
  void closeSessions() {
    sessions.close();
  }

  @Override
  void prepare() throws Exception {
    cluster.run(
        "drop table if exists chapters, books",
        "drop sequence if exists books_seq",
        "create sequence books_seq start 101 increment 50",
        "create table books (id bigint primary key, title varchar(255) not null)",
        "create table chapters (id bigint generated by default as identity primary key,"
            + " title varchar(255) not null, book_id bigint not null references books)",
        "insert into books select b, 'book ' || b from generate_series(1, 2) b",
        "insert into chapters (title, book_id) select 'chapter ' || c, b"
            + " from generate_series(1, 2) b, generate_series(1, 3) c");
  }

  @Test
  void lazyLoadingInAReadOnlySessionStaysOnItsReplica() {
    int chapters = readOnly(sessions, session -> session.find(Book.class, 1L).chapters.size());
    assertThat(chapters).isEqualTo(3);
    assertThat(routes.statements()).hasSize(2);
    assertThat(routes.reasons()).containsExactly(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(routes.nodes()).hasSize(1);
  }

  @Test
  void sessionThatStaysOpenHoldsNoConnectionAndLoadsFromAReplica() {
    try (Session session = sessions.openSession()) {
      Book book = session.fromTransaction(transaction -> session.find(Book.class, 1L));
      assertThat(routes.reasons()).containsExactly(RouteReason.TRANSACTION);
      everyConnectionIsBack();
      routes.forget();
      assertThat(book.chapters).extracting(chapter -> chapter.title).endsWith("chapter 3");
      assertThat(routes.reasons()).containsExactly(RouteReason.READ);
      everyConnectionIsBack();
    }
  }

  @Test
  void keysOfASequenceAreFetchedForManyRowsAndWrittenInBatches() {
    List<Long> ids =
        sessions.fromTransaction(
            session ->
                IntStream.range(0, 30)
                    .mapToObj(
                        n -> {
                          Book book = new Book();
                          book.title = "new";
                          session.persist(book);
                          return book.id;
                        })
                    .toList());
    assertThat(ids).doesNotHaveDuplicates().doesNotContainNull();
    assertThat(routes.batched()).isEqualTo(30);
    assertThat(routes.statements()).hasSizeLessThanOrEqualTo(4);
    assertThat(routes.reasons()).containsExactly(RouteReason.TRANSACTION);
  }

  @Test
  void scrollingStaysOnOneReplica() {
    List<String> titles =
        readOnly(
            sessions,
            session -> {
              List<String> scrolled = new ArrayList<>();
              try (ScrollableResults<Chapter> chapters =
                  session
                      .createQuery("from HibernateTest$Chapter order by id", Chapter.class)
                      .setFetchSize(2)
                      .scroll(ScrollMode.FORWARD_ONLY)) {
                while (chapters.next()) {
                  scrolled.add(Objects.requireNonNull(chapters.get().book).title());
                }
              }
              return scrolled;
            });
    assertThat(titles).containsExactly("book 1", "book 1", "book 1", "book 2", "book 2", "book 2");
    assertThat(routes.reasons()).containsExactly(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(routes.nodes()).hasSize(1);
  }

  /** Hibernate does not begin transactions then: it relies on connections that come without. */
  @Test
  void poolWithoutAutocommitIsRespected() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setAutoCommit(false);
    try (WeirDataSource other = cluster.open(b -> b.pool(pool).listener(routes));
        HibernateNotes notes = new HibernateNotes(sessions(other, true))) {
      routes.forget();
      assertThatThrownBy(() -> notes.addTwice("twice"))
          .isInstanceOf(ConstraintViolationException.class);
      assertThat(notes.addAndRead("once")).isEqualTo("once");
      assertThat(routes.reasons()).containsExactly(RouteReason.TRANSACTION);
      assertThat(notes.texts()).contains("once").doesNotContain("twice");
      Cluster.await(
          "a replica serves what was written",
          () -> {
            routes.forget();
            notes.report(7);
            return routes.reasons().equals(Set.of(RouteReason.READ_ONLY_TRANSACTION));
          });
    }
  }
}
