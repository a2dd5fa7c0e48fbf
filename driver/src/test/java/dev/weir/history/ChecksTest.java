package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.history.Operation.Kind;
import dev.weir.history.Operation.Outcome;
import dev.weir.history.Operation.Way;
import dev.weir.history.OwnWrites.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories made by hand: the valid ones pass, and each kind of violation is found. */
class ChecksTest {
  private static final Check ALL_WRITES = new OwnWrites(Scope.DATA_SOURCE);
  private static final Check WRITES_OF_THE_CLIENT = new OwnWrites(Scope.CLIENT);
  private static final MonotonicReads MONOTONIC = new MonotonicReads(Scope.DATA_SOURCE);
  private static final MonotonicReads IN_SESSIONS = new MonotonicReads(Scope.CLIENT);
  private static final Check LOST = new LostCommits();
  private static final Check INVENTED = new InventedValues();
  private static final Check OWN_TRANSACTION = new OwnTransactions();
  private static final Check PREFIXES = new Prefixes();

  // ---------------------------------------------------------------- own writes

  @Test
  void readAfterAnAcknowledgedWriteShowsItOrANewerOne() {
    assertValid(
        ALL_WRITES,
        write(1, 10, 1, 0, 5),
        write(2, 20, 2, 6, 9),
        read(1, 20, 2, 10, 11),
        read(1, 20, 2, 7, 8));
  }

  @Test
  void readThatBeganBeforeTheWriteWasAcknowledgedMayMissIt() {
    assertValid(ALL_WRITES, write(1, 10, 1, 0, 5), read(2, 0, 0, 4, 9));
  }

  @Test
  void readThatMissesAnAcknowledgedWriteIsFound() {
    Operation write = write(1, 10, 1, 0, 5);
    Operation read = replica(read(2, 0, 0, 6, 7));

    assertFound(ALL_WRITES, "own writes", List.of(write, read), write, read);
    assertValid(WRITES_OF_THE_CLIENT, write, read);
  }

  @Test
  void readThatMissesTheWriteOfItsClientIsFoundInBothScopes() {
    Operation write = write(1, 10, 1, 0, 5);
    Operation read = replica(read(1, 0, 0, 6, 7));

    assertFound(ALL_WRITES, "own writes", List.of(write, read), write, read);
    assertFound(WRITES_OF_THE_CLIENT, "own writes", List.of(write, read), write, read);
  }

  /** Acknowledgements arrive in another order than commits: the newest version counts. */
  @Test
  void readMustShowTheNewestOfAllAcknowledgedWrites() {
    Operation newest = write(1, 10, 2, 0, 5);
    Operation older = write(2, 20, 1, 0, 6);
    Operation read = read(3, 20, 1, 7, 8);

    assertFound(ALL_WRITES, "own writes", List.of(newest, read), newest, older, read);
  }

  @Test
  void writesWhoseOutcomeIsUnknownOrThatFailedNeedNotBeShown() {
    assertValid(
        ALL_WRITES,
        with(write(1, 10, 0, 0, 5), Outcome.UNKNOWN),
        with(write(1, 20, 0, 6, 7), Outcome.FAILED),
        read(1, 0, 0, 8, 9));
  }

  @Test
  void readsThatFailedAndThoseOfOtherRowsSayNothing() {
    assertValid(
        ALL_WRITES,
        write(1, 10, 1, 0, 5),
        with(read(1, 0, 0, 6, 7), Outcome.FAILED),
        of(1, Kind.READ, 9, 0, 0, "", 0, Outcome.OK, 6, 7, false));
  }

  // ---------------------------------------------------------------- monotonic reads

  @Test
  void stepBackIsFound() {
    Operation before = replica(read(1, 10, 1, 6, 7));
    Operation read = replica(read(1, 0, 0, 8, 9));

    assertFound(
        MONOTONIC, "monotonic reads", List.of(before, read), write(2, 10, 1, 0, 20), before, read);
  }

  @Test
  void eachClientHasItsOwnOrder() {
    assertValid(MONOTONIC, read(1, 10, 1, 6, 7), read(2, 0, 0, 8, 9), read(1, 10, 1, 8, 9));
  }

  @Test
  void stepBackToThePrimaryWhileTheCommitIsInFlightIsCountedApart() {
    Operation write = write(2, 10, 1, 0, 20);
    Operation before = replica(read(1, 10, 1, 6, 7));
    Operation read = read(1, 0, 0, 8, 9);

    assertValid(MONOTONIC, write, before, read);
    assertThat(MONOTONIC.stepsInFlight(history(write, before, read)))
        .singleElement()
        .satisfies(step -> assertThat(step.contradicting()).containsExactly(before, read));
  }

  @Test
  void stepBackToThePrimaryAfterTheCommitIsFound() {
    Operation write = write(2, 10, 1, 0, 7);
    Operation before = replica(read(1, 10, 1, 5, 6));
    Operation read = read(1, 0, 0, 8, 9);

    assertFound(MONOTONIC, "monotonic reads", List.of(before, read), write, before, read);
    assertThat(MONOTONIC.stepsInFlight(history(write, before, read))).isEmpty();
  }

  /** It may be committed long after its connection was lost, and nobody is told. */
  @Test
  void stepBackFromAWriteOfUnknownOutcomeIsCountedApartOutsideOfSessions() {
    Operation write = with(write(2, 10, 0, 0, 5), Outcome.UNKNOWN);
    Operation before = read(1, 10, 1, 6, 7);
    Operation read = replica(read(1, 0, 0, 8, 9));

    assertValid(MONOTONIC, write, before, read);
    assertThat(MONOTONIC.stepsInFlight(history(write, before, read))).hasSize(1);
    assertFound(IN_SESSIONS, "monotonic reads", List.of(before, read), write, before, read);
  }

  @Test
  void stepBackBelowAnAcknowledgedWriteIsFoundWhateverElseIsUnknown() {
    Operation unknown = with(write(2, 20, 0, 0, 5), Outcome.UNKNOWN);
    Operation write = write(2, 10, 1, 0, 5);
    Operation before = read(1, 20, 2, 6, 7);
    Operation read = replica(read(1, 0, 0, 8, 9));

    assertFound(MONOTONIC, "monotonic reads", List.of(before, read), unknown, write, before, read);
  }

  @Test
  void clientHasAnOrderInEachProcess() {
    Operation write = write(2, 10, 1, 0, 5);
    Operation before = read(1, 10, 1, 6, 7);
    Operation elsewhere = inAnotherProcess(replica(read(1, 0, 0, 8, 9)));
    Operation back = replica(read(1, 0, 0, 10, 11));

    assertValid(IN_SESSIONS, write, before, elsewhere);
    assertFound(
        IN_SESSIONS, "monotonic reads", List.of(before, back), write, before, elsewhere, back);
  }

  /** One server does not show what it then hides. */
  @Test
  void stepBackOnThePrimaryIsFoundAlsoWhileTheCommitIsInFlight() {
    Operation before = read(1, 10, 1, 6, 7);
    Operation read = read(1, 0, 0, 8, 9);

    assertFound(
        MONOTONIC, "monotonic reads", List.of(before, read), write(2, 10, 1, 0, 20), before, read);
  }

  // ---------------------------------------------------------------- lost commits

  @Test
  void acknowledgedWriteThatIsNotThereInTheEndIsFound() {
    Operation write = write(1, 10, 2, 0, 5);
    Operation last = last(20, 1);

    assertFound(LOST, "lost commit", List.of(write, last), List.of(last), write);
  }

  @Test
  void acknowledgedWriteThatAnotherReplacedIsFound() {
    Operation one = write(1, 10, 1, 0, 5);
    Operation other = write(2, 20, 1, 1, 6);

    assertFound(LOST, "lost commit", List.of(one, other), List.of(last(20, 1)), one, other);
  }

  @Test
  void writeOfUnknownOutcomeMayBeThereOrNot() {
    Operation unknown = with(write(1, 10, 0, 0, 5), Outcome.UNKNOWN);

    for (Check check : List.of(LOST, INVENTED)) {
      assertThat(check.violations(new History(List.of(unknown), List.of(last(0, 0))))).isEmpty();
      assertThat(check.violations(new History(List.of(unknown), List.of(last(10, 1))))).isEmpty();
    }
  }

  @Test
  void writesInAnotherOrderThanTheirTimesAreFound() {
    Operation early = write(1, 10, 2, 0, 5);
    Operation late = write(2, 20, 1, 6, 9);

    assertFound(LOST, "order", List.of(early, late), List.of(last(10, 2)), early, late);
    assertValid(LOST, write(1, 10, 2, 0, 5), write(2, 20, 1, 5, 9), read(1, 10, 2, 10, 11));
  }

  // ---------------------------------------------------------------- invented values

  @Test
  void valueThatNobodyWroteIsFound() {
    Operation read = read(1, 99, 1, 2, 3);

    assertFound(INVENTED, "invented", List.of(read), write(2, 10, 1, 0, 5), read);
  }

  @Test
  void valueOfAFailedWriteIsFound() {
    Operation failed = with(write(2, 10, 0, 0, 1), Outcome.FAILED);
    Operation read = read(1, 10, 1, 2, 3);

    assertFound(INVENTED, "invented", List.of(failed, read), failed, write(2, 20, 1, 4, 5), read);
  }

  @Test
  void valueReadBeforeItWasWrittenIsFound() {
    Operation read = read(1, 10, 1, 2, 3);
    Operation write = write(2, 10, 1, 4, 5);

    assertFound(INVENTED, "invented", List.of(read, write), read, write);
  }

  @Test
  void writeThatIsThereInTwoVersionsIsFound() {
    Operation unknown = with(write(1, 10, 0, 0, 5), Outcome.UNKNOWN);
    Operation once = read(2, 10, 1, 6, 7);
    Operation twice = read(2, 10, 2, 8, 9);

    assertFound(
        INVENTED,
        "applied twice",
        List.of(once, twice),
        List.of(last(20, 3)),
        unknown,
        once,
        twice,
        write(3, 20, 3, 10, 11),
        with(write(3, 30, 0, 10, 11), Outcome.UNKNOWN));
  }

  @Test
  void versionWithTwoValuesIsFound() {
    Operation write = write(1, 10, 1, 0, 5);
    Operation other = with(write(2, 20, 0, 0, 5), Outcome.UNKNOWN);
    Operation read = read(3, 20, 1, 6, 7);

    assertFound(INVENTED, "invented", List.of(write, read), write, other, read);
  }

  @Test
  void moreVersionsThanWritesAreFound() {
    Operation last = last(10, 2);

    assertFound(
        INVENTED,
        "applied twice: 1 writes",
        List.of(last),
        List.of(last),
        with(write(1, 10, 0, 0, 5), Outcome.UNKNOWN));
  }

  // ---------------------------------------------------------------- transactions

  @Test
  void transactionThatDoesNotSeeItsWriteIsFound() {
    Operation read = inTransaction(read(1, 5, 1, 2, 3));
    Operation write = inTransaction(write(1, 10, 2, 0, 5));

    assertFound(OWN_TRANSACTION, "own transaction", List.of(write, read), read, write);
    assertValid(OWN_TRANSACTION, inTransaction(read(1, 10, 2, 2, 3)), write);
  }

  /** What it sees is not committed: it may be ahead of everybody, and may never be seen again. */
  @Test
  void readInsideATransactionSaysNothingToTheOthers() {
    Operation inside = inTransaction(read(1, 10, 1, 2, 3));
    Operation back = inTransaction(with(write(1, 10, 0, 0, 5), Outcome.FAILED));
    Operation read = read(1, 0, 0, 6, 7);

    assertValid(MONOTONIC, inside, back, read);
    assertValid(INVENTED, inside, back, read);
  }

  // ---------------------------------------------------------------- lists

  @Test
  void listsThatOnlyGrowAreValid() {
    Operation one = append(1, 1, 0, 5);
    Operation two = with(append(2, 2, 3, 8), Outcome.UNKNOWN);
    History history =
        new History(
            List.of(one, two, list(3, "{}", 0, 1), list(3, "{1}", 6, 7)), List.of(end("{1,2}")));

    assertThat(PREFIXES.violations(history)).isEmpty();
    for (Check check : List.of(ALL_WRITES, MONOTONIC, LOST, INVENTED)) {
      assertThat(check.violations(history.withPlaces())).isEmpty();
    }
  }

  @Test
  void listThatIsNotABeginningOfTheFinalOneIsFound() {
    Operation read = list(3, "{1}", 6, 7);
    Operation last = end("{11,1}");

    assertFound(
        PREFIXES,
        "lists",
        List.of(read, last),
        List.of(last),
        append(1, 1, 0, 5),
        append(2, 11, 0, 5),
        read);
  }

  @Test
  void elementThatIsThereTwiceIsFound() {
    Operation last = end("{1,1}");

    assertFound(PREFIXES, "applied twice", List.of(last), List.of(last), append(1, 1, 0, 5));
  }

  @Test
  void elementThatNobodyAppendedIsFound() {
    Operation last = end("{1,2}");

    assertFound(PREFIXES, "invented", List.of(last), List.of(last), append(1, 1, 0, 5));
  }

  @Test
  void elementOfAFailedAppendIsFound() {
    Operation last = end("{1}");

    assertFound(
        PREFIXES,
        "invented",
        List.of(last),
        List.of(last),
        with(append(1, 1, 0, 5), Outcome.FAILED));
  }

  /** It is there in the end, and may have come there late. */
  @Test
  void listNeedNotShowAnAppendOfUnknownOutcome() {
    Operation unknown = with(append(1, 1, 0, 5), Outcome.UNKNOWN);
    History history =
        new History(List.of(unknown, list(1, "{}", 6, 7)), List.of(end("{1}"))).withPlaces();

    assertThat(ALL_WRITES.violations(history)).isEmpty();
  }

  @Test
  void acknowledgedElementThatIsMissingIsFound() {
    Operation append = append(1, 1, 0, 5);
    Operation last = end("{2}");
    History history = new History(List.of(append, append(2, 2, 0, 5)), List.of(last));

    assertThat(LOST.violations(history.withPlaces()))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.what()).startsWith("lost commit");
              assertThat(found.contradicting()).containsExactly(append, last);
            });
  }

  @Test
  void listThatMissesAnAcknowledgedElementIsFound() {
    Operation append = append(1, 1, 0, 5);
    Operation read = list(2, "{}", 6, 7);
    History history = new History(List.of(append, read), List.of(end("{1}")));

    assertThat(ALL_WRITES.violations(history.withPlaces())).hasSize(1);
  }

  // ---------------------------------------------------------------- what a human reads

  @Test
  void violationTellsWhatContradictsWhat() {
    Operation write = write(1, 10, 1, 0, 5_000_000);
    Operation read = replica(read(2, 0, 0, 6_000_000, 7_250_000));

    assertThat(ALL_WRITES.violations(history(write, read)))
        .singleElement()
        .hasToString(
            """
            own writes: the read began after the write was acknowledged
                [0.000 - 5.000 ms] client 1 wrote row 7: value 10, version 1, auto commit, ok, by server 0 (primary)
                [6.000 - 7.250 ms] client 2 read row 7: value 0, version 0, auto commit, ok, by server 1 (replica)\
            """);
  }

  // ---------------------------------------------------------------- made by hand

  private static void assertValid(Check check, Operation... operations) {
    assertThat(check.violations(history(operations))).isEmpty();
  }

  private static void assertFound(
      Check check, String what, List<Operation> contradicting, Operation... operations) {
    assertFound(check, what, contradicting, history(operations).finals(), operations);
  }

  private static void assertFound(
      Check check,
      String what,
      List<Operation> contradicting,
      List<Operation> finals,
      Operation... operations) {
    assertThat(check.violations(new History(List.of(operations), finals)))
        .anySatisfy(
            found -> {
              assertThat(found.what()).startsWith(what);
              assertThat(found.contradicting()).containsExactlyElementsOf(contradicting);
            });
  }

  /** In the end the newest version is there that was written or read. */
  private static History history(Operation... operations) {
    Operation newest = last(0, 0);
    for (Operation o : operations) {
      if (o.key() == 7 && o.transaction() == 0 && o.version() > newest.version()) {
        newest = last(o.value(), o.version());
      }
    }
    return new History(
        List.of(operations),
        List.of(newest, of(-1, Kind.READ, 9, 0, 0, "", 0, Outcome.OK, 1_000, 1_001, false)));
  }

  private static Operation write(int client, long value, long version, long from, long to) {
    return of(client, Kind.WRITE, 7, value, version, "", 0, Outcome.OK, from, to, false);
  }

  private static Operation read(int client, long value, long version, long from, long to) {
    return of(client, Kind.READ, 7, value, version, "", 0, Outcome.OK, from, to, false);
  }

  private static Operation last(long value, long version) {
    return read(Operation.NOBODY, value, version, 1_000, 1_001);
  }

  private static Operation append(int client, long value, long from, long to) {
    return write(client, value, 0, from, to);
  }

  private static Operation list(int client, String list, long from, long to) {
    List<Long> elements = History.elements(list);
    long value = elements.isEmpty() ? 0 : elements.get(elements.size() - 1);
    return of(client, Kind.READ, 7, value, elements.size(), list, 0, Outcome.OK, from, to, false);
  }

  private static Operation end(String list) {
    return list(Operation.NOBODY, list, 1_000, 1_001);
  }

  private static Operation replica(Operation o) {
    return of(
        o.client(),
        o.kind(),
        o.key(),
        o.value(),
        o.version(),
        o.list(),
        o.transaction(),
        o.outcome(),
        o.invokedNanos(),
        o.completedNanos(),
        true);
  }

  private static Operation inAnotherProcess(Operation o) {
    return new Operation(
        o.client(),
        o.kind(),
        o.key(),
        o.value(),
        o.version(),
        o.list(),
        o.transaction(),
        o.way(),
        o.outcome(),
        o.invokedNanos(),
        o.completedNanos(),
        o.server(),
        o.replica(),
        1);
  }

  private static Operation inTransaction(Operation o) {
    return of(
        o.client(),
        o.kind(),
        o.key(),
        o.value(),
        o.version(),
        o.list(),
        1,
        o.outcome(),
        o.invokedNanos(),
        o.completedNanos(),
        o.replica());
  }

  private static Operation with(Operation o, Outcome outcome) {
    return of(
        o.client(),
        o.kind(),
        o.key(),
        o.value(),
        o.version(),
        o.list(),
        o.transaction(),
        outcome,
        o.invokedNanos(),
        o.completedNanos(),
        o.replica());
  }

  private static Operation of(
      int client,
      Kind kind,
      int key,
      long value,
      long version,
      String list,
      long transaction,
      Outcome outcome,
      long from,
      long to,
      boolean replica) {
    return new Operation(
        client,
        kind,
        key,
        value,
        version,
        list,
        transaction,
        Way.AUTO_COMMIT,
        outcome,
        from,
        to,
        replica ? 1 : 0,
        replica,
        0);
  }
}
