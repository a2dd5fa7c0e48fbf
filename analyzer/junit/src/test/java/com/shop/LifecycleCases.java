package com.shop;

import dev.weir.analyzer.junit.ExpectNoFindings;
import dev.weir.analyzer.junit.ExpectStatements;
import dev.weir.analyzer.junit.FindingsExtension;
import java.sql.SQLException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of all kinds. Those with a 20 in their names are to fail. */
@ExpectNoFindings
@ExpectStatements(max = 2)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class LifecycleCases {
  @RegisterExtension
  final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

  private final Orders orders = new Orders(weir.dataSource());

  @BeforeAll
  void setUpAll() throws SQLException {
    orders.itemsOneByOne(20);
  }

  @BeforeEach
  void setUp() throws SQLException {
    orders.itemsOneByOne(20);
  }

  @AfterEach
  void tearDown() throws SQLException {
    orders.itemsOneByOne(20);
  }

  @ParameterizedTest(name = "parameter {0}")
  @ValueSource(ints = {1, 2, 20})
  void eachParameterIsATest(int number) throws SQLException {
    orders.itemsOneByOne(number);
  }

  @RepeatedTest(3)
  void eachRepetitionIsATest() throws SQLException {
    orders.item(1);
  }

  @TestFactory
  Stream<DynamicTest> eachDynamicTestIsATest() throws SQLException {
    orders.itemsOneByOne(20); // Set-up.
    return IntStream.of(1, 1, 1, 1, 20)
        .mapToObj(
            number ->
                DynamicTest.dynamicTest("dynamic " + number, () -> orders.itemsOneByOne(number)));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void separate20() throws SQLException {
    orders.itemsOneByOne(20);
  }
}
