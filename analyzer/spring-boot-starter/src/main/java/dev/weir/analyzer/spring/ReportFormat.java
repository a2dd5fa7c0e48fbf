package dev.weir.analyzer.spring;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** In which form somebody wants a report. */
enum ReportFormat implements Producible<ReportFormat> {
  JSON("application/json"),
  TEXT("text/plain");

  private final String type;

  ReportFormat(String type) {
    this.type = type;
  }

  @Override
  public MimeType getProducedMimeType() {
    return MimeType.valueOf(type);
  }

  @Override
  public boolean isDefault() {
    return this == JSON;
  }
}
