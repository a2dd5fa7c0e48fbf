package dev.weir.analyzer.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether {@code weir.enabled} is not off, in any word that Spring takes for yes or no. Another
 * word must not turn Weir off in silence.
 */
final class EnabledCondition extends SpringBootCondition {
  private static final String ENABLED = "weir.enabled";

  /** Made by Spring. */
  EnabledCondition() {}

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Environment environment = context.getEnvironment();
    try {
      boolean enabled = environment.getProperty(ENABLED, Boolean.class, true);
      return new ConditionOutcome(
          enabled, ConditionMessage.of("%s is %s".formatted(ENABLED, enabled)));
    } catch (ConversionException e) {
      throw new InvalidConfigurationException(
          "%s is neither true nor false: %s".formatted(ENABLED, environment.getProperty(ENABLED)),
          "Correct it, or remove it: Weir is on without it.",
          e);
    }
  }
}
