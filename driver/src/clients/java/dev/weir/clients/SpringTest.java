package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.route.RouteReason;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's {@link JdbcTemplate} and {@link Transactional}. */
class SpringTest extends ClientContract {
  /** What an application configures. */
  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement
  static class Application {
    @Bean
    JdbcTemplate jdbc(DataSource dataSource) {
      return new JdbcTemplate(dataSource);
    }

    @Bean
    DataSourceTransactionManager transactions(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    Notes notes(JdbcTemplate jdbc) {
      return new SpringNotes(jdbc);
    }
  }

  /** The application. */
  static class SpringNotes implements Notes {
    private final JdbcTemplate jdbc;

    SpringNotes(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    @Override
    public String text(long id) {
      return only("select text from notes where id = ?", id);
    }

    private String only(String sql, Object... parameters) {
      return Objects.requireNonNull(jdbc.queryForObject(sql, String.class, parameters));
    }

    @Override
    public List<String> texts() {
      return jdbc.query("select text from notes order by id", (row, n) -> row.getString(1));
    }

    @Override
    public long add(String text) {
      GeneratedKeyHolder key = new GeneratedKeyHolder();
      jdbc.update(
          connection -> {
            var insert =
                connection.prepareStatement(
                    "insert into notes (text) values (?)", new String[] {"id"});
            insert.setString(1, text);
            return insert;
          },
          key);
      return Objects.requireNonNull(key.getKey()).longValue();
    }

    @Override
    @Transactional
    public void addAll(List<String> texts) {
      jdbc.batchUpdate(
          "insert into notes (text) values (?)",
          texts.stream().map(text -> new Object[] {text}).toList());
    }

    @Override
    @Transactional(readOnly = true)
    public List<String> report(long id) {
      return List.of(text(id), only("select count(*) from notes"));
    }

    @Override
    @Transactional
    public String addAndRead(String text) {
      return text(add(text));
    }

    @Override
    @Transactional
    public void addTwice(String text) {
      add(text);
      add(text);
    }

    @Override
    @Transactional(readOnly = true)
    public void addReadOnly(String text) {
      add(text);
    }

    @Override
    @Transactional(readOnly = true)
    public long stream() {
      jdbc.setFetchSize(FETCH_SIZE);
      try (Stream<String> texts =
          jdbc.queryForStream("select text from notes", (row, n) -> row.getString(1))) {
        return texts.count();
      } finally {
        jdbc.setFetchSize(-1);
      }
    }
  }

  @Override
  Notes notes(DataSource dataSource) {
    var context = new AnnotationConfigApplicationContext();
    context.getBeanFactory().registerSingleton("dataSource", dataSource);
    context.register(Application.class);
    context.refresh();
    return context.getBean(Notes.class);
  }

  private static TransactionTemplate readOnly(DataSourceTransactionManager transactions) {
    TransactionTemplate template = new TransactionTemplate(transactions);
    template.setReadOnly(true);
    return template;
  }

  @Test
  void enforcedReadOnlyIsSetOnTheReplica() {
    DataSourceTransactionManager transactions = new DataSourceTransactionManager(weir);
    transactions.setEnforceReadOnly(true);
    Notes notes = new SpringNotes(new JdbcTemplate(weir));
    String text = readOnly(transactions).execute(status -> notes.text(7));
    assertThat(text).isEqualTo("note 7");
    assertThat(routes.statements()).first().isEqualTo("SET TRANSACTION READ ONLY");
    assertThat(routes.reasons())
        .as("%s", routes)
        .containsExactly(RouteReason.READ_ONLY_TRANSACTION);
    assertThatThrownBy(() -> readOnly(transactions).executeWithoutResult(s -> notes.add("no")))
        .hasRootCauseInstanceOf(PSQLException.class)
        .hasMessageContaining("read-only transaction");
  }

  @Test
  void lazyProxyGoesTheSameWays() {
    DataSource lazy = new LazyConnectionDataSourceProxy(weir);
    routes.forget();
    DataSourceTransactionManager transactions = new DataSourceTransactionManager(lazy);
    Notes notes = new SpringNotes(new JdbcTemplate(lazy));
    assertThat(readOnly(transactions).<String>execute(status -> notes.text(7))).isEqualTo("note 7");
    assertThat(routes.reasons()).containsExactly(RouteReason.READ_ONLY_TRANSACTION);
    routes.forget();
    new TransactionTemplate(transactions).executeWithoutResult(status -> notes.add("new"));
    assertThat(routes.reasons()).containsExactly(RouteReason.TRANSACTION);
    routes.forget();
    assertThat(notes.text(7)).isEqualTo("note 7");
  }

  @Test
  void serializableReadOnlyTransactionIsThePrimarys() {
    TransactionTemplate template = readOnly(new DataSourceTransactionManager(weir));
    template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
    Notes notes = new SpringNotes(new JdbcTemplate(weir));
    assertThat(template.<String>execute(status -> notes.text(7))).isEqualTo("note 7");
    assertThat(routes.reasons()).containsExactly(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);
  }
}
