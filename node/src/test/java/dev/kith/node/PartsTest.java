package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.node.Parts.Stage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void workEndsBeforeTheGoodbyeAndThatBeforeTheLinksWhateverWasStartedFirst() throws Exception {
    Parts parts = new Parts();
    parts.closing("lock", () -> stopped.add("lock"));
    note(parts, Stage.DOORS, "access");
    note(parts, Stage.WORK, "controller");
    note(parts, Stage.WORK, "worker");
    note(parts, Stage.DOORS, "transport");
    note(parts, Stage.GOODBYE, "registry");
    note(parts, Stage.WORK, "drain");
    note(parts, Stage.READINESS, "readiness");
    close(parts);
    assertThat(stopped).containsExactly("readiness", "drain", "worker", "controller", "registry", "transport", "access", "lock");
  }

  @Test
  void whatHangsIsPassedOverAndTheBudgetHolds() throws Exception {
    Parts parts = new Parts(Duration.ofMillis(600), Duration.ofMillis(400));
    CountDownLatch never = new CountDownLatch(1);
    note(parts, Stage.BASE, "last");
    for (int i = 0; i < 3; i++) {
      parts.stopping(Stage.WORK, "hangs", () -> Promise.promise().future());
      parts.stopping(Stage.DOORS, "blocks", () -> {
        await(never);
        return Future.succeededFuture();
      });
    }
    close(parts);
    assertThat(stopped).containsExactly("last");
    never.countDown();
  }

  @Test
  void whatFailsKeepsNobodyFromStopping() throws Exception {
    Parts parts = new Parts();
    note(parts, Stage.BASE, "last");
    parts.stopping(Stage.WORK, "throws", () -> {
      throw new IllegalStateException("no");
    });
    parts.closing("fails", () -> {
      throw new java.io.IOException("no");
    });
    close(parts);
    assertThat(stopped).containsExactly("last");
  }

  private static void close(Parts parts) throws Exception {
    parts.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void note(Parts parts, Stage stage, String name) {
    parts.stopping(stage, name, () -> {
      stopped.add(name);
      return Future.succeededFuture();
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
