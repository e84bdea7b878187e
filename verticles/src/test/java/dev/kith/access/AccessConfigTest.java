package dev.kith.access;

import static dev.kith.access.Failures.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kith.message.ErrorCode;
import dev.kith.message.Scope;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessConfigTest {
  @Test
  void unsafeOrEndlessSettingsAreRefusedByName() {
    assertThat(fails(ErrorCode.INVALID, () -> InviteBookTest.config(100, false, 6, 8)))
        .hasMessage("SHORT_INVITE_CODE_LENGTH must be from 7 to 16, not 6");
    assertThat(fails(ErrorCode.INVALID, () -> InviteBookTest.config(100, false, 7, 4)))
        .hasMessageContaining("WORKER_INVITE_PHRASE_WORDS");
    assertThat(fails(ErrorCode.INVALID, () -> InviteBookTest.config(50_001, false, 7, 5)))
        .hasMessageContaining("SHORT_INVITE_MAX_ACTIVE");
    assertThat(
        fails(ErrorCode.INVALID, () -> AccessConfig.DEFAULT.withClientApiKey("00112233445566778899aabbccddeeff", Set.of())))
        .hasMessageContaining("SCOPES");
  }

  @Test
  void whatCanBeNoKeyIsRefused() {
    assertThat(fails(ErrorCode.INVALID, () -> AccessConfig.DEFAULT.withClientApiKey("hunter2", Set.of(Scope.JOBS))))
        .hasMessageContaining("CLIENT_API_KEY must be").hasMessageContaining("7 characters").hasMessageNotContaining("hunter2");
  }

  @Test
  void theOperatorsKeyIsNotPrinted() {
    assertThat(AccessConfig.DEFAULT.withClientApiKey("feedface445566778899aabbccddeeff", Set.of(Scope.JOBS)).toString())
        .contains("given")
        .doesNotContain("feedface");
  }
}
