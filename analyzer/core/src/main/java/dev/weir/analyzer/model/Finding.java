package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * One anti-pattern at one place. It holds shapes, counts and hashes, never a value.
 *
 * @param code what it is
 * @param severity how bad it is
 * @param signature stable across runs, line numbers and environments: {@code code-16 hex digits} of
 *     the code, the statement's fingerprint and the call site without its line
 * @param shape the statement that is repeated
 * @param source the statement that ran just before the repetition began in the same unit, whose
 *     rows probably drive it; null if none
 * @param callSite the application's line that executes the statement; null if the stack held no
 *     application frame
 * @param loop the application's line whose loop repeats it; null if it could not be told
 * @param evidence what was counted
 */
public record Finding(
    FindingCode code,
    Severity severity,
    String signature,
    SqlShape shape,
    @Nullable SqlShape source,
    @Nullable CallSite callSite,
    @Nullable CallSite loop,
    Evidence evidence) {}
