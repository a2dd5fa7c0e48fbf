/**
 * An online shop with the habits that harm a database, and the demo that runs it on a primary and
 * two replicas, reports what Weir found, and runs the reported fixes.
 */
@NullMarked
package dev.weir.samples.shop;

import org.jspecify.annotations.NullMarked;
