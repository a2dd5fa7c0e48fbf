package dev.weir.planted;

import org.assertj.core.api.AbstractAssert;
import org.springframework.context.ApplicationContext;

/** A violation: it cannot be loaded where there is no Spring, or no AssertJ. */
abstract class PlantedOptional {
  abstract ApplicationContext spring();

  abstract AbstractAssert<?, ?> assertion();
}
