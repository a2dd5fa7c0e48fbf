package dev.weir.analyzer.accept;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.shop.AcceptedLoops;
import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.sql.SqlShapes;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptancesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);
  private static final Finding FINDING =
      Finding.of(
          new Code("LU", "row-by-row-update", "row-by-row UPDATE"),
          Severity.ERROR,
          Confidence.CERTAIN,
          new Subject.Statement(
              "shop", SqlShapes.parse("update audit.log set seen = ? where id = ?"), null),
          new Place(
              new CallSite("com.shop.AuditDao", "mark", "AuditDao.java", 20),
              new CallSite("com.shop.Import", "run", "Import.java", 41),
              0),
          List.of(Fact.sum(Fact.EXECUTIONS, 10)));

  private static Acceptances read(String text) {
    return Acceptances.read(new StringReader(text), "weir-findings.yml");
  }

  private static boolean accepts(String criteria) {
    return read("accepted:\n  - {" + criteria + ", reason: because}").of(FINDING, TODAY) != null;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "code: LU | true",
        "code: row-by-row-update | true",
        "code: N1 | false",
        "table: log | true",
        "table: audit.log | true",
        "table: AUDIT.LOG | true",
        "table: og | false",
        "table: public.log | false",
        "place: com.shop.Import. | true",
        "place: com.shop.Import.run | true",
        "place: com.shop.AuditDao.mark | true",
        "place: com.shop.Imp | true",
        "place: com.other. | false",
        "code: LU, table: orders | false",
        "code: LU, table: log, place: com.shop.Import.run | true",
        "code: LU, until: 2026-11-28 | true",
        "code: LU, until: 2026-11-27 | false",
      })
  void findingIsMeantThatFitsAllThatIsGiven(String criteria, boolean accepted) {
    assertThat(accepts(criteria)).isEqualTo(accepted);
  }

  @Test
  void signatureMeansOneFinding() {
    assertThat(accepts("signature: " + FINDING.signature())).isTrue();
    assertThat(accepts("signature: LU-0000000000000000")).isFalse();
  }

  @Test
  void ownerReasonAndDayAreKept() {
    assertThat(
            read("""
                    accepted:
                      - code: LU
                        reason: one row per order, by law
                        owner: orders
                        until: 2027-03-31
                    """)
                .of(FINDING, TODAY))
        .satisfies(
            by -> {
              assertThat(by.reason()).isEqualTo("one row per order, by law");
              assertThat(by.owner()).isEqualTo("orders");
              assertThat(by.until()).isEqualTo("2027-03-31");
              assertThat(by.what()).isEqualTo("code LU");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accepted: [{code: LU}] | weir-findings.yml, entry 1: it must have a reason",
        "accepted: [{reason: x}] | weir-findings.yml, entry 1: it must say what is accepted",
        "accepted: [{code: LU, reason: x, untill: y}] | entry 1: 'untill' is not known; there are",
        "accepted: [{code: LU, reason: x, until: soon}] | 'until' must be a date such as 2027-03-31",
        "accepted: [{code: [LU], reason: x}] | 'code' must be one value",
        "accepted: [LU] | entry 1: it must have a reason",
        "accepted: LU | must have 'accepted', a list",
        "suppressed: [] | 'suppressed' is not known",
        "accepted: [ | weir-findings.yml is not YAML",
      })
  void whatCannotBeReadSaysWhere(String text, String said) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessageContaining(said);
  }

  @Test
  void annotationThatIsWrongLeavesTheOthersOfItsClass() throws IOException {
    List<String> wrong = new ArrayList<>();
    try (InputStream file = AcceptedLoops.class.getResourceAsStream("AcceptedLoops.class")) {
      assertThat(AnnotatedClass.read(requireNonNull(file), "com.shop.AcceptedLoops", wrong::add))
          .extracting(Acceptance::reason)
          .contains("twelve at most", "no reads are meant", "was accepted once")
          .doesNotContain("a date that is none");
    }
    assertThat(wrong)
        .containsExactly(
            "com.shop.AcceptedLoops.mistaken: 'until' must be a date such as 2027-03-31; it is"
                + " '31.03.2027'");
  }

  @ParameterizedTest
  @CsvSource(value = {"''", "'# nothing yet'", "'accepted:'", "'accepted: []'"})
  void emptyFileAcceptsNothing(String text) {
    assertThat(read(text).all()).isEmpty();
  }
}
