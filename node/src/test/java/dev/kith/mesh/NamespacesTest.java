package dev.kith.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The rig itself: a cut that cuts nothing would let every test of partitions pass.
class NamespacesTest {
  @Test
  void hostsReachOneAnotherUntilTheyAreCut() throws IOException, InterruptedException {
    Namespaces.lacking().ifPresent(why -> Assumptions.abort("no network namespaces: " + why));
    try (Namespaces hosts = new Namespaces(3)) {
      assertThat(reaches(hosts, 1, 2)).isTrue();
      hosts.isolate(1);
      assertThat(reaches(hosts, 1, 2)).isFalse();
      assertThat(reaches(hosts, 2, 3)).isTrue();
      hosts.heal();
      assertThat(reaches(hosts, 1, 2)).isTrue();
      hosts.cutOneWay(2, 1);
      assertThat(reaches(hosts, 1, 2)).as("the answer is lost").isFalse();
      hosts.heal();
      hosts.slow("1mbit");
      hosts.lose(0);
      assertThat(reaches(hosts, 1, 2)).isTrue();
    }
  }

  private static boolean reaches(Namespaces hosts, int from, int to) throws IOException, InterruptedException {
    String connect = "exec 3<>/dev/tcp/" + hosts.address(to) + "/9"; // refused at once if the host is there
    Process process = hosts.on(from, List.of("timeout", "2", "bash", "-c", connect)).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() != 124;
  }
}
