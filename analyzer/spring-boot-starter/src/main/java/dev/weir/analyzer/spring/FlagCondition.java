package dev.weir.analyzer.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the property of a {@link ConditionalOnFlag} is on. A word that is neither yes nor no must
 * not turn anything off in silence.
 */
final class FlagCondition extends SpringBootCondition {
  /** Made by Spring. */
  FlagCondition() {}

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    MergedAnnotation<ConditionalOnFlag> flag =
        metadata.getAnnotations().get(ConditionalOnFlag.class);
    String name = flag.getString("name");
    boolean unset = flag.getBoolean("unset");
    Environment environment = context.getEnvironment();
    try {
      boolean on = environment.getProperty(name, Boolean.class, unset);
      return new ConditionOutcome(on, ConditionMessage.of("%s is %s".formatted(name, on)));
    } catch (ConversionException e) {
      throw new InvalidConfigurationException(
          "%s is neither true nor false: %s".formatted(name, environment.getProperty(name)),
          "Correct it, or remove it: without it, it is %s.".formatted(unset),
          e);
    }
  }
}
