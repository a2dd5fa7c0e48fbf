/** datasource-proxy's events, translated to Weir's. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.proxy;
