package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;

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
  void whatIsAskedForIs() {
    ModeDecision decision =
        ModeDecision.of(Mode.PRODUCTION, new MockEnvironment(), beans(InADirectory.class));
    assertThat(decision).isEqualTo(new ModeDecision(Mode.PRODUCTION, "weir.analyzer.mode says so"));
  }
}
