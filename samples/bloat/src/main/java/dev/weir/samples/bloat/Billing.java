package dev.weir.samples.bloat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Writes an invoice, and asks the payment provider before it commits. Today that takes long. */
final class Billing {
  private final DataSource dataSource;
  private final CountDownLatch answer = new CountDownLatch(1);

  Billing(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  void bill() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO invoice (customer) VALUES (?)")) {
      connection.setAutoCommit(false);
      insert.setString(1, "somebody");
      insert.executeUpdate();
      askProvider();
      connection.commit();
    } catch (SQLException e) {
      // The doctor's fix ends this session.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askProvider() throws InterruptedException {
    answer.await();
  }

  void providerAnswers() {
    answer.countDown();
  }
}
