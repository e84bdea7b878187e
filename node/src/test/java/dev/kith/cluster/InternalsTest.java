package dev.kith.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.instance.BuildInfoProvider;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeContext;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.networking.nio.MigratablePipeline;
import com.hazelcast.internal.networking.nio.NioInboundPipeline;
import com.hazelcast.internal.networking.nio.NioOutboundPipeline;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.impl.clustered.NodeSelector;
import io.vertx.core.eventbus.impl.codecs.BufferMessageCodec;
import io.vertx.core.eventbus.impl.codecs.PingMessageCodec;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// The internals of Hazelcast and Vert.x that this package stands on, and the versions for which that was tried. A newer version
/// fails here first: read what it changed, run all tests of this package, then change the numbers.
class InternalsTest {
  @Test
  void hazelcastIsTheVersionThatWasTried() {
    assertThat(BuildInfoProvider.getBuildInfo().getVersion()).isEqualTo("5.7.0");
    assertThat(BuildInfoProvider.getBuildInfo().isEnterprise()).isFalse();
  }

  @Test
  void hazelcastLetsItsNetworkBeWrapped() throws Exception {
    assertThat(HazelcastInstanceFactory.class.getMethod("newHazelcastInstance", Config.class, String.class, NodeContext.class))
        .isNotNull();
    assertThat(DefaultNodeContext.class.getMethod("createNodeExtension", Node.class)).isNotNull();
    assertThat(DefaultNodeExtension.class.getMethod("createChannelInitializerFn", ServerContext.class)).isNotNull();
    assertThat(DefaultNodeExtension.class.getMethod("validateJoinRequest", JoinMessage.class)).isNotNull();
    assertThat(InboundHandler.class.getMethod("onRead").getReturnType()).isEqualTo(HandlerStatus.class);
    assertThat(OutboundHandler.class.getMethod("onWrite").getReturnType()).isEqualTo(HandlerStatus.class);
    assertThat(HandlerStatus.values()).extracting(Enum::name).containsExactly("CLEAN", "DIRTY", "BLOCKED");
    assertThat(Channel.class.getMethod("attributeMap")).isNotNull();
    assertThat(TcpServerConnection.class.getMethod("getChannel").getReturnType()).isEqualTo(Channel.class);
    assertThat(TcpServerConnection.class.getMethod("getRemoteAddress").getReturnType()).isEqualTo(Address.class);
  }

  @Test
  void hazelcastsPipelinesTellTheirThread() {
    assertThat(MigratablePipeline.class).isAssignableFrom(NioInboundPipeline.class).isAssignableFrom(NioOutboundPipeline.class);
  }

  @Test
  void hazelcastReadsItsSeedsAnewEachTime() {
    TcpIpConfig config = new TcpIpConfig();
    config.addMember("127.0.0.1:1");
    assertThat(config.getMembers()).isInstanceOf(CopyOnWriteArrayList.class);
    config.setMembers(List.of("127.0.0.1:2"));
    assertThat(config.getMembers()).containsExactly("127.0.0.1:2");
  }

  @Test
  void vertxTakesATransportAndANodeSelector() throws Exception {
    assertThat(VertxBootstrapImpl.class.getMethod("transport", Transport.class)).isNotNull();
    assertThat(VertxBootstrapImpl.class.getMethod("clusterNodeSelector", NodeSelector.class)).isNotNull();
    assertThat(NioTransport.class.getMethod("configure", NetServerOptions.class, boolean.class, ServerBootstrap.class))
        .isNotNull();
    assertThat(NioTransport.class.getMethod("configure", ClientOptionsBase.class, int.class, boolean.class, Bootstrap.class))
        .isNotNull();
  }

  @Test
  void theMarkOfTheEventBusSurvivesItsWayThroughJson() {
    EventBusOptions bus = MeshTransport.marked(new EventBusOptions());
    assertThat(new NetServerOptions(bus.toJson()).getEnabledCipherSuites()).containsExactly("KITH_MESH_EVENT_BUS");
    assertThat(new NetClientOptions(bus.toJson()).getEnabledCipherSuites()).containsExactly("KITH_MESH_EVENT_BUS");
  }

  @Test
  void theEventBusHasTheCodecsThatFramesAreCheckedFor() {
    assertThat(new BufferMessageCodec().systemCodecID()).isEqualTo((byte) 11);
    assertThat(new PingMessageCodec().systemCodecID()).isEqualTo((byte) 1);
  }
}
