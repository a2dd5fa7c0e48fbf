package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.context.support.TestPropertySourceUtils;

class ModeDecisionTest {
  @SpringBootConfiguration
  static class InADirectory {}

  private static DefaultListableBeanFactory beans(Class<?> application) {
    DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    beans.registerBeanDefinition("application", new RootBeanDefinition(application));
    return beans;
  }

  private static Mode auto(MockEnvironment environment, Class<?> application) {
    return ModeDecision.of(Mode.AUTO, environment, beans(application)).mode();
  }

  @Test
  void classesInADirectoryAreDevelopment() {
    assertThat(auto(new MockEnvironment(), InADirectory.class)).isEqualTo(Mode.DEVELOPMENT);
  }

  @Test
  void classesInAJarAreOff() {
    // Any class of a jar will do: it need only be found.
    DefaultListableBeanFactory beans = beans(ApplicationContextRunner.class);
    assertThat(ModeDecision.of(Mode.AUTO, new MockEnvironment(), beans))
        .isEqualTo(new ModeDecision(Mode.OFF, "no class has @SpringBootApplication"));
  }

  @Test
  void directoriesOfPackagedApplicationsAreNone(@TempDir Path folder) throws IOException {
    Path unpacked = Files.createDirectories(folder.resolve("BOOT-INF/classes"));
    assertThat(ModeDecision.isDirectory(unpacked.toUri().toURL())).isFalse();
    assertThat(ModeDecision.isDirectory(folder.toUri().toURL())).isTrue();
    Path jar = folder.resolve("shop.jar");
    try (JarOutputStream packed = new JarOutputStream(Files.newOutputStream(jar))) {
      packed.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
    }
    // A directory to the file system of jars, which Spring Boot's loader opens.
    URI inside = URI.create("jar:" + jar.toUri());
    try (FileSystem opened = FileSystems.newFileSystem(inside, Map.of())) {
      assertThat(Files.isDirectory(opened.getPath("/BOOT-INF/classes"))).isTrue();
      assertThat(ModeDecision.isDirectory(new URL(inside + "!/BOOT-INF/classes/"))).isFalse();
    }
  }

  @Test
  void cloudPlatformIsOff() {
    MockEnvironment environment =
        new MockEnvironment().withProperty("spring.main.cloud-platform", "kubernetes");
    assertThat(auto(environment, InADirectory.class)).isEqualTo(Mode.OFF);
  }

  @Test
  void testOnACloudPlatformIsDevelopment() {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("spring.main.cloud-platform", "kubernetes")
            .withProperty(
                "org.springframework.boot.test.context.SpringBootTestContextBootstrapper", "true");
    assertThat(auto(environment, InADirectory.class)).isEqualTo(Mode.DEVELOPMENT);
  }

  @Test
  void sliceOnACloudPlatformIsDevelopment() {
    MockEnvironment environment =
        new MockEnvironment().withProperty("spring.main.cloud-platform", "kubernetes");
    TestPropertySourceUtils.addInlinedPropertiesToEnvironment(
        environment, "org.springframework.boot.jdbc.test.JdbcTestContextBootstrapper=true");
    assertThat(auto(environment, InADirectory.class)).isEqualTo(Mode.DEVELOPMENT);
  }

  @Test
  void whatIsAskedForIs() {
    ModeDecision decision =
        ModeDecision.of(Mode.PRODUCTION, new MockEnvironment(), beans(InADirectory.class));
    assertThat(decision).isEqualTo(new ModeDecision(Mode.PRODUCTION, "weir.analyzer.mode says so"));
  }
}
