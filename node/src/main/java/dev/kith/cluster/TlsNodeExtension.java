package dev.kith.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.server.ServerContext;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// Puts TLS around all traffic of a Hazelcast member, and lets a member join only under the id that its certificate has.
final class TlsNodeExtension extends DefaultNodeExtension {
  private final SSLContext context;
  private final Gate gate;
  private final MemberBinding binding;

  TlsNodeExtension(Node node, SSLContext context, Gate gate) {
    super(node);
    this.context = context;
    this.gate = gate;
    binding = new MemberBinding(node);
  }

  @Override
  public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext serverContext) {
    Function<EndpointQualifier, ChannelInitializer> stock = super.createChannelInitializerFn(serverContext);
    return endpoint -> {
      ChannelInitializer plain = stock.apply(endpoint);
      return channel -> initialize(channel, plain);
    };
  }

  private void initialize(Channel channel, ChannelInitializer plain) throws Exception {
    TlsChannel tls = new TlsChannel(channel, context, gate);
    channel.inboundPipeline().addLast(new TlsIn(tls));
    plain.initChannel(channel);
    channel.outboundPipeline().addLast(new TlsOut(tls));
  }

  @Override
  public void validateJoinRequest(JoinMessage message) {
    super.validateJoinRequest(message);
    if (message instanceof JoinRequest request)
      binding.check(request);
  }

  MemberBinding binding() { return binding; }
}
