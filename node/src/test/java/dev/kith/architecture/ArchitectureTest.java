package dev.kith.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The house plan: which room may know which, and which libraries belong to one room alone.
class ArchitectureTest {
  /// Room -> rooms that it may import. The rooms that are not built yet are not in the table.
  private static final Map<String, Set<String>> PLAN = Map.ofEntries(Map.entry("model", Set.of()),
      Map.entry("message", Set.of("model")),
      Map.entry("crypto", Set.of("model")), Map.entry("codec", Set.of("message", "model")),
      Map.entry("handshake", Set.of("crypto", "model")),
      Map.entry("bus", Set.of("handshake", "crypto", "codec", "message", "model")), Map.entry("job", Set.of("message", "model")),
      Map.entry("ledger", Set.of("job", "codec", "crypto", "message", "model")),
      Map.entry("controller", Set.of("job", "ledger", "bus", "codec", "crypto", "message", "model")),
      Map.entry("sandbox", Set.of("codec", "message", "model")),
      Map.entry("worker", Set.of("job", "sandbox", "bus", "codec", "crypto", "message", "model")),
      Map.entry("volunteer", Set.of("job", "bus", "codec", "crypto", "message", "model")),
      Map.entry("access", Set.of("bus", "codec", "crypto", "message", "model")),
      Map.entry("authority", Set.of("bus", "codec", "crypto", "message", "model")),
      Map.entry("dashboard", Set.of("bus", "codec", "message", "model")),
      Map.entry("transport", Set.of("handshake", "bus", "codec", "crypto", "message", "model")),
      Map.entry("discovery", Set.of("bus", "crypto", "message", "model")),
      Map.entry("registry", Set.of("bus", "codec", "crypto", "message", "model")),
      Map.entry("cluster", Set.of("crypto", "model")),
      Map.entry("cli", Set.of("node", "codec", "crypto", "message", "model")),
      Map.entry("node",
          Set.of("access", "authority", "bus", "cluster", "codec", "controller", "crypto", "dashboard", "discovery", "handshake",
              "job",
              "ledger", "message", "model", "registry", "sandbox", "transport", "volunteer", "worker")));

  /// Rooms that listen on a network.
  private static final String[] DOORS = {"dev.kith.dashboard..", "dev.kith.volunteer..", "dev.kith.discovery..",
      "dev.kith.authority..",
      "dev.kith.transport..", "dev.kith.cluster.."};

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all = new ClassFileImporter().withImportOption(location -> !location.contains("-tests.jar"))
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.kith");
  }

  static Stream<String> rooms() { return PLAN.keySet().stream().sorted(); }

  private static String room(JavaClass type) {
    String inside = type.getPackageName().substring("dev.kith".length());
    return inside.isEmpty() ? "" : inside.substring(1).split("\\.", 2)[0];
  }

  private static void hold(ArchRule rule) { rule.allowEmptyShould(true).check(all); }

  @Test
  void everyRoomIsInThePlan() {
    Set<String> built = all.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
    assertThat(PLAN.keySet()).containsAll(built);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomsImportOnlyWhatThePlanAllows(String room) {
    String[] others = rooms().filter(other -> !other.equals(room) && !PLAN.get(room).contains(other))
        .map(other -> "dev.kith." + other + "..")
        .toArray(String[]::new);
    if (others.length > 0)
      hold(noClasses().that().resideInAPackage("dev.kith." + room + "..").should().dependOnClassesThat()
          .resideInAnyPackage(others));
  }

  @Test
  void theRulesSeeWhatIsThere() {
    assertThatThrownBy(() -> confined("codec", "picocli..")).isInstanceOf(AssertionError.class)
        .hasMessageContaining("dev.kith.cli");
    assertThat(PLAN.values()).allSatisfy(allowed -> assertThat(PLAN.keySet()).containsAll(allowed));
  }

  @Test
  void roomsHaveNoCycles() { hold(slices().matching("dev.kith.(*)..").should().beFreeOfCycles()); }

  @Test
  void jacksonIsKnownToCodecAlone() { confined("codec", "com.fasterxml.jackson.."); }

  @Test
  void jdbcIsKnownToLedgerAlone() { confined("ledger", "java.sql..", "javax.sql..", "org.sqlite.."); }

  @Test
  void cryptographyIsKnownToCryptoAlone() { confined("crypto", "javax.crypto..", "org.bouncycastle.."); }

  @Test
  void theEngineIsKnownToSandboxAlone() { confined("sandbox", "com.caoccao.."); }

  @Test
  void hazelcastIsKnownToClusterAlone() { confined("cluster", "com.hazelcast..", "io.vertx.spi.cluster.."); }

  @Test
  void logbackIsKnownToNodeAlone() { confined("node", "ch.qos.logback.."); }

  @Test
  void yamlIsKnownToThoseWhoReadFilesOfOurs() {
    hold(noClasses().that().resideOutsideOfPackages("dev.kith.node..", "dev.kith.dashboard..").should().dependOnClassesThat()
        .resideInAPackage("org.snakeyaml.."));
  }

  @Test
  void picocliIsKnownToCliAlone() { confined("cli", "picocli.."); }

  private static void confined(String room, String... libraries) {
    hold(noClasses().that().resideOutsideOfPackage("dev.kith." + room + "..").should().dependOnClassesThat()
        .resideInAnyPackage(libraries));
  }

  @Test
  void decisionsKnowNothingOfVertx() {
    hold(noClasses().that()
        .resideInAnyPackage("dev.kith.model..", "dev.kith.message..", "dev.kith.crypto..", "dev.kith.codec..",
            "dev.kith.handshake..", "dev.kith.job..")
        .should().dependOnClassesThat().resideInAPackage("io.vertx.."));
  }

  @Test
  void onlyBusTouchesTheEventBus() {
    hold(noClasses().that().resideOutsideOfPackage("dev.kith.bus..").should()
        .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("eventBus"))));
  }

  @Test
  void onlyDoorsOpenPorts() {
    hold(noClasses().that(not(resideInAnyPackage(DOORS))).should()
        .callMethodWhere(
            JavaCall.Predicates.target(HasName.Predicates.nameMatching("create(HttpServer|NetServer|DatagramSocket)"))));
    hold(noClasses().that(not(resideInAnyPackage(DOORS))).should().dependOnClassesThat()
        .haveFullyQualifiedName("java.net.ServerSocket"));
  }

  @Test
  void aRoomHasAtMostOneVerticle() {
    Map<String, Long> verticles = all.stream().filter(simpleNameEndingWith("Verticle"))
        .collect(Collectors.groupingBy(ArchitectureTest::room, Collectors.counting()));
    assertThat(verticles.values()).allMatch(count -> count == 1);
  }

  @Test
  void namesSayWhatAThingIs() {
    hold(noClasses().should().haveSimpleNameEndingWith("Manager").orShould().haveSimpleNameEndingWith("Helper").orShould()
        .haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils").orShould()
        .haveSimpleNameEndingWith("Impl"));
  }
}
