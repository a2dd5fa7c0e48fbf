package dev.weir.analyzer.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The files of the page, by the paths under which they are served, and no others. */
final class Assets {
  private static final List<String> OWN =
      List.of(
          "activity.js",
          "app.js",
          "card.js",
          "chart.js",
          "cluster.js",
          "doctor.js",
          "evidence.js",
          "findings.js",
          "kinds.js",
          "live.js",
          "now.js",
          "page.css",
          "parts.js",
          "plan.js",
          "statements.js",
          "tables.js",
          "units.js",
          "words.js");

  private final Map<String, Asset> byPath = new LinkedHashMap<>();
  private final Asset index;
  private final Asset login;

  /**
   * A file.
   *
   * @param type of what is in it
   * @param body all of it
   */
  record Asset(String type, String body) {}

  Assets() throws IOException {
    index = own("index.html");
    login = own("login.html");
    for (String name : OWN) {
      byPath.put("/" + name, own(name));
    }
    byPath.put("/icon.svg", own("icon.svg"));
    byPath.put("/preact.js", library("preact", "preact.module.js"));
    byPath.put("/uplot.js", library("uplot", "uPlot.iife.min.js"));
    byPath.put("/uplot.css", library("uplot", "uPlot.min.css"));
  }

  @Nullable Asset at(String path) {
    return byPath.get(path);
  }

  Asset index() {
    return index;
  }

  Asset login() {
    return login;
  }

  private static Asset own(String name) throws IOException {
    return asset(name, "/dev/weir/analyzer/page/" + name);
  }

  /** Of whatever version is there. */
  private static Asset library(String name, String file) throws IOException {
    Properties about = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")) {
      about.load(in);
    }
    return asset(
        file,
        "/META-INF/resources/webjars/%s/%s/dist/%s"
            .formatted(name, about.getProperty("version"), file));
  }

  private static Asset asset(String name, String resource) throws IOException {
    String type =
        switch (name.substring(name.lastIndexOf('.'))) {
          case ".js" -> "text/javascript; charset=utf-8";
          case ".css" -> "text/css; charset=utf-8";
          case ".svg" -> "image/svg+xml";
          default -> "text/html; charset=utf-8";
        };
    try (InputStream in = open(resource)) {
      return new Asset(type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("not on the class path: " + resource);
    }
    return in;
  }
}
