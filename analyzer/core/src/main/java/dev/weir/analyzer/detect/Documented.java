package dev.weir.analyzer.detect;

/** A detector that the documentation has a page of, named by its code. */
interface Documented extends Detector {
  @Override
  default String page() {
    return "docs/findings/%s.md".formatted(code().id());
  }
}
