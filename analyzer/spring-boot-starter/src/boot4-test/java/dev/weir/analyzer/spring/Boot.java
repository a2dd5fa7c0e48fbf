package dev.weir.analyzer.spring;

import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

/** What Spring Boot configures, by the names that it has in this version. */
final class Boot {
  static final Class<?> DATA_SOURCE = DataSourceAutoConfiguration.class;
  static final Class<?> TRANSACTION_MANAGER = DataSourceTransactionManagerAutoConfiguration.class;
  static final Class<?> TRANSACTIONS = TransactionAutoConfiguration.class;
  static final Class<?> OBSERVATIONS = ObservationAutoConfiguration.class;
  static final Class<?> REDIS = DataRedisAutoConfiguration.class;

  private Boot() {}
}
