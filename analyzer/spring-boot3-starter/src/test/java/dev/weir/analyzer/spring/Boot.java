package dev.weir.analyzer.spring;

import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;

/** What Spring Boot configures, by the names that it has in this version. */
final class Boot {
  static final Class<?> DATA_SOURCE = DataSourceAutoConfiguration.class;
  static final Class<?> TRANSACTION_MANAGER = DataSourceTransactionManagerAutoConfiguration.class;
  static final Class<?> TRANSACTIONS = TransactionAutoConfiguration.class;
  static final Class<?> OBSERVATIONS = ObservationAutoConfiguration.class;
  static final Class<?> REDIS = RedisAutoConfiguration.class;

  private Boot() {}
}
