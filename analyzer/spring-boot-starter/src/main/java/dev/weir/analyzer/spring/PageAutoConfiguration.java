package dev.weir.analyzer.spring;

import dev.weir.analyzer.page.WeirPage;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Serves the live page, if {@code weir.page.address} says where. */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnBean(WatchedDataSources.class)
public final class PageAutoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(PageAutoConfiguration.class);
  private static final String PAGE = "dev.weir.analyzer.page.WeirPage";

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = PAGE)
  @ConditionalOnProperty("weir.page.address")
  static class Served {
    /** It ends before the analyzer that it tells of. */
    @Bean
    @ConditionalOnMissingBean
    WeirPage weirPage(WatchedDataSources watched, WeirProperties properties) {
      WeirProperties.Page wanted = properties.page();
      try {
        WeirPage page =
            wanted.token() == null
                ? WeirPage.start(watched.analyzer(), wanted.address())
                : WeirPage.start(watched.analyzer(), wanted.address(), wanted.token());
        LOG.info(
            "Weir's page: {}{}",
            page.address(),
            watched.mode().mode() == Mode.OFF
                ? ", which has nothing to show: weir.analyzer.mode is off"
                : "");
        return page;
      } catch (IOException | IllegalArgumentException e) {
        throw new InvalidConfigurationException(
            "Weir's page cannot be served at weir.page.address=%s: %s"
                .formatted(wanted.address(), e.getMessage()),
            "Give weir.page.address a free port of this machine, such as 127.0.0.1:8086; an address that"
                + " others can reach wants a weir.page.token of 16 characters as well.",
            e);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(PAGE)
  @ConditionalOnProperty("weir.page.address")
  static class Missing {
    @Bean
    Object weirPage() {
      throw new InvalidConfigurationException(
          "weir.page.address needs dev.weir:weir-page on the class path",
          "Add that dependency, or take the setting away.",
          null);
    }
  }
}
