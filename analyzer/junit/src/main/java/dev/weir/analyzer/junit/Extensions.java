package dev.weir.analyzer.junit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;

/** What annotations say of the extensions of a test. */
final class Extensions {
  private static final String SPRING =
      "org.springframework.test.context.junit.jupiter.SpringExtension";

  private Extensions() {}

  /** Whether a test has a context of Spring's. */
  static boolean haveSpring(Class<?> test) {
    for (Class<?> each = test; each != null; each = each.getEnclosingClass()) {
      if (of(each).contains(SPRING)) {
        return true;
      }
      if (!AnnotationSupport.isAnnotated(each, Nested.class)) {
        return false;
      }
    }
    return false;
  }

  private static List<String> of(Class<?> test) {
    List<String> names = new ArrayList<>();
    for (ExtendWith extend : AnnotationSupport.findRepeatableAnnotations(test, ExtendWith.class)) {
      for (Class<?> type : extend.value()) {
        names.add(type.getName());
      }
    }
    return names;
  }
}
