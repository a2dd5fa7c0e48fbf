package dev.weir.analyzer.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Place.Mapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
  private final Places places = new Places(List.of("com.shop"));

  private static StackTraceElement frame(String type) {
    return new StackTraceElement(type, "run", null, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "org.hibernate.loader.Loader, HIBERNATE",
    "org.springframework.jdbc.core.JdbcTemplate, SPRING_JDBC",
    "org.apache.ibatis.executor.SimpleExecutor, MYBATIS",
    "org.jooq.impl.AbstractQuery, JOOQ",
    "com.zaxxer.hikari.pool.ProxyStatement, NONE",
  })
  void whatExecutesForTheApplicationIsKnownByItsClasses(String type, Mapper mapper) {
    Throwable stack = new Throwable();
    stack.setStackTrace(
        new StackTraceElement[] {
          frame("org.postgresql.jdbc.PgStatement"), frame(type), frame("com.shop.Orders"),
        });
    assertThat(places.resolve(stack, null).place().mapper()).isEqualTo(mapper);
  }

  @Test
  void springDataExecutesThroughJdbcTemplate() {
    Throwable stack = new Throwable();
    stack.setStackTrace(
        new StackTraceElement[] {
          frame("org.springframework.jdbc.core.JdbcTemplate"),
          frame("org.springframework.data.jdbc.core.convert.DefaultDataAccessStrategy"),
          frame("com.shop.Orders"),
        });
    assertThat(places.resolve(stack, null).place().mapper()).isEqualTo(Mapper.SPRING_DATA_JDBC);
  }

  @Test
  void whatCallsTheApplicationIsNone() {
    Throwable stack = new Throwable();
    stack.setStackTrace(
        new StackTraceElement[] {
          frame("org.postgresql.jdbc.PgStatement"),
          frame("com.shop.Orders"),
          frame("org.jooq.impl.DefaultDSLContext"),
        });
    assertThat(places.resolve(stack, null).place().mapper()).isEqualTo(Mapper.NONE);
  }
}
