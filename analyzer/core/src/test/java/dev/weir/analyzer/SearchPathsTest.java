package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tables a name may mean. */
class SearchPathsTest {
  private static final TableName NAME = new TableName(null, "item");

  @Test
  void schemasAreReadAsPostgresWritesThem() {
    assertThat(SearchPaths.schemas("tenant_7, public")).containsExactly("tenant_7", "public");
    assertThat(SearchPaths.schemas("Tenant,\"My \"\"own\"\", one\""))
        .containsExactly("tenant", "My \"own\", one");
    assertThat(SearchPaths.schemas("")).isEmpty();
    assertThat(SearchPaths.schemas("\"\"")).isEmpty();
    assertThat(SearchPaths.schemas("\"open")).containsExactly("open");
  }

  @Test
  void nameIsLookedUpInEachSchemaOfThePath() {
    assertThat(SearchPaths.candidates(NAME, "a, b"))
        .containsExactly(new TableName("a", "item"), new TableName("b", "item"));
    assertThat(SearchPaths.candidates(NAME, "a, \"$user\", b"))
        .containsExactly(new TableName("a", "item"), NAME);
  }

  @Test
  void defaultAndSchemaStayAsTheyAre() {
    TableName qualified = new TableName("s", "item");
    assertThat(SearchPaths.candidates(NAME, null)).isEqualTo(List.of(NAME));
    assertThat(SearchPaths.candidates(NAME, "\"$user\", public")).isEqualTo(List.of(NAME));
    assertThat(SearchPaths.candidates(qualified, "a")).isEqualTo(List.of(qualified));
  }
}
