package dev.weir.analyzer.spring;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.report.CheckupJson;
import dev.weir.analyzer.report.CheckupText;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the doctor says of the primary of each DataSource that is analyzed, as JSON or as text:
 * {@code /actuator/weirdoctor}. It asks the servers, for one caller at a time; one that cannot be
 * asked says why.
 */
@Endpoint(id = "weirdoctor")
final class DoctorEndpoint {
  private static final Duration MOST = Duration.ofMinutes(1);

  private final WatchedDataSources watched;

  DoctorEndpoint(WatchedDataSources watched) {
    this.watched = watched;
  }

  /**
   * How each area of each server is at one look, and what to do.
   *
   * @param format by what the caller accepts
   */
  @ReadOperation(producesFrom = ReportFormat.class)
  String look(ReportFormat format) throws InterruptedException {
    return watch(Duration.ZERO, format);
  }

  /**
   * The same after having watched for a while: {@code /actuator/weirdoctor/30s}.
   *
   * @param time for how long to watch each server
   * @param format by what the caller accepts
   */
  @ReadOperation(producesFrom = ReportFormat.class)
  synchronized String watch(@Selector Duration time, ReportFormat format)
      throws InterruptedException {
    if (time.isNegative() || time.compareTo(MOST) > 0) {
      throw new InvalidEndpointRequestException(
          time + " is out of range", "the time to watch must be from 0s to 60s, was " + time);
    }
    Map<String, Checkup> checkups = watched.analyzer().doctor(time);
    ModeDecision mode = watched.mode();
    boolean nobody = mode.mode() == Mode.OFF && checkups.isEmpty();
    if (format == ReportFormat.TEXT) {
      return nobody ? "Weir " + mode.nothing() + "\n" : text(checkups);
    }
    ObjectNode document = JsonMapper.shared().createObjectNode();
    if (nobody) {
      document.put("because", mode.because());
    }
    checkups.forEach((name, checkup) -> document.set(name, CheckupJson.document(checkup)));
    return document.toPrettyString();
  }

  private static String text(Map<String, Checkup> checkups) {
    return checkups.entrySet().stream()
        .map(each -> each.getKey() + "\n" + CheckupText.plain().render(each.getValue()))
        .collect(Collectors.joining("\n"));
  }
}
