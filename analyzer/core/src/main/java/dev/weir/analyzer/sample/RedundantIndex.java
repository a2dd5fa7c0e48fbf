package dev.weir.analyzer.sample;

/**
 * An index that another one makes needless.
 *
 * @param oid the needless one
 * @param keepOid the other
 * @param identical whether they have the same columns; else it is the beginning of the other
 */
public record RedundantIndex(long oid, long keepOid, boolean identical) {}
