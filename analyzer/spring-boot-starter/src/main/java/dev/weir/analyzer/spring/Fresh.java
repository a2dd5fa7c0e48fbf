package dev.weir.analyzer.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How fresh the reads of a method must be, or of all public methods of a class, by {@code
 * Weir.freshness}: for what its thread executes until it returns, and for the transaction that
 * begins in it. Of several the innermost holds. A method's beats its class's. Like {@code
 * Transactional} it works on beans that are called through Spring, and annotations can be made of
 * it. For instance {@code @Fresh(bounded = "250ms")} or {@code @Fresh("any")}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface Fresh {
  /**
   * One of {@code primary}, {@code own_writes}, {@code any} and {@code reporting}, as in a hint;
   * empty if {@link #bounded} says it.
   */
  String value() default "";

  /** How old the data may be, such as {@code 250ms}, {@code 10s} or {@code 1m}. */
  String bounded() default "";
}
