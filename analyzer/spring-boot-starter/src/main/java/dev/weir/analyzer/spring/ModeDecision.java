package dev.weir.analyzer.spring;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.NativeDetector;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * How the application is analyzed, and why.
 *
 * @param mode never {@link Mode#AUTO}
 * @param because what it follows from, for a log
 */
record ModeDecision(Mode mode, String because) {
  /** Spring Boot's test contexts have it. */
  private static final String TEST =
      "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

  private static final String ASKED = "weir.analyzer.mode says so";

  /** Those of slices have properties of theirs, too. */
  private static final String TEST_PROPERTIES = "Inlined Test Properties";

  /** What packaged applications have their classes in when somebody has unpacked them. */
  private static final String[] UNPACKED = {"BOOT-INF/classes", "WEB-INF/classes"};

  /**
   * Decides.
   *
   * @param asked for by the settings
   * @param environment of the application
   * @param beans of which none is created
   */
  static ModeDecision of(Mode asked, Environment environment, ListableBeanFactory beans) {
    if (asked != Mode.AUTO) {
      return new ModeDecision(asked, ASKED);
    }
    if (isTest(environment)) {
      return new ModeDecision(Mode.DEVELOPMENT, "this is a test");
    }
    if (NativeDetector.inNativeImage()) {
      return new ModeDecision(Mode.OFF, "this is a native image");
    }
    CloudPlatform platform = CloudPlatform.getActive(environment);
    if (platform != null) {
      return new ModeDecision(Mode.OFF, "this runs on the platform " + platform);
    }
    Class<?> application = application(beans);
    if (application == null) {
      return new ModeDecision(Mode.OFF, "no class has @SpringBootApplication");
    }
    return isInDirectory(application)
        ? new ModeDecision(Mode.DEVELOPMENT, "the application's classes are in a directory")
        : new ModeDecision(Mode.OFF, "the application is packaged");
  }

  /** That nothing is analyzed, and what would change that. */
  String nothing() {
    return "analyzes nothing, because %s%s"
        .formatted(because, asked() ? "" : ": with weir.analyzer.mode=production it would");
  }

  /** Whether the settings say so. */
  boolean asked() {
    return because.equals(ASKED);
  }

  static boolean isTest(Environment environment) {
    return environment.getProperty(TEST, Boolean.class, false)
        || (environment instanceof ConfigurableEnvironment configurable
            && configurable.getPropertySources().contains(TEST_PROPERTIES));
  }

  private static @Nullable Class<?> application(ListableBeanFactory beans) {
    for (String name : beans.getBeanNamesForAnnotation(SpringBootConfiguration.class)) {
      Class<?> type = beans.getType(name, false);
      if (type != null) {
        return ClassUtils.getUserClass(type);
      }
    }
    return null;
  }

  private static boolean isInDirectory(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location != null && isDirectory(location);
  }

  /** Only files are asked: Spring Boot's loader has directories within a jar, too. */
  static boolean isDirectory(URL location) {
    if (!location.getProtocol().equals("file")) {
      return false;
    }
    try {
      Path place = Path.of(location.toURI());
      for (String unpacked : UNPACKED) {
        if (place.endsWith(unpacked)) {
          return false;
        }
      }
      return Files.isDirectory(place);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return false;
    }
  }
}
