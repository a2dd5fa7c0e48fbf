package dev.weir.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Makes sequences of a seed. Each is about some of the topics only: among few, each meets each of
 * the others more often than among all.
 */
final class Generator {
  private static final List<String> BORROWERS = List.of("A", "B", "C");
  private static final int MOST_TOPICS = 6;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 60;
  private static final double CLOSES = 0.06;
  private static final double STAYS = 0.7;
  private static final double ENDS = 0.12;

  private final Random random;
  private final List<Topic> topics;

  /**
   * Makes what this seed makes.
   *
   * @param without topics that are left out
   */
  Generator(long seed, Set<Topic> without) {
    this.random = new Random(seed);
    this.topics = Arrays.stream(Topic.values()).filter(t -> !without.contains(t)).toList();
  }

  /** The sequence on this setup. */
  Sequence next(Setup setup) {
    List<Topic> about = about();
    List<String> borrowers = BORROWERS.subList(0, 1 + random.nextInt(BORROWERS.size()));
    Set<String> connected = new HashSet<>();
    List<Step> steps = new ArrayList<>();
    int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
    String who = one(borrowers);
    while (steps.size() < length) {
      who = random.nextDouble() < STAYS ? who : one(borrowers);
      if (connected.add(who)) {
        steps.add(Step.parse(who + " connect"));
      } else if (random.nextDouble() < CLOSES) {
        steps.add(Step.parse(who + " close"));
        connected.remove(who);
      } else if (random.nextDouble() < ENDS) {
        steps.add(Step.parse(who + (random.nextBoolean() ? " commit" : " rollback")));
      } else {
        add(who, one(one(about).templates()), steps, connected);
      }
    }
    return new Sequence(setup, steps);
  }

  private List<Topic> about() {
    List<Topic> about = new ArrayList<>();
    int count = 1 + random.nextInt(MOST_TOPICS);
    for (int i = 0; i < count; i++) {
      about.add(one(topics));
    }
    return about;
  }

  private void add(String who, String template, List<Step> steps, Set<String> connected) {
    Map<String, String> words = new HashMap<>();
    for (String line : template.lines().toList()) {
      Matcher matcher = Topic.WORD.matcher(line);
      String filled = matcher.replaceAll(found -> word(found.group(1), words));
      Step step = Step.parse(who + " " + filled);
      steps.add(step);
      if (step.call() == Call.CLOSE) {
        connected.remove(who);
      }
    }
  }

  private String word(String name, Map<String, String> words) {
    String known = words.get(name);
    if (known == null) {
      known = name.equals("column") ? Values.column(word("kind", words)) : chosen(name);
      words.put(name, known);
    }
    return known;
  }

  private String chosen(String name) {
    return switch (name) {
      case "n", "n2" -> Integer.toString(1 + random.nextInt(9));
      case "id", "id2" -> Integer.toString(1 + random.nextInt(3));
      case "key" -> Integer.toString(1 + random.nextInt(2));
      case "hold" -> Integer.toString(1 + random.nextInt(2));
      case "tenant" -> one(List.of("a", "b"));
      case "save" -> one(List.of("s1", "s2"));
      case "on" -> one(List.of("on", "off"));
      case "bool" -> one(List.of("true", "false"));
      case "schema" -> one(List.of("public", "other"));
      case "level" -> one(List.of("read-committed", "repeatable-read", "serializable"));
      case "isolation" -> one(List.of("read committed", "repeatable read"));
      case "kind" -> one(Values.KINDS);
      case "reader", "reader2" -> one(Streams.OF_TEXT);
      case "bytes" -> one(Streams.OF_BYTES);
      default -> throw new IllegalArgumentException("no such word: " + name);
    };
  }

  private <T> T one(List<T> choice) {
    return choice.get(random.nextInt(choice.size()));
  }
}
