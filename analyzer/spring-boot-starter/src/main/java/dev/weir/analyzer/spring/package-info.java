/** Weir in a Spring Boot application: DataSources are observed and analyzed, without code. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.spring;
