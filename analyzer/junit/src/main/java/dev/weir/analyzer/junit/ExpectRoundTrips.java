package dev.weir.analyzer.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test fails if it waits for the database more or fewer times: for each execution, a batch being
 * one, and for each commit and rollback. Not counted are further rows that a result set fetches,
 * and the parts in which the driver sends a large batch. What runs before and after the test
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
public @interface ExpectRoundTrips {
  /** At most so many. */
  int max() default Integer.MAX_VALUE;

  /** At least so many. */
  int min() default 0;

  /** So many, no more and no fewer; -1 if that is not said. */
  int exactly() default -1;
}
