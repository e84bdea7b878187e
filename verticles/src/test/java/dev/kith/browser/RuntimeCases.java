package dev.kith.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What job code finds beside the language, and that no shard sees what another left: the lists that the sandbox of a node passes too.
abstract class RuntimeCases {
  private static final Path WEBROOT = Path.of("..", "webroot");

  abstract Browser launch() throws IOException;

  @Test
  void codeFindsTheSameAsOnANode() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    try (Browser browser = launch()) {
      Page page = browser.open();
      page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      String all = "(" + script() + ")(" + quoted(source()) + ", " + read("test/runtime/web-cases.json") + ", "
          + read("test/runtime/pollution-cases.json") + ")";
      assertThat((String) page.evaluate(all)).startsWith("all ");
    } finally {
      server.stop(0);
    }
  }

  /// The scripts that the worker page puts together, in its order.
  private static String source() throws IOException {
    String frame = read("worker/frame.js");
    Matcher list = Pattern.compile("const RUNTIME = \\[([^]]+)]").matcher(frame);
    assertThat(list.find()).isTrue();
    StringBuilder source = new StringBuilder();
    for (String name : List.of(list.group(1).replaceAll("[' ]", "").split(",", -1)))
      source.append(read("js/runtime/" + name + ".js")).append('\n');
    return source.append(read("worker/slot.js")).toString();
  }

  private static String script() throws IOException {
    try (InputStream in = RuntimeCases.class.getResourceAsStream("/browser/runtime-cases.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("^//.*\n", "").strip();
    }
  }

  private static String read(String file) throws IOException { return Files.readString(WEBROOT.resolve(file)); }

  private static String quoted(String text) { return Json.encode(text); }
}
