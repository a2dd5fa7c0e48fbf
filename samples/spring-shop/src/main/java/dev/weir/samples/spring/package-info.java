/** A Spring Boot application on a primary and two replicas, each fault beside its repair. */
@org.jspecify.annotations.NullMarked
package dev.weir.samples.spring;
