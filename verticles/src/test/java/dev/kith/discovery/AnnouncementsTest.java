package dev.kith.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.discovery.Announcements.Refusal;
import dev.kith.model.Blob;
import dev.kith.model.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final long START = 1_800_000_000_000L;
  private static final Blob KEY = key(1);
  private static final Presence PRESENCE = new Presence(List.of("192.0.2.7", "198.51.100.7", "2001:db8::7"), 8080, 5701);
  private static final NodeId ME = node(1);
  private static final NodeId OTHER = node(2);

  private final List<Blob> ring = new ArrayList<>(List.of(KEY));
  private final Announcements listener = new Announcements(ME, 1, () -> ring);
  private final Announcements speaker = new Announcements(OTHER, 2, () -> List.of(KEY));

  private static NodeId node(int number) { return new NodeId(String.format("%032x", number)); }

  private static Blob key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return new Blob(key);
  }

  private static byte[] said(Announcements by, long now) { return by.next(PRESENCE, now).orElseThrow(); }

  private void refused(Refusal why, byte[] datagram, long now) {
    long before = listener.refused(why);
    assertThat(listener.heard(datagram, "192.0.2." + before % 250, now)).isEmpty();
    assertThat(listener.refused(why)).as(why.toString()).isEqualTo(before + 1);
  }

  @Test
  void whatANodeSaysIsHeardWithTheAddressItCameFromFirst() {
    Candidate heard = listener.heard(said(speaker, START), "198.51.100.7", START + 100).orElseThrow();
    assertThat(heard.node()).isEqualTo(OTHER);
    assertThat(heard.addresses()).containsExactly("198.51.100.7:8080", "192.0.2.7:8080", "[2001:db8:0:0:0:0:0:7]:8080");
    assertThat(heard.cluster()).contains("198.51.100.7:5701");
    assertThat(listener.heard(said(speaker, START), "203.0.113.9", START).orElseThrow().addresses().getFirst())
        .isEqualTo("192.0.2.7:8080");
  }

  /// E1
  @Test
  void repeatedDatagramsAreIgnored() {
    byte[] first = said(speaker, START);
    byte[] second = said(speaker, START + 10);
    assertThat(listener.heard(second, "192.0.2.7", START + 20)).isPresent();
    refused(Refusal.REPEATED, second, START + 30);
    refused(Refusal.REPEATED, first, START + 30);
    byte[] nextBoot = said(new Announcements(OTHER, 3, () -> ring), START + 1_000);
    assertThat(listener.heard(nextBoot, "192.0.2.7", START + 1_100)).isPresent();
    refused(Refusal.REPEATED, first, START + 1_200); // of the other boot
    refused(Refusal.REPEATED, second, START + 1_200);
    refused(Refusal.STALE, nextBoot, START + 32_000);
    refused(Refusal.STALE, said(speaker, START + 63_001), START + 33_000);
    assertThat(listener.heard(said(speaker, START + 63_001), "192.0.2.7", START + 93_000)).isPresent();
  }

  @Test
  void neighbouringEpochsAreAcceptedAndOthersAreNot() {
    long edge = (START / EpochKey.EPOCH_MILLIS + 1) * EpochKey.EPOCH_MILLIS;
    assertThat(listener.heard(said(speaker, edge - 10), "192.0.2.7", edge + 10)).isPresent();
    assertThat(listener.heard(said(speaker, edge + 10), "192.0.2.7", edge - 5)).isPresent();
    byte[] old = said(speaker, edge);
    refused(Refusal.NOT_OURS, old, edge + 2 * EpochKey.EPOCH_MILLIS);
  }

  /// E4
  @Test
  void whoWasRemovedIsNotHeardAfterTheKeyWasReplaced() {
    ring.addFirst(key(2)); // install, use
    assertThat(listener.heard(said(speaker, START), "192.0.2.7", START)).isPresent();
    ring.remove(KEY);
    refused(Refusal.NOT_OURS, said(speaker, START + 10), START + 10);
    byte[] forged = said(new Announcements(OTHER, 2, () -> List.of(key(2))), START + 2_000);
    forged[30] ^= 1;
    refused(Refusal.FORGED, forged, START + 2_000);
    Announcements renewed = new Announcements(OTHER, 9, () -> ring);
    assertThat(listener.heard(said(renewed, START + 3_000), "192.0.2.7", START + 3_000)).isPresent();
  }

  @Test
  void everyChangedBitIsNoticed() {
    byte[] good = said(speaker, START);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(listener.heard(bad, "192.0.2.7", START + bit * 500L / 1_000)).as("bit " + bit).isEmpty();
    }
  }

  /// E2
  @Test
  void strangersBytesNeverHurt() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    int heard = 0;
    long begun = System.nanoTime();
    for (int at = 0; at < 100_000; at++) {
      byte[] datagram = fuzzed(random, START + at);
      heard += listener.heard(datagram, "10.0." + random.nextInt(256) + "." + random.nextInt(256), START + at).isPresent()
          ? 1
          : 0;
    }
    assertThat(heard).as("seed " + seed).isBetween(1, 40_000); // some are left whole
    assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
    assertThat(listener.refused(Refusal.NOT_OURS)).isPositive();
    assertThat(listener.refused(Refusal.FORGED)).isPositive();
    assertThat(listener.refused(Refusal.MALFORMED)).isPositive();
  }

  private byte[] fuzzed(Random random, long now) {
    byte[] good = said(speaker, now);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] noise = new byte[random.nextInt(1_500)];
        random.nextBytes(noise);
        yield noise;
      }
      case 1 -> Arrays.copyOf(good, random.nextInt(600));
      case 2 -> {
        good[random.nextInt(good.length)] = (byte) random.nextInt();
        yield good;
      }
      case 3 -> signedNoise(random, now);
      default -> good;
    };
  }

  /// A member that sends anything.
  private static byte[] signedNoise(Random random, long now) {
    EpochKey key = new EpochKey(KEY.bytes(), EpochKey.epoch(now));
    byte[] body = new byte[Announcement.BYTES_MIN - Announcement.MAC_BYTES + random.nextInt(200)];
    random.nextBytes(body);
    body[0] = Announcement.VERSION;
    System.arraycopy(key.tag(), 0, body, 1, Announcement.TAG_BYTES);
    byte[] datagram = Arrays.copyOf(body, body.length + Announcement.MAC_BYTES);
    System.arraycopy(key.mac(body), 0, datagram, body.length, Announcement.MAC_BYTES);
    return datagram;
  }

  @Test
  void oneSourceIsHeardFiveTimesASecondAndAllTogetherAtMostFiveHundred() {
    for (int at = 0; at < 5; at++)
      assertThat(listener.heard(said(speaker, START + at), "192.0.2.7", START + at)).isPresent();
    assertThat(listener.heard(said(speaker, START + 6), "192.0.2.7", START + 6)).isEmpty();
    assertThat(listener.heard(said(speaker, START + 7), "192.0.2.8", START + 7)).isPresent();
    assertThat(listener.heard(said(speaker, START + 1_000), "192.0.2.7", START + 1_000)).isPresent();
    int heard = 0;
    for (int at = 0; at < 1_000; at++)
      heard += listener.heard(said(speaker, START + 5_000), "10.0." + at / 250 + "." + at % 250, START + 5_000).isPresent()
          ? 1
          : 0;
    assertThat(heard).isEqualTo(Announcements.PER_SECOND);
  }

  @Test
  void ownAnnouncementsAreIgnored() { refused(Refusal.OWN, said(listener, START), START); }

  @Test
  void theTableOfNodesIsBounded() {
    long now = START;
    for (int at = 0; at < Announcements.NODES_MAX; at++) {
      now = START + at * 20L;
      byte[] datagram = said(new Announcements(node(100 + at), at, () -> ring), now);
      assertThat(listener.heard(datagram, "10.1." + at / 250 + "." + at % 250, now)).isPresent();
    }
    refused(Refusal.TABLE_FULL, said(speaker, now + 1_000), now + 1_000);
    long later = now + Announcements.SKEW + 1_000;
    assertThat(listener.heard(said(speaker, later), "192.0.2.7", later)).isPresent();
  }

  @Test
  void withoutAMeshKeyNothingIsSaidAndNothingHeard() {
    ring.clear();
    assertThat(listener.next(PRESENCE, START)).isEqualTo(Optional.empty());
    refused(Refusal.NOT_OURS, said(speaker, START), START);
  }

  @Test
  void theLongestAnnouncementFits() {
    List<String> addresses = java.util.Collections.nCopies(Presence.ADDRESSES_MAX, "2001:db8::7");
    byte[] datagram = speaker.next(new Presence(addresses, 65_535, 65_535), START).orElseThrow();
    assertThat(datagram.length).isLessThanOrEqualTo(Announcement.BYTES_MAX);
    assertThat(listener.heard(datagram, "192.0.2.7", START)).isPresent();
  }
}
