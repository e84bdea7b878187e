package dev.kith.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConfinedTest {
  private final Confined confined = new Confined(ConfinedTest.class);

  @Test
  void whoeverTouchesFirstMayTouchAgainAndNobodyElse() {
    assertThat(confined.here()).isTrue();
    CompletableFuture<Boolean> elsewhere = CompletableFuture.supplyAsync(confined::here,
        Thread.ofPlatform().name("foreign")::start);
    assertThatThrownBy(elsewhere::join).hasRootCauseInstanceOf(AssertionError.class)
        .hasMessageContaining("ConfinedTest is confined to").hasMessageContaining("touched on foreign");
  }
}
