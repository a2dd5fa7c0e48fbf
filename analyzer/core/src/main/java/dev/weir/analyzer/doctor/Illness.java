package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;

/** Knows one thing that a database can be ill of. Pure, so any thread may call it. */
interface Illness {
  /** What it is an illness of. */
  Area area();

  /** Looks at one server. */
  Opinion inspect(Case each);
}
