package dev.weir.analyzer.spring;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.accept.Acceptances;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.report.JsonFindings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/** Makes the analyzer of an application. */
final class ApplicationAnalyzer {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationAnalyzer.class);

  private ApplicationAnalyzer() {}

  /**
   * Creates it.
   *
   * @param mode from where on something is a finding
   * @param settings the application's
   * @param beans know the application's packages and version
   */
  static Analyzer create(Mode mode, WeirProperties.Analysis settings, BeanFactory beans) {
    return Analyzer.create(
        valid(
            AnalyzerConfig.builder()
                .profile(mode == Mode.PRODUCTION ? Profile.production() : Profile.development())
                .roundTrip(settings.roundTrip())
                .maxFindings(settings.maxFindings())
                .accepted(accepted(settings.accepted()))
                .release(release(settings.release(), beans))
                .earlier(earlier(settings.earlier()))
                .applicationPackages(packages(settings, beans).toArray(String[]::new))));
  }

  private static AnalyzerConfig valid(AnalyzerConfig.Builder config) {
    try {
      return config.build();
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "One of the settings weir.analyzer.* cannot be: " + e.getMessage(),
          "Correct it, or remove it: docs/spring-boot.md has the defaults.",
          e);
    }
  }

  private static Acceptances accepted(@Nullable Resource named) {
    Resource file = named == null ? new ClassPathResource("weir-findings.yml") : named;
    if (named == null && !file.exists()) {
      return Acceptances.NONE;
    }
    try (Reader reader = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
      return Acceptances.read(reader, file.getDescription());
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "What is accepted is not understood: " + e.getMessage(),
          "Correct the file. Each entry has a reason, and one or more of signature, code, table and"
              + " place.",
          e);
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          "weir.analyzer.accepted names " + file.getDescription() + ", which cannot be read",
          "Correct the setting, or remove it: then weir-findings.yml is read if it is in the class"
              + " path.",
          e);
    }
  }

  private static @Nullable String release(@Nullable String named, BeanFactory beans) {
    if (named != null && !named.isEmpty()) {
      return named;
    }
    BuildProperties build = beans.getBeanProvider(BuildProperties.class).getIfAvailable();
    return build == null ? null : build.getVersion();
  }

  private static JsonFindings earlier(@Nullable Path file) {
    if (file == null) {
      return JsonFindings.NONE;
    }
    if (!Files.exists(file)) {
      LOG.info(
          "weir.analyzer.earlier names {}, which is not there: no finding is compared with earlier"
              + " releases",
          file);
      return JsonFindings.NONE;
    }
    try {
      return JsonFindings.read(Files.readAllLines(file), file.toString());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "What weir.analyzer.earlier names cannot be read: " + e.getMessage(),
          "Name a file of JSON lines that Weir has written, or remove the setting.",
          e);
    }
  }

  private static List<String> packages(WeirProperties.Analysis settings, BeanFactory beans) {
    List<String> packages = settings.applicationPackages();
    if (packages.isEmpty() && AutoConfigurationPackages.has(beans)) {
      packages = AutoConfigurationPackages.get(beans);
    }
    return packages.stream()
        .filter(name -> !name.isBlank())
        .map(name -> name.endsWith(".") ? name : name + ".")
        .toList();
  }
}
