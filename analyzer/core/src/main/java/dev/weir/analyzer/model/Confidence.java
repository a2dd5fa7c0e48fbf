package dev.weir.analyzer.model;

/** How far a finding is proven; the surest comes first. */
public enum Confidence {
  /** It is so. */
  CERTAIN,
  /** What was measured speaks for it, and nothing against it. */
  LIKELY,
  /** It rests on a guess, such as where a unit of work begins: it never is an error. */
  POSSIBLE
}
