package dev.kith.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaverTest {
  private final List<Promise<Void>> writes = new ArrayList<>();
  private long version;
  private final Saver saver = new Saver(() -> version, this::write);

  private Future<Void> write() {
    writes.add(Promise.promise());
    return writes.getLast().future();
  }

  private Future<Void> change() {
    version++;
    return saver.settle();
  }

  @Test
  void nothingIsWrittenWithoutAChange() {
    assertThat(saver.settle().succeeded()).isTrue();
    assertThat(writes).isEmpty();
  }

  @Test
  void manyChangesDuringAWriteShareTheNext() {
    Future<Void> first = change();
    List<Future<Void>> others = new ArrayList<>();
    for (int i = 0; i < 99; i++)
      others.add(change());
    assertThat(writes).hasSize(1);
    writes.getFirst().complete();
    assertThat(first.succeeded()).isTrue();
    assertThat(others).noneMatch(Future::isComplete);
    assertThat(writes).hasSize(2);
    writes.getLast().complete();
    assertThat(others).allMatch(Future::succeeded);
    assertThat(saver.settle().succeeded()).isTrue();
    assertThat(writes).hasSize(2);
  }

  @Test
  void whoAsksWithoutAChangeDuringAWriteWaitsForThatOne() {
    change();
    Future<Void> same = saver.settle();
    writes.getFirst().complete();
    assertThat(same.succeeded()).isTrue();
    assertThat(writes).hasSize(1);
  }

  @Test
  void aFailedWriteIsTriedAgainWithTheNextCall() {
    Future<Void> first = change();
    writes.getFirst().fail("disk full");
    assertThat(first.failed()).isTrue();
    Future<Void> again = saver.settle();
    assertThat(writes).hasSize(2);
    writes.getLast().complete();
    assertThat(again.succeeded()).isTrue();
  }

  @Test
  void twoWritesNeverOverlapWhoeverAsksWhen() {
    List<Future<Void>> chained = new ArrayList<>();
    Future<Void> first = change();
    first.onComplete(_ -> chained.add(change()));
    first.onComplete(_ -> chained.add(change()));
    for (int i = 0; i < writes.size(); i++) {
      assertThat(writes.subList(i + 1, writes.size())).isEmpty();
      writes.get(i).complete();
    }
    assertThat(chained).hasSize(2).allMatch(Future::succeeded);
  }
}
