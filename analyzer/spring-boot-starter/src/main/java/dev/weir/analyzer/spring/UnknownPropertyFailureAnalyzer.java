package dev.weir.analyzer.spring;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Somebody has misspelt a property: says which there is that is most like it. */
final class UnknownPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> implements Ordered {
  /** Made by Spring Boot. */
  UnknownPropertyFailureAnalyzer() {}

  /** Before Spring Boot's own, which knows no other. */
  @Override
  public int getOrder() {
    return -1;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable failure, UnboundConfigurationPropertiesException cause) {
    ConfigurationPropertyName weir = ConfigurationPropertyName.of("weir");
    List<ConfigurationProperty> unknown =
        cause.getUnboundProperties().stream()
            .filter(property -> weir.isAncestorOf(property.getName()))
            .toList();
    if (unknown.isEmpty()) {
      return null;
    }
    return new FailureAnalysis(
        unknown.stream()
            .map(UnknownPropertyFailureAnalyzer::said)
            .collect(Collectors.joining(System.lineSeparator())),
        "Correct it: docs/spring-boot.md has all.",
        failure);
  }

  private static String said(ConfigurationProperty property) {
    String name = property.getName().toString();
    String plain = name.replaceAll("\\[[^]]*]", "");
    String nearest =
        names("weir", WeirProperties.class).stream()
            .min(Comparator.comparingInt(other -> distance(plain, other)))
            .orElseThrow();
    return "There is no property %s (%s); the nearest is %s."
        .formatted(name, property.getOrigin() == null ? "set" : property.getOrigin(), nearest);
  }

  private static List<String> names(String prefix, Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name =
          prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      names.add(name);
      if (component.getType().isRecord()) {
        names.addAll(names(name, component.getType()));
      } else if (component.getGenericType() instanceof ParameterizedType many) {
        Type[] of = many.getActualTypeArguments();
        if (of[of.length - 1] instanceof Class<?> each && each.isRecord()) {
          names.addAll(names(of.length == 1 ? name : name + ".<bean>", each));
        }
      }
    }
    return names;
  }

  /** Levenshtein's distance. */
  private static int distance(String one, String other) {
    int[] row = IntStream.rangeClosed(0, other.length()).toArray();
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
