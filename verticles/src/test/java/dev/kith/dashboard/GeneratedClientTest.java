package dev.kith.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kith.message.JobEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that a public generator makes of the contract (by the build, in the survival tier) compiles and works.
@Tag("survival")
class GeneratedClientTest {
  private static final Path GENERATED = Path.of("target", "generated-client", "src", "main", "java");

  @TempDir
  private Path folder;

  @Test
  void aClientGeneratedFromTheContractSubmitsPollsAndInvites() throws Exception {
    assumeTrue(Files.isDirectory(GENERATED) && getClass().getResource("/jakarta/annotation/Nonnull.class") != null,
        () -> "no generated client in " + GENERATED + ", or not what it needs: mvn -Psurvival brings both");
    compile();
    try (Door door = Door.open(); URLClassLoader classes = new URLClassLoader(new URL[]{folder.toUri().toURL()})) {
      door.neighbours.instant = true;
      Neighbours.Kept ended = door.neighbours.place("alice", 1);
      door.neighbours.happen(ended, JobEvent.Type.JOB_DONE, false);
      Object said = classes.loadClass("walk.Walk").getMethod("walk", String.class, String.class, String.class).invoke(null,
          door.origin(), Neighbours.ALL, ended.view.id().value());
      assertThat(said).isEqualTo(List.of("beyond 32 bits: true", "sum: 42", "units: 9007199254740991", "again the same: true",
          "event 1 job_done", "invite: 900"));
    }
  }

  private void compile() throws IOException {
    Path walk = Files.createDirectories(folder.resolve("walk")).resolve("Walk.java");
    try (InputStream in = getClass().getResourceAsStream("/generated-client/Walk.txt")) {
      Files.write(walk, in.readAllBytes());
    }
    List<String> arguments = new ArrayList<>(
        List.of("-nowarn", "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), walk.toString()));
    try (Stream<Path> files = Files.walk(GENERATED)) {
      files.filter(file -> file.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    assertThat(compiler.run(null, null, errors, arguments.toArray(String[]::new))).as(errors.toString(StandardCharsets.UTF_8))
        .isZero();
  }
}
