package dev.kith.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kith.handshake.RefusedFrameException;
import dev.kith.message.KithException;
import dev.kith.transport.Admission.Verdict;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What needs no socket: order of addresses, limits, waits.
class DecisionsTest {
  private final AtomicLong nanos = new AtomicLong();

  private static LocalAddress local(String address, int prefix, String network) {
    return new LocalAddress(InetAddress.ofLiteral(address), prefix, network);
  }

  @Test
  void ownAddressesAreRankedByWhoCanReachThem() {
    List<LocalAddress> best = List.of(local("192.168.1.7", 24, "wlan0"), local("203.0.113.9", 24, "eth0"),
        local("2001:db8::1", 64, "eth0"), local("fd00::1", 64, "eth0"), local("10.8.0.2", 24, "tun0"),
        local("100.64.3.3", 10, "tailscale0"), local("172.17.0.1", 16, "docker0"), local("fe80::1", 64, "eth0"),
        local("127.0.0.1", 8, "lo"));
    List<LocalAddress> ranked = AddressOrder.ranked(best.reversed());

    assertThat(ranked).startsWith(best.subList(0, 4).toArray(LocalAddress[]::new));
    assertThat(ranked.subList(4, 6)).containsExactlyInAnyOrderElementsOf(best.subList(4, 6));
    assertThat(ranked.subList(6, 9)).isEqualTo(best.subList(6, 9));
    assertThat(AddressOrder.ranked(best)).isEqualTo(ranked);
  }

  @Test
  void doorsOfOthersAreTriedNearestFirst() {
    List<LocalAddress> mine = List.of(local("192.168.1.7", 24, "wlan0"), local("10.8.0.2", 24, "tun0"),
        local("172.17.0.1", 16, "docker0"), local("127.0.0.1", 8, "lo"));
    List<Door> best = List.of("127.0.0.1:1", "192.168.1.9:1", "10.8.0.1:1", "10.1.1.1:1", "203.0.113.9:1", "kith.example:1",
        "172.17.0.2:1", "[fe80::9]:1").stream().map(Door::of).toList();

    assertThat(AddressOrder.ranked(best.reversed(), mine)).isEqualTo(best);
  }

  @Test
  void changesOfAddressesAreToldOnce() {
    List<LocalAddress> now = new ArrayList<>(List.of(local("192.168.1.7", 24, "wlan0")));
    LocalAddresses addresses = new LocalAddresses(() -> List.copyOf(now));
    List<List<LocalAddress>> told = new ArrayList<>();
    addresses.onChange(told::add);
    addresses.poll();
    now.set(0, local("192.168.2.7", 24, "wlan0"));

    assertThat(addresses.poll()).isTrue();
    assertThat(addresses.poll()).isFalse();
    assertThat(told).containsExactly(List.of(local("192.168.2.7", 24, "wlan0")));
  }

  @Test
  void thisMachineHasAddressesThatCanBeRanked() {
    assertThat(LocalAddresses.withLocalOnes().current()).isNotEmpty();
    assertThat(LocalAddresses.ofMachine().current()).noneMatch(
        each -> each.address().isLoopbackAddress() || each.address().isLinkLocalAddress());
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1:80,10.0.0.1,80,'',false", "wss://kith.example:443/base/,kith.example,443,/base,false",
      "ws://127.0.0.1:7777,127.0.0.1,7777,'',true", "ws://[::1]:7777/a/b,::1,7777,/a/b,true"})
  void doorsAreRead(String text, String host, int port, String base, boolean clear) {
    assertThat(Door.of(text)).isEqualTo(new Door(host, port, base, clear));
    assertThat(Door.of(Door.of(text).toString())).isEqualTo(Door.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws://10.0.0.1:80", "ws://kith.example:80", "10.0.0.1", "10.0.0.1:0", "10.0.0.1:65536", "http://a:1",
      "a:1/?x", "a b:1", "a:1/../../../../../x", ""})
  void doorsThatAreNoneAreRefused(String text) { assertThatThrownBy(() -> Door.of(text)).isInstanceOf(KithException.class); }

  @Test
  void placesAreTakenAndGivenBack() {
    Admission admission = new Admission(new TransportConfig.Gate(3, 2, Duration.ofSeconds(1), 4, 1, 1), nanos::get);

    assertThat(admission.enter("a")).isEqualTo(Verdict.ADMITTED);
    assertThat(admission.enter("a")).isEqualTo(Verdict.ADMITTED);
    assertThat(admission.enter("a")).isEqualTo(Verdict.TOO_MANY_OF_ADDRESS);
    assertThat(admission.enter("b")).isEqualTo(Verdict.ADMITTED);
    assertThat(admission.enter("c")).isEqualTo(Verdict.TOO_MANY);
    admission.left("a");
    assertThat(admission.enter("a")).isEqualTo(Verdict.ADMITTED);
    admission.left("a");
    assertThat(admission.enter("a")).isEqualTo(Verdict.ADMITTED);
    admission.left("a");
    assertThat(admission.enter("a")).isEqualTo(Verdict.TOO_FAST);
    nanos.addAndGet(1_000_000_000L);
    assertThat(admission.enter("a")).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void whatIsRememberedOfAddressesIsBounded() {
    Admission admission = new Admission(TransportConfig.Gate.DEFAULT, nanos::get);
    for (int i = 0; i < 2 * Admission.ADDRESSES_MAX; i++) {
      admission.enter("address " + i);
      admission.left("address " + i);
    }
    assertThat(admission.remembered()).isEqualTo(Admission.ADDRESSES_MAX);
    assertThat(admission.open()).isZero();
  }

  @Test
  void aPaceRefillsAndNamesTheWait() {
    Pace pace = new Pace(2, 10, nanos::get);

    assertThat(pace.take()).isZero();
    assertThat(pace.admit()).isTrue();
    assertThat(pace.admit()).isFalse();
    assertThat(pace.take()).isEqualTo(100);
    nanos.addAndGet(200_000_000L);
    assertThat(pace.admit()).isTrue();
    nanos.addAndGet(60_000_000_000L);
    assertThat(List.of(pace.admit(), pace.admit(), pace.admit())).containsExactly(true, true, false);
  }

  @Test
  void waitsGrowToTheirLimitAndStartAnew() {
    Backoff middle = new Backoff(TransportConfig.Dial.DEFAULT, () -> 0.5);
    assertThat(List.of(middle.next(), middle.next(), middle.next())).containsExactly(Duration.ofMillis(500),
        Duration.ofMillis(900),
        Duration.ofMillis(1_620));
    for (int i = 0; i < 20; i++)
      assertThat(middle.next()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    assertThat(middle.next()).isEqualTo(Duration.ofSeconds(30));
    middle.reset();
    assertThat(middle.next()).isEqualTo(Duration.ofMillis(500));
    assertThat(new Backoff(TransportConfig.Dial.DEFAULT, () -> 0).next()).isEqualTo(Duration.ofMillis(375));
    assertThat(new Backoff(TransportConfig.Dial.DEFAULT, () -> 1).next()).isEqualTo(Duration.ofMillis(625));
  }

  @Test
  void piecesBecomeMessagesWithinLimits() {
    Assembly assembly = new Assembly();
    assertThat(assembly.add(Buffer.buffer("ab"), false, false, 5)).isEmpty();
    assertThat(assembly.add(Buffer.buffer("cd"), true, false, 5)).isEmpty();
    assertThat(assembly.add(Buffer.buffer("e"), true, true, 5)).contains(Buffer.buffer("abcde"));
    assertThat(assembly.add(Buffer.buffer("f"), false, true, 5)).contains(Buffer.buffer("f"));

    assertThatThrownBy(() -> assembly.add(Buffer.buffer("g"), true, true, 5)).isInstanceOf(BreachException.class);
    assembly.add(Buffer.buffer("abc"), false, false, 5);
    assertThatThrownBy(() -> assembly.add(Buffer.buffer("abc"), true, true, 5)).hasMessageContaining("6 bytes, at most 5");
    assertThatThrownBy(() -> assembly.add(Buffer.buffer("abc"), false, true, 5)).isInstanceOf(BreachException.class);
    for (int i = 1; i < Assembly.PIECES_MAX; i++)
      assembly.add(Buffer.buffer(), true, false, 5);
    assertThatThrownBy(() -> assembly.add(Buffer.buffer(), true, false, 5)).hasMessageContaining("1100 pieces");
  }

  @Test
  void refusalsAreForgottenAfterASecond() {
    Refusals refusals = new Refusals(nanos::get);
    refusals.add(TestFrames.node(1));
    assertThat(refusals.fresh(TestFrames.node(1))).isTrue();
    assertThat(refusals.fresh(TestFrames.node(2))).isFalse();
    nanos.addAndGet(1_000_000_000L);
    assertThat(refusals.fresh(TestFrames.node(1))).isFalse();
  }

  @Test
  void noticesAreReadAsWritten() {
    for (Notice notice : List.of(new Notice.Admitted(), new Notice.Refused(TestFrames.node(1), 1010)))
      assertThat(Notice.of(notice.toString())).isEqualTo(notice);
    assertThatThrownBy(() -> Notice.of("refused me 1010")).isInstanceOf(BreachException.class);
  }

  @Test
  void noiseIsRefusedAndNothingElseHappens() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Assembly assembly = new Assembly();
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (noise.length > 3 && random.nextBoolean())
        System.arraycopy(new byte[]{1, 1, (byte) random.nextInt(7), 0}, 0, noise, 0, 4);
      refusedAtMost(seed, () -> FirstFrames.header(Buffer.buffer(noise)));
      refusedAtMost(seed, () -> assembly.add(Buffer.buffer(noise), random.nextBoolean(), random.nextBoolean(), 1_000));
      refusedAtMost(seed, () -> Notice.of(new String(noise, StandardCharsets.ISO_8859_1)));
      refusedAtMost(seed, () -> new FirstFrames.Allowance(TestFrames.node(1)).take(TestFrames.node(1), Buffer.buffer(noise)));
    }
  }

  private static void refusedAtMost(long seed, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    if (thrown != null)
      assertThat(thrown).as("seed %d", seed).isInstanceOfAny(RefusedFrameException.class, BreachException.class);
  }
}
