package dev.weir.analyzer.server;

import dev.weir.analyzer.model.StatementPlan;
import dev.weir.analyzer.sample.ActivitySample;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.RedundantIndex;
import dev.weir.analyzer.sample.SequenceSample;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.StatementSample;
import dev.weir.analyzer.sample.TableSample;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.analyzer.server.Question.Tier;
import dev.weir.analyzer.server.Question.Whom;
import dev.weir.sql.Identifiers;
import dev.weir.sql.SqlShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server what the doctor wants to know, on one connection, which is opened when it is
 * needed and again when it was lost. A question that gets no answer costs only its own. For one
 * thread.
 */
public final class ServerSampler implements AutoCloseable {
  private static final int MOST_TABLES = 10_000;
  private static final int MOST_TEXTS = 100;
  private static final int MOST_DEFINITIONS = 1_000;
  private static final int ANSWER_MILLIS = 15_000;

  private final TableSampler.Source source;
  private @Nullable Connection connection;
  private boolean autoCommit;
  private int networkTimeout;

  /**
   * Opens nothing yet.
   *
   * @param source where the connection comes from; it is used for nothing else
   */
  public ServerSampler(TableSampler.Source source) {
    this.source = source;
  }

  /**
   * Takes the first of two samples: what counts up, without what only shows how things are built.
   *
   * @throws SQLException if the server cannot be reached, lets nobody in, or is no PostgreSQL
   */
  public ServerSample begin() throws SQLException {
    return sample(null, false);
  }

  /**
   * Takes a whole sample.
   *
   * @param since the sample that it will be compared with; null for none
   * @throws SQLException if the server cannot be reached, lets nobody in, or is no PostgreSQL
   */
  public ServerSample sample(@Nullable ServerSample since) throws SQLException {
    return sample(since, true);
  }

  private ServerSample sample(@Nullable ServerSample since, boolean whole) throws SQLException {
    Inquiry inquiry = inquiry();
    ServerAnswer answer = inquiry.ask(Questions.SERVER, "pg_catalog").get(0);
    Map<String, String> settings = new HashMap<>();
    inquiry
        .ask(Questions.SETTINGS, "pg_catalog")
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue()));
    Server server = answer.with(settings);
    Round round = new Round(inquiry, server, answer.at(), whole);
    Answer<StatementSample> statements = round.ask(Questions.STATEMENTS);
    Answer<RedundantIndex> redundant = round.ask(Questions.REDUNDANT_INDEXES);
    return new ServerSample(
        answer.at(),
        server,
        round.ask(Questions.SESSIONS),
        round.ask(Questions.PREPARED),
        round.ask(Questions.SLOTS),
        round.ask(Questions.STANDBYS),
        round.ask(Questions.REPLAY),
        round.ask(Questions.CONNECTIONS),
        round.ask(Questions.DATABASES),
        round.ask(Questions.VACUUMS),
        round.tables(),
        round.indexes(redundant),
        redundant,
        round.ask(Questions.FOREIGN_KEYS),
        round.sequences(),
        whole ? round.withTexts(statements, since) : statements,
        round.space(since != null),
        round.ask(Questions.PARTITIONS),
        round.ask(Questions.TOASTS));
  }

  /**
   * Asks what active sessions wait for at this moment.
   *
   * @param server as the first sample had it
   * @throws SQLException if the server cannot be reached
   */
  public Answer<WaitSample> waits(Server server) throws SQLException {
    return new Round(inquiry(), server, Instant.now(), false).ask(Questions.WAITS);
  }

  /**
   * Asks what sessions do at this moment.
   *
   * @throws SQLException if the server cannot be reached, lets nobody in, or is no PostgreSQL
   */
  public ActivitySample activity() throws SQLException {
    Inquiry inquiry = inquiry();
    ServerAnswer answer = inquiry.ask(Questions.SERVER, "pg_catalog").get(0);
    Server server = answer.with(Map.of());
    Round round = new Round(inquiry, server, answer.at(), false);
    return new ActivitySample(
        answer.at(),
        server,
        round.ask(Questions.SESSIONS),
        round.ask(Questions.CONNECTIONS),
        round.ask(Questions.WAITS),
        round.ask(Questions.PREPARED),
        round.ask(Questions.SLOTS),
        round.ask(Questions.STANDBYS),
        round.ask(Questions.DATABASES));
  }

  /**
   * Asks how it would run a statement; executes nothing.
   *
   * @param shape the statement
   * @param searchPath in which its names are looked up; null for the session's
   * @throws SQLException if the server cannot be reached, lets nobody in, or is no PostgreSQL
   */
  public StatementPlan plan(SqlShape shape, @Nullable String searchPath) throws SQLException {
    Inquiry inquiry = inquiry();
    int version = inquiry.ask(Questions.SERVER, "pg_catalog").get(0).server().version();
    return new PlanReader(inquiry, Objects.requireNonNull(connection), version)
        .plan(shape, searchPath);
  }

  private Inquiry inquiry() throws SQLException {
    Connection open = connection;
    if (open == null || open.isClosed()) {
      open = source.open();
      String product = open.getMetaData().getDatabaseProductName();
      if (!TableSampler.POSTGRESQL.equals(product)) {
        open.close();
        throw new SQLFeatureNotSupportedException(
            "this is " + product + ", and the doctor knows PostgreSQL only");
      }
      autoCommit = open.getAutoCommit();
      networkTimeout = open.getNetworkTimeout();
      open.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      connection = open;
    }
    return new Inquiry(open);
  }

  /** Gives the connection back. */
  @Override
  public void close() throws SQLException {
    Connection open = connection;
    if (open != null) {
      try (open) {
        if (!open.isClosed()) {
          // It may be a pool's, and somebody else's next.
          open.setAutoCommit(autoCommit);
          open.setNetworkTimeout(Runnable::run, networkTimeout);
        }
      }
    }
  }

  /** The questions of one sample. */
  private record Round(Inquiry inquiry, Server server, Instant at, boolean whole) {
    <T> Answer<T> ask(Question<T> question, @Nullable Object... parameters) {
      String why = whyNot(question);
      if (why != null) {
        return Answer.unseen(why, at);
      }
      String schema = server.extensions().getOrDefault(question.needs(), "pg_catalog");
      try {
        List<T> rows = inquiry.ask(question, Identifiers.quoted(schema), parameters);
        Answer<T> answer = Answer.of(rows, at);
        return server.seesSessions() || question.hidesWithoutRights().isEmpty()
            ? answer
            : answer.hiding(
                "%s does not see %s: GRANT pg_monitor TO %s%s"
                    .formatted(
                        server.role(),
                        question.hidesWithoutRights(),
                        Identifiers.inOneLine(server.role()),
                        where()));
      } catch (SQLException e) {
        return Answer.unseen(question.name() + " could not be read: " + Unseen.reason(e), at);
      }
    }

    private @Nullable String whyNot(Question<?> question) {
      if (question.asks() == Whom.PRIMARY && server.standby()) {
        return "a standby does not know %s: ask the primary".formatted(question.name());
      }
      if (question.asks() == Whom.STANDBY && !server.standby()) {
        return "this is no standby";
      }
      if (!question.needs().isEmpty() && !server.extensions().containsKey(question.needs())) {
        return "%s is not installed in %s: CREATE EXTENSION %s%s"
            .formatted(question.needs(), server.database(), question.needs(), where());
      }
      return !whole && question.tier() != Tier.ACTIVITY ? "it was not asked yet" : null;
    }

    /** Where a standby's catalogue is written. */
    private String where() {
      return server.standby() ? ", on the primary" : "";
    }

    Answer<TableSample> tables() {
      if (!server.counts()) {
        return Answer.unseen("the server counts nothing about tables: set track_counts = on", at);
      }
      Answer<TableSample> tables = ask(Questions.TABLES, null, null, MOST_TABLES);
      return tables.rows().size() < MOST_TABLES
          ? tables
          : tables.hiding(
              "there are more tables than the %,d with the most writes".formatted(MOST_TABLES));
    }

    /** With what makes those that may be dropped. */
    Answer<IndexSample> indexes(Answer<RedundantIndex> redundant) {
      Answer<IndexSample> indexes = ask(Questions.INDEXES);
      Set<Long> needless =
          redundant.rows().stream().map(RedundantIndex::oid).collect(Collectors.toSet());
      Long[] some =
          indexes.rows().stream()
              .filter(each -> each.scans() == 0 || needless.contains(each.oid()))
              .map(IndexSample::oid)
              .limit(MOST_DEFINITIONS)
              .toArray(Long[]::new);
      if (some.length == 0) {
        return indexes;
      }
      Map<Long, String> definitions = new HashMap<>();
      ask(Questions.DEFINITIONS, (Object) some)
          .rows()
          .forEach(each -> definitions.put(each.getKey(), each.getValue()));
      List<IndexSample> rows =
          indexes.rows().stream()
              .map(each -> each.withDefinition(definitions.get(each.oid())))
              .toList();
      return new Answer<>(rows, indexes.at(), indexes.unseen(), indexes.hidden());
    }

    Answer<SequenceSample> sequences() {
      Answer<SequenceSample> sequences = ask(Questions.SEQUENCES);
      long unreadable = sequences.rows().stream().filter(each -> !each.readable()).count();
      return unreadable == 0
          ? new Answer<>(sequences.rows(), at, sequences.unseen(), null)
          : sequences.hiding(
              "%s may not read %,d of %,d sequences: GRANT pg_read_all_data TO %s"
                  .formatted(
                      server.role(),
                      unreadable,
                      sequences.rows().size(),
                      Identifiers.inOneLine(server.role())));
    }

    /** Measured for who watches: one look is quick. */
    Answer<SpaceSample> space(boolean measured) {
      Answer<SpaceSample> space = ask(SpaceReader.SPACE);
      return measured ? new SpaceReader(inquiry, server).measured(space) : space;
    }

    /** With the texts of those that took most time since the earlier sample. */
    Answer<StatementSample> withTexts(
        Answer<StatementSample> statements, @Nullable ServerSample since) {
      Map<Long, Double> before = new HashMap<>();
      if (since != null) {
        since.statements().rows().forEach(each -> before.put(each.queryId(), each.execMillis()));
      }
      Long[] most =
          statements.rows().stream()
              .sorted(
                  Comparator.comparingDouble(
                      each -> before.getOrDefault(each.queryId(), 0.0) - each.execMillis()))
              .limit(MOST_TEXTS)
              .map(StatementSample::queryId)
              .toArray(Long[]::new);
      if (most.length == 0) {
        return statements;
      }
      Map<Long, String> texts = new HashMap<>();
      ask(Questions.STATEMENT_TEXTS, (Object) most)
          .rows()
          .forEach(each -> texts.put(each.getKey(), each.getValue()));
      List<StatementSample> rows =
          statements.rows().stream()
              .map(each -> each.withText(Questions.shape(texts.getOrDefault(each.queryId(), ""))))
              .toList();
      return new Answer<>(rows, statements.at(), statements.unseen(), statements.hidden());
    }
  }
}
