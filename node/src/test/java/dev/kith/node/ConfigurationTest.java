package dev.kith.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kith.message.KithException;
import dev.kith.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir
  Path directory;

  private Configuration load(Map<String, String> environment, Configuration.Flag... flags) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("HOME", directory.toString());
    return Configuration.load(Optional.empty(), all, List.of(flags));
  }

  private static String origin(Configuration configuration, String key) {
    return configuration.rows().stream().filter(row -> row.key().equals(key)).findFirst().orElseThrow().origin();
  }

  @ParameterizedTest
  @CsvSource({"PORT,9001,http.port,9001", "HOST,::1,http.host,::1", "TRUST_PROXY,true,http.trustProxy,1",
      "TRUST_PROXY,2,http.trustProxy,2",
      "TRUST_PROXY,yes,http.trustProxy,1", "BASE_PATH,/x/y,http.basePath,/x/y", "BASE_PATH,x/y/,http.basePath,/x/y",
      "BASE_PATH,/,http.basePath,''",
      "REQUEST_BODY_LIMIT,128kb,http.bodyMax,128 KiB", "REQUEST_BODY_LIMIT,1MB,http.bodyMax,1 MiB",
      "REQUEST_BODY_LIMIT,131072,http.bodyMax,128 KiB", "WORKER_INVITE_TTL_SEC,600,access.inviteTtl,10 min",
      "WS_MAX_CONNECTIONS_PER_IP,20,volunteers.perAddressMax,20", "WS_MESSAGE_WINDOW_MS,20000,volunteers.messageWindow,20 s",
      "WORKER_INVITE_REQUIRE_LATEST,yes,access.inviteLatestOnly,true",
      "WORKER_INVITE_REQUIRE_LATEST,OFF,access.inviteLatestOnly,false",
      "SIGNED_JOB_TTL_SEC,60,access.signedJobTtl,1 min",
      "CUSTOM_JOB_MAX_CODE_BYTES,65536,jobs.codeMax,64 KiB", "CUSTOM_JOB_MAX_ARGS_BYTES,2048,jobs.argsMax,2 KiB",
      "CUSTOM_JOB_MAX_RESULT_BYTES,1048576,jobs.resultMax,160 KiB", "CUSTOM_JOB_MIN_TIMEOUT_MS,100,jobs.timeoutMin,100 ms",
      "CUSTOM_JOB_MAX_TIMEOUT_MS,9007199254740991,jobs.timeoutMax,1 d",
      "CUSTOM_JOB_DEFAULT_TIMEOUT_MS,0,jobs.timeoutDefault,0 ms",
      "WORKER_INVITE_REQUIRE_LATEST,1,access.inviteLatestOnly,true", "SHORT_INVITE_CODE_LENGTH,7,access.shortCodeLength,7",
      "SHORT_INVITE_MAX_ACTIVE,50000,access.invitesActiveMax,50000", "WORKER_INVITE_PHRASE_WORDS,5,access.phraseWords,5",
      "API_RATE_LIMIT_WINDOW_MS,1500,access.callWindow,1500 ms", "API_RATE_LIMIT_MAX,10,access.callsMax,10",
      "WS_MAX_PAYLOAD,262144,volunteers.frameMax,256 KiB",
      "WS_MAX_MESSAGES_PER_WINDOW,9007199254740991,volunteers.messagesMax,1000000",
      "SHARD_MIN_UNITS,5,jobs.shardUnitsMin,5", "SHARD_MAX_PER_WORKER,7,jobs.shardsPerSlot,7",
      "SHARD_ABSOLUTE_MAX,9007199254740991,jobs.shardsMax,2000000000", "WORKER_MAX_CONCURRENT_JOBS,64,volunteers.slotsMax,64"})
  void thePredecessorsVariablesWorkWithTheirUnits(String name, String text, String key, String expected) {
    Configuration loaded = load(Map.of(name, text));

    assertThat(loaded.rows()).contains(new Configuration.Row(key, expected, "environment " + name));
    assertThat(loaded.warnings().isEmpty()).as("a value above the limit is told")
        .isEqualTo(!text.equals("9007199254740991") && !text.equals("1048576"));
  }

  @ParameterizedTest
  @CsvSource({"WORKER_INVITE_PHRASE_WORDS,3,access.phraseWords,5", "SHORT_INVITE_CODE_LENGTH,4,access.shortCodeLength,7",
      "WORKER_INVITE_TTL_SEC,1,access.inviteTtl,1 min", "REQUEST_BODY_LIMIT,1kb,http.bodyMax,16 KiB",
      "SHARD_MIN_UNITS,0,jobs.shardUnitsMin,1"})
  void whatThePredecessorAllowedBelowOurLimitsIsTakenAsTheLeastWithAWarning(String name, String text, String key,
      String expected) {
    Configuration loaded = load(Map.of(name, text));
    assertThat(loaded.rows()).contains(new Configuration.Row(key, expected, "environment " + name));
    assertThat(loaded.warnings()).singleElement().asString().contains(name + "=" + text, key, expected);
  }

  @ParameterizedTest
  @CsvSource({"CLIENT_API_KEY,access.clientKeyFile", "WORKER_INVITE_SECRET,access.inviteSecretFile",
      "JOB_SIGNING_PRIVATE_KEY_B64,access.jobSigningPrivateKeyFile"})
  void secretsComeByVariableOrFileAndAreNeverShown(String name, String key) throws IOException {
    Path file = directory.resolve("secret");
    Files.writeString(file, "hunter2\n");

    Configuration direct = load(Map.of(name, "hunter2"));
    Configuration byFile = load(Map.of(name + "_FILE", file.toString()));

    assertThat(direct.rows()).contains(new Configuration.Row(key, "(set)", "environment " + name));
    assertThat(byFile.rows()).contains(new Configuration.Row(key, file.toString(), "environment " + name + "_FILE"));
    assertThat(direct.node().toString() + byFile.node()).doesNotContain("hunter2");
    Settings.ALL.stream().filter(setting -> setting.key().equals(key)).forEach(setting -> {
      assertThat(((Optional<?>) direct.get(setting)).map(secret -> ((Secret) secret).reveal())).contains("hunter2");
      assertThat(((Optional<?>) byFile.get(setting)).map(secret -> ((Secret) secret).reveal())).contains("hunter2");
    });
  }

  @Test
  void flagsWinOverEnvironmentOverFileOverDefaults() throws IOException {
    Path file = directory.resolve("some.yaml");
    Files.writeString(file, "http:\n  port: 1001\n  host: 127.0.0.2\n  basePath: /file\n");
    Map<String, String> environment = Map.of("KITH_CONFIG", file.toString(), "PORT", "1002", "KITH_HTTP_HOST", "127.0.0.3",
        "HOST", "127.0.0.4");

    Configuration loaded = load(environment, new Configuration.Flag("http.port", "--port", "1003"));

    assertThat(loaded.rows()).contains(new Configuration.Row("http.port", "1003", "flag --port"),
        new Configuration.Row("http.host", "127.0.0.3", "environment KITH_HTTP_HOST"),
        new Configuration.Row("http.basePath", "/file", "" + file + ":4"), new Configuration.Row("node.role", "dual", "default"));
  }

  @Test
  void theFileInTheDataDirectoryIsReadIfNoOtherIsNamed() throws IOException {
    Files.writeString(directory.resolve("kith.yaml"), "http:\n  port: 1001\n");

    assertThat(origin(load(Map.of("KITH_DATA", directory.toString())), "http.port")).endsWith("kith.yaml:2");
    assertThat(origin(load(Map.of(), new Configuration.Flag("node.data", "--data", directory.toString())), "http.port"))
        .endsWith("kith.yaml:2");
    assertThat(origin(load(Map.of()), "http.port")).isEqualTo("default");
  }

  @Test
  void whatANodeWasStartedWithIsInForceAtALaterStartThatSaysNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("lan.yaml"),
        "http:\n  publicUrl: https://mesh.example\n  tlsCert: cert.pem\n  tlsKey: key.pem\njobs:\n  openMax: 5\n");
    Configuration first = Configuration.load(Optional.of(file),
        Map.of("HOME", directory.toString(), "PORT", "9001", "KITH_DATA", directory.toString()),
        List.of(new Configuration.Flag("http.host", "--host", "0.0.0.0"),
            new Configuration.Flag("http.basePath", "--base-path", "/x"),
            new Configuration.Flag("node.label", "--name", "it's")));

    first.keep(directory);
    Configuration later = load(Map.of("KITH_DATA", directory.toString()));

    assertThat(later.rows()).filteredOn(row -> row.origin().contains("started.yaml")).extracting(Configuration.Row::key)
        .containsExactlyInAnyOrder("http.host", "http.port", "http.basePath", "http.publicUrl", "http.tlsCert", "http.tlsKey",
            "node.label");
    assertThat(later.node().http().host()).isEqualTo("0.0.0.0");
    assertThat(later.node().http().port()).isEqualTo(9001);
    assertThat(later.node().http().basePath()).isEqualTo("/x");
    assertThat(later.node().http().tlsCert()).contains(Path.of("cert.pem").toAbsolutePath());
    assertThat(later.node().label()).isEqualTo("it's");
  }

  @Test
  void whatIsSaidLaterWinsOverWhatWasKeptAndIsKeptThen() throws IOException {
    Map<String, String> here = Map.of("KITH_DATA", directory.toString());
    load(here, new Configuration.Flag("http.host", "--host", "0.0.0.0"), new Configuration.Flag("http.port", "--port", "9001"))
        .keep(directory);

    Configuration other = load(here, new Configuration.Flag("http.host", "--host", "192.0.2.7"));
    other.keep(directory);
    assertThat(load(here).node().http().host()).isEqualTo("192.0.2.7");
    assertThat(load(here).node().http().port()).as("kept still").isEqualTo(9001);

    Files.writeString(directory.resolve("kith.yaml"), "http:\n  host: 192.0.2.8\n");
    assertThat(load(here).node().http().host()).as("the user's own file is no less than what was kept").isEqualTo("192.0.2.8");
    load(here).keep(directory);
    Files.delete(directory.resolve("kith.yaml"));
    assertThat(load(here).node().http().host()).as("what the file says is not copied").isEqualTo("127.0.0.1");
  }

  @Test
  void wrongFlagsAndVariablesAreNamedInTheError() {
    assertThatThrownBy(() -> load(Map.of(), new Configuration.Flag("http.port", "--port", "99999")))
        .hasMessage("--port: http.port must be from 0 to 65535, not 99999");
    assertThatThrownBy(() -> load(Map.of("PORT", "http")))
        .hasMessage("environment PORT: http.port must be a whole number, not \"http\"");
    assertThatThrownBy(() -> load(Map.of("KITH_HTTP_PORT", "-1")))
        .hasMessage("environment KITH_HTTP_PORT: http.port must be from 0 to 65535, not -1");
    assertThatThrownBy(() -> load(Map.of("SIGNED_JOB_TTL_SEC", "2 min"))).isInstanceOf(KithException.class)
        .hasMessage("environment SIGNED_JOB_TTL_SEC: access.signedJobTtl must be a bare whole number here, not \"2 min\"");
    assertThatThrownBy(() -> load(Map.of("KITH_ACCESS_SIGNED_JOB_TTL", "1 s")))
        .hasMessageContaining("must be from 10 s to 15 min, not 1 s");
  }

  @Test
  void mistypedVariablesOfOursAreTold() {
    assertThat(load(Map.of("KITH_HTTP_PROT", "1")).warnings())
        .containsExactly("unknown environment variable KITH_HTTP_PROT (did you mean KITH_HTTP_PORT?)");
    assertThat(load(Map.of("PORT", "")).rows()).contains(new Configuration.Row("http.port", "8080", "default"));
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> load(Map.of("KITH_HTTP_TLS_CERT", "/a")).node()).hasMessageContaining("http.tlsKey");
    assertThatThrownBy(() -> load(Map.of("JOB_SIGNING_PUBLIC_KEY_B64", "a")).node())
        .hasMessageContaining("jobSigningPrivateKeyFile");
    assertThatThrownBy(() -> load(Map.of("CUSTOM_JOB_MIN_TIMEOUT_MS", "2000", "CUSTOM_JOB_MAX_TIMEOUT_MS", "1000")).node())
        .hasMessageContaining("jobs.timeoutMin");
    assertThatThrownBy(() -> load(Map.of("CUSTOM_JOB_MAX_TIMEOUT_MS", "1000")).node())
        .hasMessageContaining("jobs.timeoutDefault");
  }

  @Test
  void theTypedConfigurationHasTheDefaults() {
    NodeConfig config = load(Map.of("XDG_DATA_HOME", directory.toString())).node();

    assertThat(config.data()).isEqualTo(directory.resolve("kith"));
    assertThat(config.role()).isEqualTo(Role.DUAL);
    assertThat(config.slots()).isBetween(1, 64);
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.jobs().codeBytes()).isEqualTo(32 * 1024);
    assertThat(config.jobs().keptFor()).isEqualTo(Duration.ofDays(30));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,true", "127.9.9.9,true", "::1,true", "localhost,true", "0.0.0.0,false", "192.168.1.2,false", "::,false",
      "node.example,false"})
  void onlyLoopbackIsInClear(String host, boolean loopback) {
    NodeConfig.Http http = load(Map.of("HOST", host)).node().http();

    assertThat(http.loopback()).isEqualTo(loopback);
    assertThat(http.tls()).isEqualTo(!loopback);
    assertThat(http.selfSigned()).isEqualTo(!loopback);
  }
}
