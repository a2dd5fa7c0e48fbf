package dev.weir.analyzer.junit;

import dev.weir.sql.StatementKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test fails if it executes more or fewer statements. Each row of a batch is one; what ends
 * transactions is none, unless it is SQL of the application. What runs before and after the test
 * ({@code @BeforeEach} and the like) does not count.
 *
 * <p>On a method, a class, or another annotation; the nearest counts: the method's, the class's,
 * the enclosing class's.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FindingsExtension.class)
public @interface ExpectStatements {
  /** At most so many. */
  int max() default Integer.MAX_VALUE;

  /** At least so many. */
  int min() default 0;

  /** So many, no more and no fewer; -1 if that is not said. */
  int exactly() default -1;

  /** Of these kinds, such as {@code READ}; empty for all. */
  StatementKind[] kinds() default {};
}
