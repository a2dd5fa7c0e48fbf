package dev.weir.analyzer.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test fails if something that it executes runs elsewhere, or if it executes nothing. In shadow
 * mode that counts by which it would have run. So it does where there is one server only: as if
 * there were one replica for reads, {@code replica1}, and one for reports, {@code reporting1}, that
 * have each write as soon as it is committed. For that the database, which must be PostgreSQL, is
 * asked for its catalogue after the test. What runs before and after the test ({@code @BeforeEach}
 * and the like) does not count.
 *
 * <p>On a method, a class, or another annotation; the nearest counts: the method's, the class's,
 * the enclosing class's.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FindingsExtension.class)
public @interface ExpectRoute {
  /** On which kind of server. */
  Role value();

  /** The name of the server of that kind, such as {@code replica1}; empty for any. */
  String node() default "";

  /** What a server is to what it runs. */
  enum Role {
    /** The one that takes writes. */
    PRIMARY,
    /** One of those that serve reads. */
    REPLICA
  }
}
