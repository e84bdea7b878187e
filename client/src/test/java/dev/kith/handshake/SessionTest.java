package dev.kith.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.handshake.Pair.Sessions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final Pair pair = new Pair(Suite.CLASSIC);
  private final Sessions sessions = pair.sessions();
  private final Session ours = sessions.initiator();
  private final Session theirs = sessions.responder();

  @Test
  void eachFrameOpensOnce() {
    byte[] frame = ours.seal(said(1));
    assertThat(Pair.open(theirs, frame)).isEqualTo(said(1));
    refused(frame);
  }

  @Test
  void eachBitOfAFrameCountsAndForgedFramesLeaveNoTrace() {
    byte[] frame = ours.seal(said(1));
    for (int bit = 0; bit < frame.length * 8; bit++) {
      byte[] forged = frame.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> Pair.open(theirs, forged)).isInstanceOf(RefusedFrameException.class);
    }
    assertThat(Pair.open(theirs, frame)).isEqualTo(said(1));
  }

  @Test
  void framesOfAnotherSessionAreRefused() {
    byte[] frame = pair.sessions().initiator().seal(said(1));
    ByteBuffer.wrap(frame).putLong(36, theirs.localNumber());
    refused(frame);
  }

  @Test
  void framesMayOvertakeWithinTheWindow() {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < Session.WINDOW; i++)
      frames.add(ours.seal(said(i)));
    Collections.shuffle(frames, new Random(5));
    for (byte[] frame : frames)
      assertThat(Pair.open(theirs, frame)).hasSize(8);
    frames.forEach(this::refused);
  }

  /// C10 and C12: a million frames and a change of keys, frames of both epochs mixed, none lost, none twice, no counter twice.
  @Test
  void keysChangeUnderLoadAndNothingIsLost() {
    Random random = new Random(12);
    List<byte[]> underWay = new ArrayList<>();
    long count = Session.REKEY_FRAMES + 5_000;
    long sum = 0;
    long last = -1;
    for (long i = 0; i < count; i++) {
      byte[] frame = ours.seal(said(i));
      FrameHeader header = FrameHeader.of(frame);
      if (header.counter() != last + 1 || header.epoch() != i / Session.REKEY_FRAMES)
        throw new AssertionError(header);
      last = header.counter();
      underWay.add(frame);
      if (underWay.size() >= 64)
        sum += ByteBuffer.wrap(Pair.open(theirs, underWay.remove(random.nextInt(64)))).getLong();
    }
    for (byte[] frame : underWay)
      sum += ByteBuffer.wrap(Pair.open(theirs, frame)).getLong();
    assertThat(sum).isEqualTo(count * (count - 1) / 2);
  }

  @Test
  void keysChangeAfterFiveMinutesAndTheOldOnesLastOneMore() {
    byte[] first = ours.seal(said(1));
    byte[] second = ours.seal(said(2));
    pass(Session.REKEY_AFTER);
    byte[] third = ours.seal(said(3));
    assertThat(FrameHeader.of(third).epoch()).isOne();
    assertThat(Pair.open(theirs, third)).isEqualTo(said(3));
    assertThat(Pair.open(theirs, first)).isEqualTo(said(1));
    pass(Session.LATE_FOR);
    refused(second);
  }

  @Test
  void epochsOfWhichNothingCameAreSkipped() {
    for (int epoch = 0; epoch < 13; epoch++) {
      ours.seal(said(epoch));
      pass(Session.REKEY_AFTER);
    }
    assertThat(Pair.open(theirs, ours.seal(said(99)))).isEqualTo(said(99));
    assertThat(Pair.open(ours, theirs.seal(said(7)))).isEqualTo(said(7));
  }

  @Test
  void epochTooFarAheadIsRefused() {
    byte[] frame = ours.seal(said(1));
    for (int epoch : new int[]{-1, Integer.MIN_VALUE, Session.EPOCHS_AHEAD_MAX + 1, Integer.MAX_VALUE}) {
      byte[] forged = frame.clone();
      ByteBuffer.wrap(forged).putInt(44, epoch);
      assertThatThrownBy(() -> Pair.open(theirs, forged)).hasMessageContaining("epoch");
    }
  }

  @Test
  void isStaleAfterAnHourAndOverTenMinutesLater() {
    assertThat(ours.stale()).isFalse();
    pass(Session.STALE_AFTER);
    assertThat(ours.stale()).isTrue();
    byte[] frame = ours.seal(said(1));
    pass(Session.OVER_AFTER.minus(Session.STALE_AFTER));
    assertThat(ours.over()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> ours.seal(said(2))).withMessageContaining("over");
    refused(frame);
  }

  @Test
  void countersNeverWrap() {
    ours.startAt(SealingSide.COUNTER_MAX - 1);
    assertThat(Pair.open(theirs, ours.seal(said(1)))).isEqualTo(said(1));
    assertThat(ours.over()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> ours.seal(said(2)));
  }

  @Test
  void largestMessagePassesAndALargerOneIsRefused() {
    assertThat(Pair.open(theirs, ours.seal(new byte[Session.PLAIN_BYTES_MAX]))).hasSize(Session.PLAIN_BYTES_MAX);
    assertThatIllegalArgumentException().isThrownBy(() -> ours.seal(new byte[Session.PLAIN_BYTES_MAX + 1]))
        .withMessageContaining("1050624");
  }

  private void pass(Duration time) { pair.clock.addAndGet(time.toNanos()); }

  private void refused(byte[] frame) {
    assertThatThrownBy(() -> Pair.open(theirs, frame)).isInstanceOf(RefusedFrameException.class);
  }

  private static byte[] said(long number) { return ByteBuffer.allocate(8).putLong(number).array(); }
}
