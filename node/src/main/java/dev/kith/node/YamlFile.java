package dev.kith.node;

import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads a configuration file: sections of `key: value`, nothing else. Every mistake is reported, each with its line.
final class YamlFile {
  /// Longest configuration file, bytes.
  static final int MAX_BYTES = 256 * 1024;

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> mistakes = new ArrayList<>();

  /// @param plain whether it stood without quotes
  record Entry(String key, String text, boolean plain, int line) {}

  private YamlFile(Path file) { this.file = file; }

  /// What the file says, by key (`http.port`).
  ///
  /// @throws KithException INVALID, one line for each mistake, as `file:line: ...`
  static Map<Setting<?>, Resolved<?>> read(Path file) {
    YamlFile yaml = new YamlFile(file);
    yaml.compose(text(file)).ifPresent(yaml::sections);
    Map<Setting<?>, Resolved<?>> values = new LinkedHashMap<>();
    yaml.entries.values().forEach(entry -> yaml.resolve(entry).ifPresent(one -> values.put(one.setting(), one)));
    if (!yaml.mistakes.isEmpty())
      throw KithException.invalid(String.join("\n", yaml.mistakes));
    return values;
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES)
        throw KithException.invalid(file + ": a configuration file must have at most " + MAX_BYTES + " bytes");
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new KithException(ErrorCode.INVALID, "cannot read the configuration file " + file + ": " + KithException.reason(e),
          e);
    }
  }

  private Optional<Node> compose(String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file.toString()).setCodePointLimit(MAX_BYTES).build())
          .composeString(text);
    } catch (MarkedYamlEngineException e) {
      mistakes.add(at(e.getProblemMark()) + e.getProblem());
    } catch (YamlEngineException e) {
      mistakes.add(file + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  private void sections(Node root) {
    for (NodeTuple section : pairs(root, "the file")) {
      String name = name(section.getKeyNode());
      if (Settings.ALL.stream().noneMatch(setting -> setting.section().equals(name))) {
        mistakes.add(at(section.getKeyNode().getStartMark()) + "unknown section " + name
            + Nearest.hint(name, Settings.ALL.stream().map(Setting::section).distinct().toList()));
      } else {
        pairs(section.getValueNode(), "section " + name).forEach(pair -> entry(name, pair));
      }
    }
  }

  private void entry(String section, NodeTuple pair) {
    String key = section + "." + name(pair.getKeyNode());
    int line = line(pair.getKeyNode().getStartMark());
    if (!(pair.getValueNode() instanceof ScalarNode value)) {
      mistakes.add(at(line) + key + " must be one value");
    } else if (entries.putIfAbsent(key,
        new Entry(key, value.getValue(), value.getScalarStyle() == ScalarStyle.PLAIN, line)) != null) {
      mistakes.add(at(line) + key + " was set before, in line " + entries.get(key).line());
    }
  }

  private Optional<Resolved<?>> resolve(Entry entry) {
    Optional<Setting<?>> setting = Settings.ALL.stream().filter(one -> one.key().equals(entry.key())).findFirst();
    if (setting.isEmpty()) {
      mistakes.add(at(entry.line()) + "unknown key " + entry.key()
          + Nearest.hint(entry.key(), Settings.ALL.stream().map(Setting::key).toList()));
      return Optional.empty();
    }
    return setting.flatMap(one -> value(one, entry));
  }

  private <T> Optional<Resolved<?>> value(Setting<T> setting, Entry entry) {
    try {
      if (setting.kind().plain() && !entry.plain())
        throw new IllegalArgumentException(
            entry.key() + " must be a " + setting.kind().allows() + " without quotes, not \"" + entry.text() + "\"");
      return Optional.of(new Resolved<>(setting, setting.parse(entry.text()), new Origin.Line(file, entry.line())));
    } catch (IllegalArgumentException e) {
      mistakes.add(at(entry.line()) + e.getMessage());
      return Optional.empty();
    }
  }

  private List<NodeTuple> pairs(Node node, String what) {
    if (node instanceof MappingNode mapping)
      return mapping.getValue();
    if (!(node instanceof ScalarNode scalar && scalar.getValue().isEmpty()))
      mistakes.add(at(node.getStartMark()) + what + " must be made of lines `key: value`");
    return List.of();
  }

  private static String name(Node key) { return key instanceof ScalarNode scalar ? scalar.getValue() : "(not a word)"; }

  private String at(Optional<Mark> mark) { return at(line(mark)); }

  private String at(int line) { return file + ":" + line + ": "; }

  private static int line(Optional<Mark> mark) { return mark.map(Mark::getLine).orElse(0) + 1; }
}
