package dev.kith.authority;

import dev.kith.codec.MessageCodec;
import dev.kith.message.ErrorCode;
import dev.kith.message.KithException;
import dev.kith.model.Digest;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// Makes a machine a node of a mesh: keys, request, challenge, card. Blocks for seconds; runs on a thread of its own.
public final class Joiner {
  private Joiner() {}

  /// @param progress gets a line for each step, for people
  /// @throws KithException what went wrong and what to do about it: CONFLICT if the data directory is of a mesh already, FORBIDDEN
  /// for a bad token, a wrong certificate or a challenge that could not be fetched, UNAVAILABLE if the authority can't be reached
  public static Joined join(JoinRequest request, InstantSource clock, Consumer<String> progress) {
    Digest root = TokenText.parse(request.token()).root();
    Clocks.demandPossible(clock.instant(), "join again");
    Membership.load(request.data()).ifPresent(present -> {
      throw new KithException(ErrorCode.CONFLICT,
          "cannot join: the data directory " + request.data() + " is of mesh " + present.mesh()
              + " already, as node " + present.node());
    });
    NodeKeys keys = NodeKeys.loadOrCreate(request.data());
    progress.accept("this is node " + keys.nodeId());
    Enrolment enrolment = keys.enrolment(request.token(), request.own(), request.role());
    try (EnrolClient client = new EnrolClient(request, root, clock, progress)) {
      progress.accept("asking " + request.hostAndPort() + " for a card");
      EnrolClient.Answer answer = client.post("", MessageCodec.encode(enrolment));
      Admitted admitted = answer.status() == 201
          ? answer.as(Admitted.class)
          : prove(client, request, keys, answer.as(Opened.class), progress);
      Membership made = Membership.join(request.data(), keys, request.token(), admitted.welcome(), clock.instant());
      client.difference().ifPresent(difference -> progress.accept("warning: " + difference
          + "; set the one that is wrong: cards and jobs are judged by them, with 2 minutes of grace"));
      progress.accept("joined mesh " + made.mesh() + " as " + made.card().role() + "; the card is good until "
          + made.card().notAfter());
      return new Joined(made, admitted.seeds(), dropped(request, made, progress));
    }
  }

  private static Admitted prove(EnrolClient client, JoinRequest request, NodeKeys keys, Opened opened,
      Consumer<String> progress) {
    progress.accept("answering the authority's challenge on TCP port " + request.challengePort() + " of "
        + String.join(", ", request.own().addresses()));
    try (ChallengeServer _ = ChallengeServer.open(ChallengeServer.homes(request.own().addresses()), request.challengePort(),
        opened.challenge(), keys.answer(opened.challenge()))) {
      return client.post("/" + opened.order(), new byte[0]).as(Admitted.class);
    }
  }

  private static List<String> dropped(JoinRequest request, Membership made, Consumer<String> progress) {
    if (made.card().addresses().isEmpty()) {
      progress.accept("this node only dials out: others reach it over one that keeps its link");
      return request.own().addresses();
    }
    List<String> dropped = request.own().addresses().stream().filter(address -> !made.card().addresses().contains(address))
        .toList();
    if (!dropped.isEmpty()) {
      progress.accept("the authority could not reach " + String.join(", ", dropped) + "; the card goes without (open TCP port "
          + request.challengePort() + " there if others are to use it)");
    }
    return dropped;
  }
}
