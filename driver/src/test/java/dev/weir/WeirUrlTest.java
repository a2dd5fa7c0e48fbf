package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeirUrlTest {
  private static WeirUrl parse(String url) {
    return WeirUrl.parse(url, new Properties());
  }

  @Test
  void firstServerIsThePrimary() {
    WeirUrl url = parse("jdbc:weir:postgresql://db1:5433,db2,[::1]:5434/shop?user=me");

    assertThat(url.servers())
        .containsExactly(
            "jdbc:postgresql://db1:5433/shop?user=me",
            "jdbc:postgresql://db2/shop?user=me",
            "jdbc:postgresql://[::1]:5434/shop?user=me");
    assertThat(url.driver()).containsOnly(java.util.Map.entry("user", "me"));
  }

  @Test
  void replicasForReportsAreAListOfTheirOwn() {
    WeirUrl url = parse("jdbc:weir:postgresql://db1,db2/shop?weir.reportingReplica=db3:5433,db4");

    assertThat(url.servers()).hasSize(2);
    assertThat(url.reporting())
        .containsExactly("jdbc:postgresql://db3:5433/shop", "jdbc:postgresql://db4/shop");
    assertThat(parse("jdbc:weir:postgresql://db1/shop").reporting()).isEmpty();
  }

  @Test
  void eachReplicaHasItsWeight() {
    String url = "jdbc:weir:postgresql://db1,db2,db3/shop";
    assertThat(parse(url).weights()).containsExactly(1, 1);
    assertThat(parse(url + "?weir.weights=3,1").weights()).containsExactly(3, 1);
    assertThatThrownBy(() -> parse(url + "?weir.weights=3").weights())
        .hasMessageContaining("there are 2 replicas and 1 weights");
    assertThatThrownBy(() -> parse(url + "?weir.weights=3,-1").weights())
        .hasMessageContaining("weir.weights must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql:shop",
        "postgresql:",
        "postgresql:?user=me",
        "postgresql:///shop",
        "postgresql:///shop?user=me&ssl",
        "postgresql://?service=shop",
        "postgresql://:5433/shop",
        "postgresql://db1/shop",
      })
  void urlOfTheDriverIsPassedOn(String form) {
    WeirUrl url = parse("jdbc:weir:" + form);

    assertThat(url.servers()).containsExactly("jdbc:" + form);
    assertThat(url.weights()).isEmpty();
    WeirUrl more = parse("jdbc:weir:postgresql:shop?weir.readerEndpoint=readers&user=me");
    assertThat(more.servers()).containsExactly("jdbc:postgresql:shop?user=me");
    assertThat(more.endpoints()).containsExactly("jdbc:postgresql://readers/shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "any", "preferSecondary"})
  void rolesOfSeveralServersAreFoundByWeir(String role) {
    String several = "jdbc:weir:postgresql://db1,db2/shop?ssl&targetServerType=" + role;
    assertThat(parse(several).servers())
        .containsExactly("jdbc:postgresql://db1/shop?ssl", "jdbc:postgresql://db2/shop?ssl");
    assertThat(parse(several).driver().stringPropertyNames()).containsExactly("ssl");
    String endpoint =
        "jdbc:weir:postgresql://db1/shop?weir.readerEndpoint=db2&targetServerType=" + role;
    assertThat(parse(endpoint).driver()).isEmpty();

    String one = "jdbc:weir:postgresql://db1/shop?targetServerType=" + role;
    assertThat(parse(one).servers())
        .containsExactly("jdbc:postgresql://db1/shop?targetServerType=" + role);
  }

  @Test
  void standbysOnlyCannotBeAskedOfSeveralServers() {
    String url = "jdbc:weir:postgresql://db1,db2/shop?targetServerType=secondary";
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("targetServerType=secondary cannot be with several servers")
        .hasMessageContaining("leave it out");
  }

  @Test
  void databaseMayBeLeftOut() {
    assertThat(parse("jdbc:weir:postgresql://db1").servers())
        .containsExactly("jdbc:postgresql://db1/");
  }

  @Test
  void settingsAreWeirsOrTheDrivers() {
    Properties given = new Properties();
    given.setProperty("weir.maxLag", "9s");
    given.setProperty("weir.name", "given");
    given.setProperty("user", "given");
    given.setProperty("ApplicationName", "shop");
    WeirUrl url =
        WeirUrl.parse(
            "jdbc:weir:postgresql://db1/shop?user=me&password=a%26b%3Dc&weir.name=in+url&ssl",
            given);

    assertThat(url.get(Setting.NAME)).isEqualTo("in url");
    assertThat(url.get(Setting.MAX_LAG)).isEqualTo("9s");
    assertThat(url.get(Setting.POOL_SIZE)).isNull();
    assertThat(url.driver())
        .containsOnly(
            java.util.Map.entry("user", "me"),
            java.util.Map.entry("password", "a&b=c"),
            java.util.Map.entry("ssl", ""),
            java.util.Map.entry("ApplicationName", "shop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:weir:mysql://db1/shop?password=hush",
        "jdbc:weir:postgresql://,db2/shop?password=hush",
        "jdbc:weir:postgresql:// /shop?password=hush",
        "jdbc:weir:postgresql://db1,/shop?password=hush",
        "jdbc:weir:postgresql://me:hush@db1,,db2/shop",
        "jdbc:weir:postgresql://db1/shop?password=hush&weir.reportingReplica=db3,,db4",
      })
  void malformedUrlIsRejectedWithoutItsPassword(String url) {
    assertThatThrownBy(() -> parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hush");
  }

  @Test
  void isNeverPrintedWithItsPassword() {
    assertThat(parse("jdbc:weir:postgresql://db1/shop?password=hush").toString())
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "10s, PT10S",
    "1m, PT1M",
    "PT0.5S, PT0.5S",
    "0s, PT0S",
    "0, PT0S",
  })
  void durationsHaveUnits(String text, Duration expected) {
    assertThat(Setting.duration("weir.maxLag", text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "ten s", "1h", "PT", "1.5s"})
  void durationWithoutOneIsRejected(String text) {
    assertThatThrownBy(() -> Setting.duration("weir.maxLag", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weir.maxLag")
        .hasMessageContaining("'" + text + "'");
  }

  /** The exception of the JDK would show a part of it. */
  @Test
  void valueThatIsNotEncodedIsNamedAndNotShown() {
    assertThatThrownBy(() -> parse("jdbc:weir:postgresql://db1/shop?user=me&password=ab%zz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value of password in the URL is not encoded: a % must be written as %25")
        .hasNoCause();
  }
}
