package dev.weir.analyzer.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about what cannot be as the application asks for it. */
final class InvalidConfigurationFailureAnalyzer
    extends AbstractFailureAnalyzer<InvalidConfigurationException> {
  /** Made by Spring Boot. */
  InvalidConfigurationFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable failure, InvalidConfigurationException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), failure);
  }
}
