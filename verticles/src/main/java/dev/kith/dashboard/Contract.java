package dev.kith.dashboard;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// `openapi/kith.yaml`: what is served at `/api/openapi.yaml`, and what the router is built from.
final class Contract {
  private static final String SERVERS = "servers:\n";
  private static final Pattern WRITTEN_SERVERS = Pattern.compile("(?m)^servers:\n( .*\n)+");
  static final String RESOURCE = "openapi/kith.yaml";
  /// What vertx-openapi lets a response be; the others it would refuse, and has no use for.
  private static final Set<String> KNOWN_MEDIA = Set.of("application/json");

  private final String yaml;
  private final JsonObject json;
  private final OpenAPIContract routed;

  private Contract(String yaml, JsonObject json, OpenAPIContract routed) {
    this.yaml = yaml;
    this.json = json;
    this.routed = routed;
  }

  static Future<Contract> load(Vertx vertx) {
    String yaml = text();
    JsonObject json = parsed(yaml);
    return OpenAPIContract.from(vertx, routable(json.copy())).map(routed -> new Contract(yaml, json, routed));
  }

  /// As written, but for the server.
  ///
  /// @param server whose contract it is: an absolute address with the base path
  String yaml(String server) {
    String served = SERVERS + "  - url: '" + server.replace("'", "''") + "'\n    description: This node\n";
    return WRITTEN_SERVERS.matcher(yaml).replaceFirst(Matcher.quoteReplacement(served));
  }

  JsonObject json(String server) {
    return json.copy().put("servers", new JsonArray().add(new JsonObject().put("url", server).put("description", "This node")));
  }

  OpenAPIContract routed() { return routed; }

  List<Operation> operations() { return routed.operations(); }

  static String text() {
    try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null)
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + RESOURCE, e);
    }
  }

  @SuppressWarnings("unchecked")
  static JsonObject parsed(String yaml) {
    return new JsonObject((Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /// A copy without what only readers need: servers, media types that the library does not know, and security,
  /// which the [Gate] holds alone (the library would chain its own handlers).
  private static JsonObject routable(JsonObject json) {
    json.remove("servers");
    json.remove("security");
    JsonObject paths = json.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (Map.Entry<String, Object> operation : paths.getJsonObject(path)) {
        JsonObject said = (JsonObject) operation.getValue();
        said.remove("security");
        JsonObject responses = said.getJsonObject("responses");
        for (String status : responses.fieldNames())
          withoutUnknownMedia(responses.getJsonObject(status));
      }
    }
    return json;
  }

  private static void withoutUnknownMedia(JsonObject response) {
    JsonObject content = response.getJsonObject("content");
    if (content != null)
      content.getMap().keySet().retainAll(KNOWN_MEDIA);
  }
}
