package dev.weir.analyzer.spring;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.model.Profile;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;

/** Makes the analyzer of an application. */
final class ApplicationAnalyzer {
  private ApplicationAnalyzer() {}

  /**
   * Creates it.
   *
   * @param mode from where on something is a finding
   * @param settings the application's
   * @param beans know the application's packages
   */
  static Analyzer create(Mode mode, WeirProperties.Analysis settings, BeanFactory beans) {
    return Analyzer.create(
        AnalyzerConfig.builder()
            .profile(mode == Mode.PRODUCTION ? Profile.production() : Profile.development())
            .roundTrip(settings.roundTrip())
            .maxFindings(settings.maxFindings())
            .applicationPackages(packages(settings, beans).toArray(String[]::new))
            .build());
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
