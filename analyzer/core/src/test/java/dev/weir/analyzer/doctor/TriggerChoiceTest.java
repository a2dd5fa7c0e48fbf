package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.doctor.TriggerChoice.Budget;
import dev.weir.analyzer.doctor.TriggerChoice.Load;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TriggerChoiceTest {
  private static final Budget DEFAULT = new Budget(200, 2, 60);

  private static TriggerChoice choose(
      double rows, double heapMb, double indexMb, double rate, Budget budget) {
    return TriggerChoice.of(
        new Load(rows, heapMb * 128, indexMb * 128, 0.7, rate, 50 + 0.2 * rows), budget);
  }

  @Test
  void ordersAreVacuumedFourTimesAnHour() {
    TriggerChoice choice = choose(5_000_000, 900, 400, 250, DEFAULT);
    assertThat(choice.keep()).isFalse();
    assertThat(choice.parameters())
        .isEqualTo("autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000");
    assertThat(choice.trigger()).isEqualTo(251_000);
    assertThat(choice.vacuumSeconds()).isCloseTo(14, Offset.offset(1.0));
  }

  @Test
  void aHugeTableIsNotVacuumedAllTheTime() {
    TriggerChoice slow = choose(200e6, 60_000, 40_000, 667, DEFAULT);
    assertThat(slow.scale()).isEqualTo(0.005);
    assertThat(slow.vacuumSeconds()).isLessThan(0.25 * slow.everySeconds());
    TriggerChoice quick = choose(200e6, 60_000, 40_000, 667, new Budget(2_000, 2, 60));
    assertThat(quick.scale()).isEqualTo(0.002);
    assertThat(quick.vacuumSeconds()).isCloseTo(17, Offset.offset(1.0));
  }

  @Test
  void aSmallHotTableGetsAnAbsoluteThreshold() {
    TriggerChoice choice = choose(20_000, 12, 4, 300, DEFAULT);
    assertThat(choice.scale()).isZero();
    assertThat(choice.threshold()).isEqualTo(2_000);
    assertThat(choice.naptimeBinds()).isTrue();
  }

  @Test
  void whatIsGoodEnoughIsKept() {
    assertThat(choose(3_000, 1, 1, 0.5, DEFAULT).keep()).isTrue();
    assertThat(choose(1_000_000, 200, 60, 2, DEFAULT).scale()).isEqualTo(0.01);
    assertThat(choose(50e6, 9_000, 5_000, 400, DEFAULT).scale()).isEqualTo(0.005);
  }

  @Test
  void aBudgetWithoutDelayIsNoDivisionByZero() {
    assertThat(choose(1_000_000, 200, 60, 2, new Budget(200, 0, 60)).vacuumSeconds())
        .isFinite()
        .isPositive();
  }
}
