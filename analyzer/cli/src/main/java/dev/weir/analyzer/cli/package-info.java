/** The command line: reads options, opens a connection, and prints what the analyzer says. */
@org.jspecify.annotations.NullMarked
package dev.weir.analyzer.cli;
