package dev.kith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.KithException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host name on a card may lead to. The resolver is a table.
class NamedTargetsTest {
  private static final Map<String, List<String>> NAMES = Map.of("cellar.example", List.of("192.0.2.7", "2001:db8::7"),
      "inside.example",
      List.of("192.0.2.7", "169.254.169.254"), "here.example", List.of("127.0.0.1"), "mapped.example", List.of("::7f00:1"),
      "many.example",
      Collections.nCopies(9, "192.0.2.7"), "none.example", List.of());

  private final ChallengeTargets targets = new ChallengeTargets(false, _ -> false, name -> {
    if (!NAMES.containsKey(name))
      throw new UnknownHostException(name);
    return NAMES.get(name).stream().map(InetAddress::ofLiteral).toList();
  });

  @Test
  void aNameLeadsToAllOfItsAddresses() {
    assertThat(targets.all("cellar.example")).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.7",
        "2001:db8:0:0:0:0:0:7");
    assertThat(targets.all("192.0.2.9")).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inside.example", "here.example", "mapped.example", "many.example", "none.example", "unknown.example"})
  void oneAddressThatIsNotAllowedForbidsTheName(String name) {
    assertThatThrownBy(() -> targets.all(name)).isInstanceOf(KithException.class).hasMessageContaining("addresses");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "a.localhost", "127.1", "0x7f000001", "a..b", "-a.example", "a_b.example",
      "cellar.example.", "1.2.3.4.5",
      "xn--%.example", ""})
  void whatIsNoPlainNameIsNone(String text) { assertThat(Addressing.isName(text)).isFalse(); }

  @Test
  void namesAreKeptInLowerCaseBesideAddresses() {
    assertThat(Addressing.canonical(List.of("Cellar.Example", "192.0.2.7", "cellar.example"), false)).containsExactly(
        "cellar.example",
        "192.0.2.7");
    assertThat(Stream.of("a".repeat(63) + ".example", "cellar", "x1.y2.z")).allMatch(Addressing::isName);
    assertThat(Addressing.isName("a".repeat(64) + ".example")).isFalse();
  }
}
