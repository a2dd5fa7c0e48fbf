package dev.weir.analyzer.sample;

import dev.weir.analyzer.model.CallSite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that this application has open, which only it knows the code of.
 *
 * @param process of the server that runs it
 * @param thread that began it
 * @param open for how long
 * @param statements how many it had, the one that runs among them
 * @param last the shape of the last; null if none has begun yet
 * @param begun the line that executed its first statement; null if nobody looked
 * @param now the line where that thread is at this moment; null if it is in none of the
 *     application's
 */
public record HeldTransaction(
    int process,
    String thread,
    Duration open,
    long statements,
    @Nullable String last,
    @Nullable CallSite begun,
    @Nullable CallSite now) {}
