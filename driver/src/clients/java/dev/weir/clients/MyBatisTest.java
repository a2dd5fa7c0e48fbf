package dev.weir.clients;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** MyBatis, configured in Java. */
class MyBatisTest extends ClientContract {
  /** A row that is to be added, and then its id. */
  static final class Row {
    final String text;
    long id;

    Row(String text) {
      this.text = text;
    }
  }

  /** The statements. */
  interface Mapper {
    @Select("select text from notes where id = #{id}")
    String text(@Param("id") long id);

    @Select("select text from notes order by id")
    List<String> texts();

    @Select("select count(*) from notes")
    String count();

    @Insert("insert into notes (text) values (#{text})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    void add(Row row);

    @Select("select text from notes")
    @Options(fetchSize = Notes.FETCH_SIZE)
    Cursor<String> stream();
  }

  /** The application. */
  private record MyBatisNotes(SqlSessionFactory sessions) implements Notes {
    /** A session with auto-commit: without, a read would open a transaction that may write. */
    private <T> T read(Function<Mapper, T> work) {
      try (SqlSession session = sessions.openSession(true)) {
        return work.apply(session.getMapper(Mapper.class));
      }
    }

    private <T> T transaction(ExecutorType type, Function<Mapper, T> work) {
      try (SqlSession session = sessions.openSession(type)) {
        T result = work.apply(session.getMapper(Mapper.class));
        session.commit();
        return result;
      }
    }

    private <T> T readOnly(Function<Mapper, T> work) {
      try (SqlSession session = sessions.openSession()) {
        session.getConnection().setReadOnly(true);
        return work.apply(session.getMapper(Mapper.class));
      } catch (SQLException e) {
        throw new PersistenceException(e);
      }
    }

    private static long add(Mapper mapper, String text) {
      Row row = new Row(text);
      mapper.add(row);
      return row.id;
    }

    @Override
    public String text(long id) {
      return read(mapper -> mapper.text(id));
    }

    @Override
    public List<String> texts() {
      return read(Mapper::texts);
    }

    @Override
    public long add(String text) {
      return read(mapper -> add(mapper, text));
    }

    @Override
    public void addAll(List<String> texts) {
      transaction(
          ExecutorType.BATCH,
          mapper -> {
            texts.forEach(text -> mapper.add(new Row(text)));
            return true;
          });
    }

    @Override
    public List<String> report(long id) {
      return readOnly(mapper -> List.of(mapper.text(id), mapper.count()));
    }

    @Override
    public String addAndRead(String text) {
      return transaction(ExecutorType.SIMPLE, mapper -> mapper.text(add(mapper, text)));
    }

    @Override
    public void addTwice(String text) {
      transaction(ExecutorType.SIMPLE, mapper -> add(mapper, text) + add(mapper, text));
    }

    @Override
    public void addReadOnly(String text) {
      readOnly(mapper -> add(mapper, text));
    }

    @Override
    public long stream() {
      return readOnly(
          mapper -> {
            long rows = 0;
            for (String text : mapper.stream()) {
              rows += text.isEmpty() ? 0 : 1;
            }
            return rows;
          });
    }
  }

  @Override
  Notes notes(DataSource dataSource) {
    Configuration configuration =
        new Configuration(new Environment("test", new JdbcTransactionFactory(), dataSource));
    configuration.addMapper(Mapper.class);
    return new MyBatisNotes(new SqlSessionFactoryBuilder().build(configuration));
  }
}
