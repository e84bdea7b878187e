package dev.kith.node;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One row of the table of settings.
///
/// @param key section and name: `http.port`
/// @param doc one or two sentences for the sample file and the reference
/// @param aliases other environment variables beside [#env], the predecessor's names among them
record Setting<T>(String key, Kind<T> kind, T fallback, String doc, List<Alias> aliases) {
  Setting {
    aliases = List.copyOf(aliases);
  }

  static <T> Setting<T> of(String key, Kind<T> kind, String fallback, String doc, Alias... aliases) {
    return new Setting<>(key, kind, kind.parse(fallback), doc, List.of(aliases));
  }

  String section() { return key.substring(0, key.indexOf('.')); }

  String name() { return key.substring(key.indexOf('.') + 1); }

  /// `http.bodyMax` is `KITH_HTTP_BODY_MAX`.
  String env() { return "KITH_" + key.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT); }

  boolean secret() { return kind instanceof Kind.SecretFile; }

  String fallbackText() { return kind.write(fallback); }

  /// Every variable that sets it, for the reference: the first wins.
  List<String> variables() {
    Stream<String> names = Stream.concat(Stream.of(env()), aliases.stream().map(Alias::name));
    return secret()
        ? names.flatMap(name -> Stream.of(name, name.replaceFirst("_FILE$", ""))).distinct().toList()
        : names.toList();
  }

  /// @throws IllegalArgumentException naming the key
  T parse(String text) {
    try {
      return kind.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
    }
  }

  /// What the environment says, if anything. An empty variable counts as absent.
  ///
  /// @throws IllegalArgumentException naming variable and key
  Optional<FromEnvironment<T>> find(Map<String, String> environment) {
    return from(environment, new Alias(env(), Alias.Form.SAME))
        .or(() -> aliases.stream().flatMap(alias -> from(environment, alias).stream()).findFirst());
  }

  private Optional<FromEnvironment<T>> from(Map<String, String> environment, Alias alias) {
    return secret() ? secretIn(environment, alias.name()) : value(environment, alias.name()).map(text -> capped(alias, text));
  }

  /// The predecessor took any number, and a huge one for "no limit"; ours is the nearest that is allowed, and a warning.
  private FromEnvironment<T> capped(Alias alias, String text) {
    try {
      String own = alias.translate(text);
      Optional<String> nearest = alias.form() == Alias.Form.SAME ? Optional.empty() : kind.nearest(own);
      return new FromEnvironment<>(alias.name(), kind.parse(nearest.orElse(own)),
          nearest.map(used -> alias.name() + "=" + text + " is beyond the limits of " + key + ": using " + used));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("environment " + alias.name() + ": " + key + " " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // T of a SecretFile is Optional<Secret>
  private Optional<FromEnvironment<T>> secretIn(Map<String, String> environment, String fileVariable) {
    String variable = fileVariable.replaceFirst("_FILE$", "");
    return value(environment, variable)
        .map(text -> new FromEnvironment<>(variable, (T) Optional.of(new Secret.InEnvironment(variable, text)), Optional.empty()))
        .or(() -> value(environment, fileVariable)
            .map(text -> new FromEnvironment<>(fileVariable, parse(text), Optional.empty())));
  }

  private static Optional<String> value(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isEmpty());
  }

  /// @param warning if the value was not taken as it stands
  record FromEnvironment<T>(String variable, T value, Optional<String> warning) {}
}
