/** A database that gets slower while its log shows nothing wrong, and who it was. */
@org.jspecify.annotations.NullMarked
package dev.weir.samples.bloat;
