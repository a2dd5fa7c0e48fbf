package dev.weir.analyzer.model;

/**
 * A table before the application was watched and now; the difference is what happened meanwhile.
 *
 * @param before the first look: when the analyzer was attached, or when the table was first seen
 * @param now the newest look
 */
public record TableHistory(TableStats before, TableStats now) {}
