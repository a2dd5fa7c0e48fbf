package dev.weir.analyzer.junit;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** What a test of Spring uses. It cannot be loaded where there is no Spring. */
final class SpringTest {
  private SpringTest() {}

  /** The DataSources that Weir watches in the context of a test. */
  static List<WeirDataSource> dataSources(ExtensionContext test) {
    List<WeirDataSource> watched = new ArrayList<>();
    BeanFactoryUtils.beansOfTypeIncludingAncestors(spring(test), DataSource.class, false, false)
        .values()
        .forEach(
            dataSource -> {
              WeirDataSource weir = weir(dataSource);
              if (weir != null && !watched.contains(weir)) {
                watched.add(weir);
              }
            });
    return watched;
  }

  /** The analyzer of the context of a test; null if it has none. */
  static @Nullable Analyzer analyzer(ExtensionContext test) {
    return spring(test).getBeanProvider(Analyzer.class).getIfUnique();
  }

  private static ApplicationContext spring(ExtensionContext test) {
    return SpringExtension.getApplicationContext(test);
  }

  private static @Nullable WeirDataSource weir(DataSource dataSource) {
    try {
      if (dataSource instanceof WeirDataSource weir) {
        return weir;
      }
      return dataSource.isWrapperFor(WeirDataSource.class)
          ? dataSource.unwrap(WeirDataSource.class)
          : null;
    } catch (SQLException | RuntimeException e) {
      return null; // It does not say, as some may that are not open yet.
    }
  }
}
