package dev.weir.analyzer.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotationTest {
  private static Scenario one(String trace, String expect) {
    return Notation.read("x.txt", "A01 name\n  " + trace + "\n  expect " + expect + "\n").get(0);
  }

  private static Step.Statement statement(String trace) {
    Step.Unit unit = (Step.Unit) one(trace, "none").parts().get(0);
    return (Step.Statement) unit.steps().get(0);
  }

  @Test
  void wordsThatGoWithoutSayingAreAdded() {
    assertThat(statement("S{orders}").sql()).isEqualTo("select * from orders");
    assertThat(statement("S{select 1}").sql()).isEqualTo("select 1");
    assertThat(statement("U{a set b = ? where id = ?} k=1").sql())
        .isEqualTo("update a set b = ? where id = ?");
    assertThat(statement("D{a where id = ?} k=1").sql()).isEqualTo("delete from a where id = ?");
    assertThat(statement("I{a (x, y, z)}").sql())
        .isEqualTo("insert into a (x, y, z) values (?, ?, ?)");
    assertThat(statement("I{a}").sql()).isEqualTo("insert into a (id, name) values (?, ?)");
    assertThat(statement("X{do $$ begin {x} end $$}").sql()).isEqualTo("do $$ begin {x} end $$");
  }

  @Test
  void keysAreTheParametersAfterWhere() {
    Step.Statement statement = statement("U{a set b = ?, c = ? where id = ?} v=7 k:100*i+1 x3");
    assertThat(statement.values())
        .extracting(value -> value.resolve(2, 0))
        .containsExactly(7L, 7L, 201L);
  }

  @Test
  void traceWithoutUnitsIsOne() {
    assertThat(one("S{a}; gap5; S{b}", "none").parts()).hasSize(1);
    assertThat(one("REQ[S{a}] x3; gap5;\n  REQ[S{b}] | REQ[S{c}]", "none").parts()).hasSize(3);
  }

  @Test
  void expectationsAreCodesWithTheirSeverity() {
    List<Scenario.Expected> expected = one("S{a}", "N1 E @b source=a, BS W else LI E").expected();
    assertThat(expected).hasSize(2);
    assertThat(expected.get(0)).isEqualTo(new Scenario.Expected("N1", 'E', "b", "a", List.of()));
    assertThat(expected.get(1).instead())
        .containsExactly(new Scenario.Expected("LI", 'E', "", "", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "S{a} q=5       # none   # x.txt:2:8: expected k, v, p, xN, @",
        "S{a} x         # none   # expected a number",
        "S{a            # none   # expected '}'",
        "T{a}           # none   # x.txt:2:3: expected a step",
        "S{a where b=?} # none   # expected k= or k:",
        "S{a} p=(1)     # none   # expected 0 values",
        "S{a} @b/while  # none   # expected loop, stream",
        "(S{a}) 3       # none   # expected 'x'",
        "REQ[S{a}] y    # none   # expected xN, every=",
        "REQ[S{a}]; S{b}# none   # expected 'REQ[' or 'gap'",
        "S{a}           # N7 E   # expected one of the codes",
        "S{a}           # N1     # x.txt:3:12: expected ' '",
        "S{a}           # N1 X   # expected a severity",
        "S{a}           # N1 E ; # expected ',' or the end of the line"
      })
  void whatIsNotUnderstoodIsSaidWithItsPlace(String trace, String expect, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one(trace, expect))
        .withMessageContaining(message)
        .withMessageStartingWith("x.txt:");
  }
}
