package dev.kith.node;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/// What the documentation names is there, and what is there is named.
class DocsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final Pattern OPERATION = Pattern.compile("(?m)^### ([A-Z]+ /\\S*)$");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void restHasEveryOperationOfTheContractAndNoOther() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher heading = OPERATION.matcher(Files.readString(TOP.resolve("docs/rest.md")));
    while (heading.find())
      documented.add(heading.group(1));

    assertThat(documented).isEqualTo(operations());
  }

  @Test
  void everyCommandIsDocumented() throws Exception {
    String text = Files.readString(TOP.resolve("README.md")) + Files.readString(TOP.resolve("docs/cli.md"));

    List<String> commands = commands(commandLine());

    assertThat(commands).contains("kith up");
    assertThat(commands).allSatisfy(command -> assertThat(text).containsPattern(Pattern.quote(command) + "[`\\s]"));
  }

  @Test
  void everyRelativeLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
      while (link.find()) {
        URI target = URI.create(link.group(1));
        if (!target.isAbsolute() && !leads(page, target))
          broken.add(TOP.relativize(page) + ": " + target);
      }
    }

    assertThat(broken).isEmpty();
  }

  private static Set<String> operations() throws IOException {
    String yaml = Files.readString(TOP.resolve("verticles/src/main/resources/openapi/kith.yaml"));
    Map<?, ?> contract = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    Set<String> operations = new TreeSet<>();
    ((Map<?, ?>) contract.get("paths")).forEach((path, item) -> {
      for (Object key : ((Map<?, ?>) item).keySet()) {
        if (METHODS.contains(key.toString()))
          operations.add(key.toString().toUpperCase(Locale.ROOT) + " " + path);
      }
    });
    return operations;
  }

  /// The commands are no affair of other packages, so they are asked for past the compiler.
  private static CommandLine commandLine() throws ReflectiveOperationException {
    Class<?> terminal = Class.forName("dev.kith.cli.Terminal");
    Method ofProcess = terminal.getDeclaredMethod("ofProcess");
    Method commandLine = Class.forName("dev.kith.cli.Kith").getDeclaredMethod("commandLine", terminal);
    ofProcess.setAccessible(true);
    commandLine.setAccessible(true);
    return (CommandLine) commandLine.invoke(null, ofProcess.invoke(null));
  }

  /// Commands that do something; one that only holds others does not count.
  private static List<String> commands(CommandLine line) {
    return line.getSubcommands().values().stream().distinct()
        .flatMap(command -> command.getSubcommands().isEmpty()
            ? Stream.of(command.getCommandSpec().qualifiedName())
            : commands(command).stream())
        .toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      return Stream.concat(Stream.of(TOP.resolve("README.md")), docs.filter(file -> file.toString().endsWith(".md"))).toList();
    }
  }

  private static boolean leads(Path page, URI target) throws IOException {
    Path file = target.getPath().isEmpty() ? page : page.resolveSibling(target.getPath()).normalize();
    if (!Files.exists(file))
      return false;
    return target.getFragment() == null || anchors(file).contains(target.getFragment());
  }

  /// As GitHub makes them of headings.
  private static Set<String> anchors(Path file) throws IOException {
    Set<String> anchors = new TreeSet<>();
    String prose = FENCED.matcher(Files.readString(file)).replaceAll("");
    for (String line : prose.lines().filter(each -> each.startsWith("#")).toList()) {
      String text = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
      anchors.add(text.codePoints().filter(each -> Character.isLetterOrDigit(each) || each == '-' || each == '_' || each == ' ')
          .mapToObj(each -> each == ' ' ? "-" : Character.toString(each)).collect(joining()));
    }
    return anchors;
  }
}
