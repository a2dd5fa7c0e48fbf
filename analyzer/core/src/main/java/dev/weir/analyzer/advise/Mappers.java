package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Place.Mapper;
import dev.weir.sql.StatementKind;

/** What to do about a loop, in the terms of what executes the application's statements. */
final class Mappers {
  private Mappers() {}

  /** A sentence behind the others; empty if there is nothing to add. */
  static String words(Mapper mapper, StatementKind kind) {
    return switch (kind == StatementKind.SEVERAL ? Mapper.NONE : mapper) {
      case NONE -> "";
      case HIBERNATE -> " With Hibernate: " + hibernate(kind) + ".";
      case SPRING_JDBC ->
          kind.writesRows()
              ? " With JdbcTemplate: batchUpdate(..)."
              : " With NamedParameterJdbcTemplate or JdbcClient: IN (:ids), all keys in one list.";
      case SPRING_DATA_JDBC -> " With Spring Data JDBC: " + springData(kind) + ".";
      case MYBATIS -> " With MyBatis: " + myBatis(kind) + ".";
      case JOOQ -> " With jOOQ: " + jooq(kind) + ".";
    };
  }

  private static String springData(StatementKind kind) {
    return switch (kind) {
      case INSERT -> "saveAll(..)";
      case DELETE -> "deleteAllById(..), or a @Modifying @Query";
      case UPDATE, MERGE -> "a @Modifying @Query for all; saveAll(..) updates row by row";
      default ->
          "findAllById(..), or IN (:ids) in a @Query; for the collections of aggregates"
              + " setSingleQueryLoadingEnabled(true)";
    };
  }

  private static String myBatis(StatementKind kind) {
    return kind.writesRows()
        ? "a session of ExecutorType.BATCH with one flush at the end, statement by statement, or one"
            + " statement over arrays (typeHandler=org.apache.ibatis.type.ArrayTypeHandler)"
        : "a joined <resultMap> in place of a nested select, <foreach> over all keys, or = ANY"
            + " (#{ids, typeHandler=org.apache.ibatis.type.ArrayTypeHandler})";
  }

  private static String jooq(StatementKind kind) {
    return switch (kind) {
      case INSERT ->
          "valuesOfRows(..), with returning(ID) for keys, or batchInsert(records) without";
      case UPDATE, MERGE -> "batchUpdate(records), batchMerge(records), or batch(query).bind(..)";
      case DELETE -> "deleteFrom(..).where(KEY.in(keys)), or batchDelete(records)";
      default -> "KEY.in(keys), or multiset(..) in the query before";
    };
  }

  private static String hibernate(StatementKind kind) {
    return switch (kind) {
      case INSERT ->
          "hibernate.jdbc.batch_size and hibernate.order_inserts, and ids of a SEQUENCE"
              + " (allocationSize): it does not batch where ids are IDENTITY";
      case UPDATE, MERGE ->
          "one UPDATE of JPQL for all, or hibernate.jdbc.batch_size with hibernate.order_updates";
      case DELETE ->
          "one DELETE of JPQL for all (deleteAllInBatch of Spring Data), or"
              + " hibernate.jdbc.batch_size";
      default ->
          "JOIN FETCH or an entity graph for what is always needed, else @BatchSize or"
              + " hibernate.default_batch_fetch_size";
    };
  }
}
