package dev.kith.node;

import java.util.List;
import java.util.stream.Collectors;

/// The sample file and the reference, made from the table of settings.
public final class ConfigText {
  private static final int WIDTH = 110;

  private ConfigText() {}

  /// A complete, commented configuration file in which everything has its default.
  public static String sample() {
    StringBuilder out = new StringBuilder("""
        # Every setting of Kith with its default. A file needs only what differs; see local.yaml and lan.yaml.
        # Durations and sizes carry their unit (ms s min h d, B KiB MiB GiB). Unknown keys are refused.
        # Each setting has an environment variable too (http.port: KITH_HTTP_PORT), which wins over the file; flags win over both.
        """);
    String section = "";
    for (Setting<?> setting : Settings.ALL) {
      if (!setting.section().equals(section)) {
        section = setting.section();
        out.append('\n').append(section).append(":\n");
      }
      wrapped(setting.doc() + " (" + setting.kind().allows() + ")").forEach(line -> out.append("  # ").append(line).append('\n'));
      out.append("  ").append(setting.name()).append(": ").append(yaml(setting.fallbackText())).append('\n');
    }
    return out.toString();
  }

  private static String yaml(String text) { return text.isEmpty() ? "\"\"" : text; }

  private static List<String> wrapped(String text) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && column + word.length() > WIDTH) {
        out.append('\n');
        column = 0;
      }
      out.append(column == 0 ? "" : " ").append(word);
      column += word.length() + 1;
    }
    return out.toString().lines().toList();
  }

  /// `docs/configuration.md`.
  public static String reference() {
    StringBuilder out = new StringBuilder(
        """
            # Configuration

            A node needs none: `kith up` works as it is. What is given is taken in this order, the first wins:

            1. flags of `kith up`
            2. environment variables: `KITH_...`, then the other names in the tables
            3. the file named by `--config`, else by `KITH_CONFIG`, else `kith.yaml` in the data directory
            4. what the node was last started with (`started.yaml` in the data directory), for the settings that say where and how
               others find it: KEPT
            5. the defaults

            So a node that was started once with `--host 0.0.0.0` listens there at later starts too, without flags. What flags, environment
            or a file named by `--config` say is kept anew after each start; `kith leave` forgets it.

            `kith config` prints what is in force and from where; `kith config --sample` prints a complete commented file (also in
            [conf/kith.yaml](../conf/kith.yaml)). `conf/local.yaml`, `conf/lan.yaml` and
            `conf/wan.yaml` (slow networks) are short profiles.

            The file is YAML: sections of `key: value`. It is read strictly: an unknown or repeated key, a number without its unit, a
            value out of its range is refused with file, line, key and limit. Durations and sizes carry their unit: `200 ms`, `10 s`,
            `5 min`, `24 h`, `30 d`; `512 B`, `32 KiB`, `1 MiB`, `1 GiB`. Variables without `KITH_` are bare numbers of what their name
            says (`..._MS`, `..._SEC`, `..._BYTES`); one above our limit is taken as the limit, with a warning. An empty variable
            counts as not set.

            Secrets are never in the file itself: it names files that hold them. The environment may hold either the path
            (`..._FILE`) or the secret. No secret is printed by `kith config` or logged.

            A node that listens on a loopback address speaks HTTP in clear; on any other address it speaks TLS only.
            Without a certificate of yours it makes one itself at the first start and prints its fingerprint.
            """
            .replace("KEPT", Settings.KEPT.stream().map(setting -> "`" + setting.key() + "`").collect(Collectors.joining(", "))));
    Settings.ALL.stream().map(Setting::section).distinct().forEach(section -> {
      out.append("\n## ").append(section)
          .append("\n\n| key | default | allowed | environment | |\n| --- | --- | --- | --- | --- |\n");
      Settings.ALL.stream().filter(setting -> setting.section().equals(section)).forEach(setting -> out.append(row(setting)));
    });
    return out.toString();
  }

  private static String row(Setting<?> setting) {
    String fallback = setting.fallbackText().isEmpty() ? "(empty)" : "`" + setting.fallbackText() + "`";
    String variables = setting.variables().stream().map(name -> "`" + name + "`").collect(Collectors.joining(" "));
    return "| `" + setting.key() + "` | " + fallback + " | " + setting.kind().allows().replace("|", "\\|") + " | " + variables
        + " | "
        + setting.doc() + " |\n";
  }
}
