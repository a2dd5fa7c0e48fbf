package dev.weir.analyzer.accept;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Accepts findings at the line of code that they are about: those whose call site or loop is in
 * this method, or in this class or one within it. For instance {@code @Accepted(code = "N1", reason
 * = "at most five rows")}. They are then as those of {@link Acceptances}: neither told nor among
 * the findings, and named in reports.
 *
 * <p>Nothing asks for this class when the application runs: the analyzer reads the class file.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
@Repeatable(Accepted.All.class)
public @interface Accepted {
  /** Short codes or names, in any case, such as {@code N1} or {@code n-plus-one}. */
  String[] code();

  /** Why; not blank. */
  String reason();

  /** Who answers for that; empty if nobody is named. */
  String owner() default "";

  /** The last day on which it holds, such as {@code 2027-03-31}; empty for ever. */
  String until() default "";

  /** Several of them. */
  @Documented
  @Retention(RetentionPolicy.CLASS)
  @Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
  @interface All {
    /** All of them. */
    Accepted[] value();
  }
}
