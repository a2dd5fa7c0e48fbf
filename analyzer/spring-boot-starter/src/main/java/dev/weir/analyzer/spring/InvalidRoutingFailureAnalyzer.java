package dev.weir.analyzer.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about settings that cannot work. */
final class InvalidRoutingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRoutingException> {
  /** Made by Spring Boot. */
  InvalidRoutingFailureAnalyzer() {}

  @Override
  protected FailureAnalysis analyze(Throwable failure, InvalidRoutingException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.remedy(), failure);
  }
}
