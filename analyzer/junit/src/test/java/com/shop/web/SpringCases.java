package com.shop.web;

import com.shop.Database;
import dev.weir.analyzer.junit.ExpectNoFindings;
import dev.weir.analyzer.junit.ExpectRoundTrips;
import dev.weir.analyzer.junit.ExpectRoute;
import dev.weir.analyzer.junit.ExpectStatements;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests of Spring Boot, of which some are to fail. Of Weir they have annotations alone. */
public final class SpringCases {
  private SpringCases() {}

  /** Where the database is. */
  interface OnPostgres {
    /** Tells Spring. */
    @DynamicPropertySource
    static void database(DynamicPropertyRegistry settings) {
      settings.add("spring.datasource.url", Database::url);
    }
  }

  /** Calls beans. */
  @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
  @ExpectNoFindings
  public static class Beans implements OnPostgres {
    @Autowired Shop shop;

    @BeforeEach
    void setUp() {
      shop.first(20);
    }

    @Test
    void loops() {
      shop.first(20);
    }

    @Test
    @ExpectStatements(exactly = 1)
    void reads() {
      shop.order(1);
    }

    @Test
    void loopsLater() throws Exception {
      shop.firstLater(20).get();
    }

    /** Within. */
    @Nested
    class Inner {
      @Test
      void loopsWithin() {
        shop.first(20);
      }
    }
  }

  /** In a transaction that Spring rolls back. */
  @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
  @Transactional
  public static class InATransaction implements OnPostgres {
    @Autowired Shop shop;
    @Autowired JdbcTemplate jdbc;

    @BeforeEach
    void setUp() {
      for (int order = 1; order <= 20; order++) {
        jdbc.update("update orders set name = 'x' where id = ?", order);
      }
    }

    @Test
    @ExpectNoFindings
    void loops() {
      shop.first(20);
    }

    @Test
    @ExpectNoFindings
    @ExpectStatements(exactly = 1)
    @ExpectRoundTrips(exactly = 1)
    void reads() {
      shop.order(1);
    }
  }

  /** Calls a server in the same process. */
  @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
  @ExpectNoFindings
  public static class OverHttp implements OnPostgres {
    private final HttpClient client = HttpClient.newHttpClient();

    @Value("${local.server.port}")
    int port;

    private void get(String path) throws IOException, InterruptedException {
      URI uri = URI.create("http://localhost:" + port + path);
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
    }

    @Test
    void requestLoops() throws Exception {
      get("/first/20");
    }

    @Test
    @ExpectStatements(exactly = 20)
    void eachRequestReadsOnce() throws Exception {
      for (int order = 1; order <= 20; order++) {
        get("/orders/" + order);
      }
    }
  }

  /** Where its statements would go if there were replicas. */
  @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
  @ExpectRoute(ExpectRoute.Role.REPLICA)
  public static class Routes implements OnPostgres {
    @Autowired Shop shop;
    @Autowired PlatformTransactionManager transactions;

    @Test
    void reads() {
      shop.order(1);
    }

    @Test
    void readsReadOnly() {
      TransactionTemplate readOnly = new TransactionTemplate(transactions);
      readOnly.setReadOnly(true);
      readOnly.execute(status -> shop.order(1));
    }

    @Test
    void readsInATransaction() {
      new TransactionTemplate(transactions).execute(status -> shop.order(1));
    }
  }

  /** Has no DataSource that Weir watches. */
  @SpringBootTest(
      classes = Unwatched.Nothing.class,
      webEnvironment = SpringBootTest.WebEnvironment.NONE)
  public static class Unwatched {
    /** Of an application without a DataSource. */
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Test
    @ExpectNoFindings
    void isNotWatched() {}
  }

  /** A slice. */
  @JdbcTest(properties = "spring.main.cloud-platform=kubernetes")
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
  @ExpectNoFindings
  public static class JdbcSlice implements OnPostgres {
    @Autowired JdbcTemplate jdbc;

    @Test
    void loops() {
      new Shop(jdbc).first(20);
    }

    @Test
    void reads() {
      new Shop(jdbc).order(1);
    }
  }

  /** A slice. */
  @DataJdbcTest
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
  @ExpectNoFindings
  public static class DataJdbcSlice implements OnPostgres {
    @Autowired JdbcTemplate jdbc;

    @Test
    void loops() {
      new Shop(jdbc).first(20);
    }

    @Test
    void reads() {
      new Shop(jdbc).order(1);
    }
  }

  /** A slice. */
  @DataJpaTest
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
  @ExpectNoFindings
  public static class JpaSlice implements OnPostgres {
    @Autowired Authors authors;

    @Test
    void loops() {
      long books = authors.findAll().stream().mapToInt(author -> author.books().size()).sum();
      Assertions.assertEquals(20, books);
    }

    @Test
    void reads() {
      authors.findAll();
    }
  }

  /** A slice whose database is replaced by one in memory. */
  @DataJpaTest(properties = "spring.jpa.hibernate.ddl-auto=create-drop")
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.ANY)
  @ExpectNoFindings
  public static class Replaced {
    @Autowired Authors authors;

    @BeforeEach
    void setUp() {
      for (long id = 1; id <= 20; id++) {
        authors.saveAndFlush(new Author(id));
      }
    }

    @Test
    void loops() {
      for (long id = 1; id <= 20; id++) {
        authors.existsById(id);
      }
    }

    @Test
    @ExpectStatements(exactly = 1)
    void reads() {
      authors.count();
    }
  }
}
