package dev.kith.node;

import dev.kith.authority.JoinRequest;
import dev.kith.authority.Joiner;
import dev.kith.authority.Own;
import dev.kith.cluster.FreePort;
import dev.kith.message.NodeCard.Ports;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How a data directory's node gets its card.
final class Enrolling {
  private Enrolling() {}

  static void run(NodeConfig config, String door, String token, Consumer<String> progress) {
    try (DataLock _ = DataLock.take(config.data())) {
      Reach.demandFree(config.http().host(), config.http().port());
      Ports ports = new Ports(config.http().port(), FreePort.orFree(config.mesh().clusterPort()),
          FreePort.orFree(config.mesh().busPort()));
      Own own = new Own(Mapping.name(config), Reach.of(config, List.of()).addresses(), ports);
      Joiner.join(new JoinRequest(door + "#" + token, config.data(), own, Optional.empty(), config.mesh().challengePort()),
          InstantSource.system(), progress);
    } catch (IOException e) {
      throw new KithException(ErrorCode.STORAGE_FULL, "cannot unlock " + config.data() + ": " + KithException.reason(e), e);
    }
  }
}
