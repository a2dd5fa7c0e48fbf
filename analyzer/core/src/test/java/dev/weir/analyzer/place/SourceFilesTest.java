package dev.weir.analyzer.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.CallSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
  @TempDir Path repository;

  private void file(String path) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
  }

  private @Nullable String found(String className, String file) throws IOException {
    return SourceFiles.under(repository).file(new CallSite(className, "run", file, 1));
  }

  @Test
  void fileIsFoundByItsPackage() throws IOException {
    file("shop/src/main/java/com/shop/Orders.java");
    file("shop/src/main/java/com/shop/old/Orders.java");

    assertThat(found("com.shop.Orders", "Orders.java"))
        .isEqualTo("shop/src/main/java/com/shop/Orders.java");
    assertThat(found("com.shop.old.Orders$Line", "Orders.java"))
        .isEqualTo("shop/src/main/java/com/shop/old/Orders.java");
  }

  @Test
  void fileOfAnotherPackageIsNone() throws IOException {
    file("src/main/java/com/other/Orders.java");

    assertThat(found("com.shop.Orders", "Orders.java")).isNull();
  }

  @Test
  void kotlinLeavesOutWhatAllPackagesBeginWith() throws IOException {
    file("src/main/kotlin/orders/Orders.kt");

    assertThat(found("com.shop.orders.OrdersKt", "Orders.kt"))
        .isEqualTo("src/main/kotlin/orders/Orders.kt");
  }

  @Test
  void ofTwoEquallyNearThereIsNone() throws IOException {
    file("a/src/main/java/com/shop/Orders.java");
    file("b/src/main/java/com/shop/Orders.java");

    assertThat(found("com.shop.Orders", "Orders.java")).isNull();
  }

  @Test
  void whatIsBuiltOrHiddenIsNotLookedAt() throws IOException {
    file("target/generated/com/shop/Orders.java");
    file(".cache/com/shop/Orders.java");

    assertThat(found("com.shop.Orders", "Orders.java")).isNull();
  }

  @Test
  void siteWithoutAFileHasNone() throws IOException {
    assertThat(SourceFiles.under(repository).file(new CallSite("a.B", "run", null, -1))).isNull();
  }
}
