package dev.weir.analyzer.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** There only while a property is on, in any word that Spring takes for yes or no. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(FlagCondition.class)
@interface ConditionalOnFlag {
  /** The property. */
  String name();

  /** What it is where nobody has set it. */
  boolean unset();
}
