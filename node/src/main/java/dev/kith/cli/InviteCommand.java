package dev.kith.cli;

import dev.kith.message.KithException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kith invite`: lets browser tabs join.
@Command(name = "invite", mixinStandardHelpOptions = true, description = "Make an invite: a link, a short code and a phrase, any of which lets a browser tab join as a worker.", footer = {
    "", "Examples:", "  kith invite --qr                                 show a QR code to a phone",
    "  kith invite --ttl-sec 900 --max-uses 1 --label 'Ada'", "  kith invite --qr-file invite.svg", "  kith invite --json"})
final class InviteCommand implements Callable<Integer> {
  @Option(names = "--ttl-sec", paramLabel = "S", description = "How long it is good, 60 to 86400 seconds. Default: the node's.")
  private Long ttlSeconds;
  @Option(names = "--label", paramLabel = "TEXT", description = "What to call the workers that join by it, at most 64 characters.")
  private String label;
  @Option(names = "--max-uses", paramLabel = "N", description = "How many tabs may join by it, 1 to 10000. Default: the node's.")
  private Integer maxUses;
  @Option(names = "--qr", description = "Show the link as a QR code here.")
  private boolean qr;
  @Option(names = "--qr-file", paramLabel = "FILE", description = "Write the QR code to a file: .svg or .png.")
  private Path qrFile;
  @Mixin
  private Connection connection;
  @Mixin
  private Output output;

  private final Terminal terminal;

  InviteCommand(Terminal terminal) { this.terminal = terminal; }

  @Override
  public Integer call() {
    if (qrFile != null && !QrFile.writable(qrFile))
      throw new CommandFailed(Exit.USAGE, "--qr-file must end in .svg or .png, not \"" + qrFile + "\"");
    JsonObject body = new JsonObject();
    if (ttlSeconds != null)
      body.put("ttlSec", ttlSeconds);
    if (label != null)
      body.put("workerLabel", label);
    if (maxUses != null)
      body.put("maxUses", maxUses);
    try (Door door = connection.open(terminal)) {
      JsonObject invite = door.post("/api/invites/worker", body);
      output.print(terminal, invite, lines(invite));
      show(Views.text(invite, invite.containsKey("phraseInviteUrl") ? "phraseInviteUrl" : "inviteUrl"));
      return Exit.OK;
    }
  }

  private static List<String> lines(JsonObject invite) {
    List<String> lines = new ArrayList<>();
    lines.add("link     " + Views.text(invite, "inviteUrl"));
    lines.add("short    " + Views.text(invite, "shortInviteUrl"));
    lines.add("phrase   " + Views.text(invite, "phraseInviteUrl"));
    lines.add("expires  " + Views.text(invite, "expiresAt"));
    String codeEnds = Views.text(invite, "shortCodeExpiresAt");
    if (!codeEnds.isEmpty() && !codeEnds.equals(Views.text(invite, "expiresAt")))
      lines.add("The short link and its code end earlier, " + codeEnds + ": so short a code could be guessed.");
    if (Boolean.TRUE.equals(invite.getValue("thisMachineOnly")))
      lines.add("Only browsers on this machine can open these links: the node was reached on 127.0.0.1. To let phones and other"
          + " machines in, start it with kith up --host 0.0.0.0 (or name a proxy's address in http.publicUrl), and invite them then.");
    return lines;
  }

  private void show(String link) {
    if (qr)
      QrText.lines(link, terminal.coloured() && !output.json()).forEach(output.json() ? terminal::say : terminal::draw);
    if (qrFile == null)
      return;
    try {
      Files.write(qrFile, QrFile.bytes(link, qrFile));
    } catch (IOException e) {
      throw new CommandFailed(Exit.USAGE, "cannot write " + qrFile + ": " + KithException.reason(e), e);
    }
  }
}
