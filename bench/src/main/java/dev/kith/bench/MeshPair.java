package dev.kith.bench;

import dev.kith.bus.Bus;
import dev.kith.bus.BusConfig;
import dev.kith.cluster.Cluster;
import dev.kith.cluster.ClusterConfig;
import dev.kith.crypto.MeshTls;
import dev.kith.message.Addresses;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;

/// The buses of two nodes as they are: cards, cluster and event bus in mutual TLS, sealed sessions.
final class MeshPair implements AutoCloseable {
  private final Cluster asker;
  private final Cluster answerer;
  private final NodeId answererId;

  MeshPair() throws IOException {
    TwoMembers members = TwoMembers.make();
    asker = cluster(members.one(), List.of());
    answerer = cluster(members.other(), List.of("127.0.0.1:" + asker.clusterPort()));
    answererId = members.other().identity().nodeId();
    join(asker, members.one());
    SealedBus.await(join(answerer, members.other()).serve(Addresses.peer(answererId), SealedBus::answer));
  }

  private static Bus join(Cluster cluster, TwoMembers.Member member) {
    return Bus.join(cluster.vertx(), member.identity(), member.trust(), BusConfig.defaults());
  }

  private static Cluster cluster(TwoMembers.Member member, List<String> seeds) {
    MeshTls tls = MeshTls.of(member.membership().tls(), member.trust().believe());
    return Cluster.start(new ClusterConfig(member.identity().nodeId(), member.membership().mesh(), "127.0.0.1", "127.0.0.1", 0, 0,
        seeds, tls, SealedBus.EVENT_LOOPS));
  }

  Vertx asker() { return asker.vertx(); }

  NodeId answererId() { return answererId; }

  @Override
  public void close() {
    answerer.close();
    asker.close();
  }
}
