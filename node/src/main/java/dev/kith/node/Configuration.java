package dev.kith.node;

import dev.kith.message.KithException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// What is in force: flags before environment before file before what an earlier start was given before defaults. Immutable.
public final class Configuration {
  private static final String BESIDE = "kith.yaml";

  private final Map<Setting<?>, Resolved<?>> values;
  private final List<String> warnings;
  private final Map<String, String> environment;

  private Configuration(Map<Setting<?>, Resolved<?>> values, List<String> warnings, Map<String, String> environment) {
    this.values = values;
    this.warnings = List.copyOf(warnings);
    this.environment = environment;
  }

  /// A value given on the command line.
  ///
  /// @param key such as `http.port`
  /// @param name of the flag, for errors and `kith config`
  public record Flag(String key, String name, String text) {}

  /// One line of `kith config`; secrets are masked.
  public record Row(String key, String value, String origin) {}

  /// @param file as given by a flag; absent: `$KITH_CONFIG`, else `kith.yaml` in the data directory if there is one
  /// @throws KithException INVALID, one line for each mistake
  public static Configuration load(Optional<Path> file, Map<String, String> environment, List<Flag> flags) {
    Map<Setting<?>, Resolved<?>> given = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL)
      fromOutside(setting, environment, flags, warnings).ifPresent(one -> given.put(setting, one));
    Map<Setting<?>, Resolved<?>> inFile = file(file, environment, given).map(YamlFile::read).orElse(Map.of());
    Map<Setting<?>, Resolved<?>> kept = StartedWith.read(data(given).or(() -> data(inFile))
        .orElseGet(() -> DataDirectory.standard(environment)));
    Map<Setting<?>, Resolved<?>> all = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.ALL)
      all.put(setting, given.getOrDefault(setting, inFile.getOrDefault(setting, kept.getOrDefault(setting, byDefault(setting)))));
    unknown(environment, warnings);
    return new Configuration(all, warnings, Map.copyOf(environment));
  }

  private static Optional<Path> file(Optional<Path> flag, Map<String, String> environment, Map<Setting<?>, Resolved<?>> given) {
    Optional<Path> named = flag
        .or(() -> Optional.ofNullable(environment.get("KITH_CONFIG")).filter(text -> !text.isEmpty()).map(Path::of));
    Path beside = data(given).orElseGet(() -> DataDirectory.standard(environment)).resolve(BESIDE);
    return named.or(() -> Files.isRegularFile(beside) ? Optional.of(beside) : Optional.empty());
  }

  private static Optional<Path> data(Map<Setting<?>, Resolved<?>> values) {
    return Optional.ofNullable(values.get(Settings.DATA)).flatMap(one -> (Optional<?>) one.value()).map(Path.class::cast);
  }

  private static <T> Resolved<T> byDefault(Setting<T> setting) {
    return new Resolved<>(setting, setting.fallback(), new Origin.Default());
  }

  private static <T> Optional<Resolved<T>> fromOutside(Setting<T> setting, Map<String, String> environment, List<Flag> flags,
      List<String> warnings) {
    Optional<Flag> flag = flags.stream().filter(one -> one.key().equals(setting.key())).findFirst();
    if (flag.isPresent())
      return flag.map(one -> new Resolved<>(setting, checked(one.name() + ": ", () -> setting.parse(one.text())),
          new Origin.Flag(one.name())));
    return checked("", () -> setting.find(environment)).map(found -> {
      found.warning().ifPresent(warnings::add);
      return new Resolved<>(setting, found.value(), new Origin.Variable(found.variable()));
    });
  }

  private static <T> T checked(String where, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw KithException.invalid(where + e.getMessage());
    }
  }

  /// A mistyped variable would silently do nothing; others may share our prefix, so it is no error.
  private static void unknown(Map<String, String> environment, List<String> warnings) {
    List<String> known = new ArrayList<>(List.of("KITH_JAVA_HOME", "KITH_CONFIG", "KITH_JVM_OPTIONS", "KITH_NO_CACHE"));
    Settings.ALL.forEach(setting -> known.addAll(setting.variables()));
    environment.keySet().stream().filter(name -> name.startsWith("KITH_") && !known.contains(name)).sorted()
        .forEach(name -> warnings.add("unknown environment variable " + name + Nearest.hint(name, known)));
  }

  /// What is worth telling before the start.
  public List<String> warnings() { return warnings; }

  /// Everything that is in force, in the order of the sample file.
  public List<Row> rows() {
    return values.values().stream().map(one -> new Row(one.setting().key(), one.text(), one.origin().text())).toList();
  }

  /// Keeps what the next start needs to be the same node at the same place, as far as somebody said it: not defaults, nor what the
  /// `kith.yaml` in that directory says itself. To be called once the node has started.
  public void keep(Path data) {
    Path beside = data.resolve(BESIDE);
    StartedWith.write(data, Settings.KEPT.stream().<Resolved<?>>map(values::get).filter(one -> switch (one.origin()) {
      case Origin.Default _ -> false;
      case Origin.Line(Path file, int _) -> !file.toAbsolutePath().normalize().equals(beside.toAbsolutePath().normalize());
      case Origin.Variable _,Origin.Flag _ -> true;
    }).toList());
  }

  /// The same, typed.
  ///
  /// @throws KithException INVALID if settings contradict each other
  public NodeConfig node() { return NodeConfig.of(this, environment); }

  <T> T get(Setting<T> setting) {
    @SuppressWarnings("unchecked") // put in by the same setting
    Resolved<T> one = (Resolved<T>) Objects.requireNonNull(values.get(setting));
    return one.value();
  }

  int number(Setting<Long> setting) { return Math.toIntExact(get(setting)); }
}
