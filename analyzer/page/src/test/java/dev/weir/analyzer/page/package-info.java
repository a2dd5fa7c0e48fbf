@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.page;
