package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.FindingsCases;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.AssertionFailedError;

class ExpectNoFindingsTest {
  @Test
  void testFailsByTheFindingWithItsLine() {
    Events events = Engine.run(FindingsCases.Loop.class);
    events.assertStatistics(all -> all.started(3).succeeded(2).failed(1));
    assertThat(Engine.thrown(events)).isInstanceOf(AssertionFailedError.class);
    assertThat(Engine.message(events))
        .contains("Expected no findings in Loop.loops()")
        .contains("ERROR N1 N+1 select: 20 in 1 unit")
        .contains("select name from item where order_id = ?")
        .containsPattern("loop +at com\\.shop\\.Orders\\.itemsOneByOne\\(Orders\\.java:\\d+\\)")
        .contains("signature N1-");
  }

  @Test
  void nearestAnnotationCountsAndSetUpDoesNot() {
    assertThat(Engine.failed(Engine.run(FindingsCases.OnTheClass.class)))
        .containsExactly("loops", "loopsALot", "loopsHere", "loopsWithin");
  }

  @Test
  void codesHaveNamesAndThoseThatThereAreNotFail() {
    Events events = Engine.run(FindingsCases.Named.class);
    assertThat(Engine.failed(events))
        .containsExactly("codeInSmallLetters", "exceptNone", "name", "title");
    assertThat(events.failed().stream().map(Object::toString))
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .contains("ExtensionConfigurationException")
                    .contains("Named.title(): @ExpectNoFindings(codes) has no finding 'N+1'")
                    .contains("N1 (n-plus-one)"))
        .anySatisfy(failure -> assertThat(failure).contains("(except) has no finding 'NOPE'"));
  }

  @Test
  void annotationsCompose() {
    assertThat(Engine.failed(Engine.run(FindingsCases.Composed.class))).containsExactly("loops");
  }

  @Test
  void failureOfTheTestItselfIsNotMasked() {
    Events events = Engine.run(FindingsCases.Failing.class);
    events.assertStatistics(all -> all.failed(1).aborted(1));
    Throwable thrown = Engine.thrown(events);
    assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("its own");
    assertThat(thrown.getSuppressed())
        .singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageContaining("Expected no findings in"));
  }

  @Test
  void timeIsJudgedOnlyWhereItsCodeIsNamed() {
    assertThat(Engine.failed(Engine.run(FindingsCases.Slow.class)))
        .containsExactly("waitsAndMustNot");
  }

  @Test
  void whatIsAcceptedDoesNotFail() {
    Engine.run(FindingsCases.Accepted.class).assertStatistics(all -> all.succeeded(1).failed(0));
  }

  @Test
  void whatCouldNotBeJudgedFails() {
    assertThat(Engine.message(Engine.run(FindingsCases.Unjudged.class)))
        .contains("Not all that Unjudged.isNotJudged() has executed could be judged");
  }

  @Test
  void worksWithoutSpringAndAssertJ() throws ClassNotFoundException {
    ClassLoader without = new WithoutOptional(getClass().getClassLoader());
    Events events = Engine.run(without.loadClass("com.shop.FindingsCases$Loop"));
    events.assertStatistics(all -> all.started(3).succeeded(2).failed(1));
    assertThat(Engine.message(events)).contains("Expected no findings in Loop.loops()");
  }

  @Test
  void testOfWhichNothingIsWatchedFails() {
    assertThat(Engine.message(Engine.run(FindingsCases.Unwatched.class)))
        .contains("Weir watches nothing that Unwatched.isNotWatched() uses")
        .contains("weir-spring-boot-starter");
  }
}
