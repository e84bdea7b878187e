package dev.kith.cli;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a command left behind.
record Ran(int exit, String out, String err) {
  static Ran kith(Map<String, String> environment, String input, boolean interactive, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        environment, interactive);
    int exit = Kith.run(terminal, args);
    terminal.out().flush();
    terminal.err().flush();
    return new Ran(exit, out.toString(), err.toString());
  }

  static Ran kith(Map<String, String> environment, String... args) { return kith(environment, "", false, args); }

  JsonObject json() { return new JsonObject(out); }
}
