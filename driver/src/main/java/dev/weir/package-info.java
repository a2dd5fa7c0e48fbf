/** The face: {@code WeirDataSource}, {@code WeirDriver} and {@code Weir}; assembly only. */
@org.jspecify.annotations.NullMarked
package dev.weir;
