package dev.weir.analyzer.model;

import java.time.Duration;

/**
 * One connection that a unit of work held for long without a transaction, and without executing
 * anything: from {@code getConnection()} to {@code close()}.
 *
 * @param dataSource the name of its DataSource
 * @param statements how many were executed on it
 * @param held how long it was held
 * @param idle how much of that neither a statement ran nor a transaction was open
 * @param longest the longest time in which neither was
 */
public record CheckoutTrace(
    String dataSource, long statements, Duration held, Duration idle, Gap longest) {}
