package dev.kith.volunteer;

import dev.kith.bus.Bus;
import dev.kith.message.Addresses;
import dev.kith.model.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.function.Consumer;

/// The verticle under test on a real HTTP server, with a controller and an access made for the test.
public final class VolunteerRig implements AutoCloseable {
  public static final NodeId NODE = new NodeId("0123456789abcdef0123456789abcdef");

  public final Vertx vertx = Vertx.vertx();
  public final Bus bus = Bus.of(vertx);
  public final KnownTabs access = new KnownTabs();
  public final ScriptedController controller = new ScriptedController(bus);
  public final int port;

  public VolunteerRig(VolunteerConfig config) { this(config, _ -> {}); }

  public VolunteerRig(VolunteerConfig config, Consumer<Router> more) {
    bus.serve(Addresses.work(NODE), controller::serve).await();
    bus.serve(Addresses.access(NODE), access::serve).await();
    VolunteerVerticle verticle = new VolunteerVerticle(config, NODE, Optional.of(NODE));
    vertx.deployVerticle(verticle).await();
    Router router = Router.router(vertx);
    verticle.mount(router, request -> request.remoteAddress().hostAddress());
    more.accept(router);
    HttpServer server = vertx.createHttpServer(VolunteerVerticle.limited(new HttpServerOptions().setHost("127.0.0.1").setPort(0)))
        .requestHandler(router).listen().await();
    port = server.actualPort();
  }

  TestTab tab() throws Exception { return tab(TabKey.make()); }

  TestTab tab(TabKey key) throws Exception { return TestTab.open(vertx, port, key, access.join(key)); }

  @Override
  public void close() { vertx.close().await(); }
}
