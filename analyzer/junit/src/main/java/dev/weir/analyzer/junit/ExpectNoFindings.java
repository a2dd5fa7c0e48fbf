package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.Severity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test fails if something harms the database in what it executes. Its message is the finding,
 * with the line of code. What runs before and after the test ({@code @BeforeEach} and the like) is
 * not judged.
 *
 * <p>On a method, a class, or another annotation; the nearest counts: the method's, the class's,
 * the enclosing class's.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FindingsExtension.class)
public @interface ExpectNoFindings {
  /**
   * The codes that matter, such as {@code N1}, or their names, such as {@code n-plus-one}; empty
   * for all but those that depend on how long something took ({@code TXI}, {@code TXL}, {@code
   * CH}): a busy machine or a breakpoint would fail the test. One that there is not fails the test.
   */
  String[] codes() default {};

  /** The codes that do not matter, such as {@code HR}, or their names. */
  String[] except() default {};

  /** From which severity on a finding matters. */
  Severity severity() default Severity.WARNING;

  /**
   * What the names of the classes begin with in which a finding matters, at its call or its loop,
   * such as {@code com.shop.orders}; empty for all.
   */
  String[] packages() default {};
}
