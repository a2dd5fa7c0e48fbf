package dev.weir.analyzer.junit;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a test uses, and how it is judged.
 *
 * @param dataSources of Weir's
 * @param analyzer the application's own, which knows its requests and jobs; null if it has none
 * @param config how to judge
 */
record Watched(
    List<WeirDataSource> dataSources, @Nullable Analyzer analyzer, AnalyzerConfig config) {
  Watched {
    dataSources = List.copyOf(dataSources);
  }
}
