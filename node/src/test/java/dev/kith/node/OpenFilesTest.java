package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.KithException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void theSoftLimitCounts() {
    assertThat(OpenFiles.limit(List.of("Limit                     Soft Limit           Hard Limit           Units",
        "Max open files            1024                 524288               files"))).hasValue(1024);
    assertThat(OpenFiles.limit(List.of("Max open files            unlimited            unlimited            files"))).isEmpty();
    assertThat(OpenFiles.limit(List.of())).isEmpty();
  }

  @Test
  void tooFewAreNamedWithWhatToDo() {
    OpenFiles.demand(OpenFiles.LEAST);
    assertThatThrownBy(() -> OpenFiles.demand(OpenFiles.LEAST - 1)).isInstanceOf(KithException.class)
        .hasMessageContaining("255").hasMessageContaining("256").hasMessageContaining("ulimit -n");
  }
}
