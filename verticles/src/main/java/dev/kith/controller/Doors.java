package dev.kith.controller;

import static dev.kith.message.ErrorCode.CONFLICT;
import static dev.kith.message.ErrorCode.NOT_FOUND;

import dev.kith.job.EventPage;
import dev.kith.job.JobBoard;
import dev.kith.job.JobRecord;
import dev.kith.job.JobResults;
import dev.kith.job.Ledger;
import dev.kith.job.Now;
import dev.kith.message.Caller;
import dev.kith.message.JobReply;
import dev.kith.message.JobRequest;
import dev.kith.message.JobView;
import dev.kith.message.KithException;
import dev.kith.message.Limits;
import dev.kith.message.Reducer;
import dev.kith.message.Sender;
import dev.kith.model.JobId;
import dev.kith.model.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// The clients' side of the controller. Live jobs are answered from the board, older ones from the ledger.
final class Doors {
  /// Collected values in one answer, bytes.
  private static final long PAGE_BYTES = 512 * 1024;

  private final ControllerVerticle controller;
  private final JobBoard board;
  private final Waiters waiters;
  private final Submissions submissions;
  private final Ledger ledger;
  private final Supplier<Now> clock;
  private final KeyedSubmissions keyed;

  Doors(ControllerVerticle controller, JobBoard board, Waiters waiters, Submissions submissions, KeyedSubmissions keyed,
      Ledger ledger, Supplier<Now> clock) {
    this.controller = controller;
    this.board = board;
    this.waiters = waiters;
    this.submissions = submissions;
    this.keyed = keyed;
    this.ledger = ledger;
    this.clock = clock;
  }

  Future<JobReply> answer(Sender sender, JobRequest request) {
    Speakers.check(sender, request);
    return switch (request) {
      case JobRequest.Submit submit -> submit(submit);
      case JobRequest.Get get -> get(get);
      case JobRequest.ListJobs list -> list(list);
      case JobRequest.Steer steer -> steer(steer);
      case JobRequest.StopAll stop -> stopAll(stop);
      case JobRequest.ReadEvents read -> events(read);
      case JobRequest.ReadResults read -> results(read);
      case JobRequest.ListWorkers _ -> Future.succeededFuture(board.workers(clock.get(), controller.ledgerWarning()));
      case JobRequest.FindKey find -> keyed.find(sender, find);
    };
  }

  private Future<JobReply> submit(JobRequest.Submit submit) {
    return submit.idempotencyKey().isEmpty()
        ? accept(submit)
        : keyed.submit(submit, earlier -> replayed(submit, earlier), () -> accept(submit));
  }

  private Future<JobReply> replayed(JobRequest.Submit submit, JobRecord earlier) {
    JobId job = Submissions.sameAs(earlier, submit.spec()).terms().id();
    return view(submit.caller(), job).map(view -> new JobReply.Accepted(view, true));
  }

  private Future<JobReply> accept(JobRequest.Submit submit) {
    int slots = board.slots();
    return submissions.terms(submit, slots, clock.get()).compose(terms -> {
      var step = board.accept(terms, clock.get());
      return controller.carryOut(step).<JobReply>map(view -> new JobReply.Accepted(view, false));
    });
  }

  private Future<JobReply> get(JobRequest.Get get) {
    Optional<JobView> live = board.view(get.job(), clock.get());
    boolean waits = live.isPresent() && !live.get().status().ended() && !get.patience().isZero();
    Future<JobView> seen = view(get.caller(), get.job());
    if (waits) seen = seen.compose(_ -> waiters.ended(get.job(), get.patience())).compose(_ -> view(get.caller(), get.job()));
    return seen.compose(this::withValues).map(JobReply.One::new);
  }

  /// A small collected result is shown whole; it lies in the ledger.
  private Future<JobView> withValues(JobView view) {
    if (!JobResults.lacksValues(view)) return Future.succeededFuture(view);
    return controller.blocking(() -> JobResults.withValues(view, ledger.values(view.id(), 0, Limits.INLINE_RESULT_BYTES)));
  }

  private Future<JobReply> list(JobRequest.ListJobs list) {
    Optional<String> owner = list.caller().seesAll() ? Optional.empty() : Optional.of(list.caller().owner());
    return controller.blocking(() -> newest(owner, list)).map(records -> {
      List<JobView> views = new ArrayList<>(records.size());
      for (JobRecord kept : records) {
        views.add(board.view(kept.terms().id(), clock.get()).orElseGet(() -> JobBoard.viewOf(kept)));
      }
      boolean more = views.size() > list.limit();
      return new JobReply.Page(more ? views.subList(0, list.limit()) : views, more);
    });
  }

  private List<JobRecord> newest(Optional<String> owner, JobRequest.ListJobs list) {
    int limit = list.limit() + 1;
    return list.madeBefore().isPresent()
        ? ledger.newestMadeBefore(owner, list.madeBefore().get(), limit)
        : ledger.newest(owner, list.before(), limit);
  }

  private Future<JobReply> steer(JobRequest.Steer steer) {
    return view(steer.caller(), steer.job()).compose(view -> {
      if (board.owner(steer.job()).isPresent()) return controller.carryOut(board.steer(steer.job(), steer.action(), clock.get()));
      throw new KithException(CONFLICT,
          "cannot " + steer.action().name().toLowerCase(Locale.ROOT) + " job " + steer.job() + ": it has ended as "
              + view.status());
    }).map(JobReply.One::new);
  }

  private Future<JobReply> stopAll(JobRequest.StopAll stop) {
    Optional<String> owner = stop.caller().seesAll() ? Optional.empty() : Optional.of(stop.caller().owner());
    List<JobId> jobs = board.live(owner, clock.get()).stream().map(JobView::id).toList();
    List<Future<JobView>> ended = jobs.stream()
        .map(job -> controller.carryOut(board.steer(job, JobRequest.Steer.Action.CANCEL, clock.get()))).toList();
    return Future.all(ended).map(_ -> new JobReply.Stopped(jobs));
  }

  private Future<JobReply> events(JobRequest.ReadEvents read) {
    return view(read.caller(), read.job()).compose(view -> board.events(read.job(), read.after(), read.limit())
        .map(page -> controller.settled(read.job()).map(page)).orElseGet(() -> dropped(read)).map(page -> page(view, page)));
  }

  /// A job that ended long ago: only the number of its last event is known.
  private Future<EventPage> dropped(JobRequest.ReadEvents read) {
    return controller.blocking(() -> ledger.find(read.job()))
        .map(found -> EventPage.dropped(found.map(kept -> kept.progress().lastSeq()).orElse(0L)));
  }

  private static JobReply page(JobView view, EventPage page) {
    return new JobReply.Events(view, page.events(), page.more(), page.nextSeq(), page.firstSeq(), page.droppedBeforeSeq());
  }

  private Future<JobReply> results(JobRequest.ReadResults read) {
    return view(read.caller(), read.job()).map(Doors::collecting)
        .compose(view -> controller.blocking(() -> ledger.values(read.job(), read.from(), PAGE_BYTES))
            .map(values -> page(read, view, values)));
  }

  private static JobReply page(JobRequest.ReadResults read, JobView view, List<Json> values) {
    long next = read.from() + values.size();
    boolean last = next >= view.progress().totalShards() || values.isEmpty();
    return new JobReply.Results(read.from(), values, next, view.status().ended() && last);
  }

  private static JobView collecting(JobView view) {
    if (view.plan().isPresent() && view.plan().get().reducer() instanceof Reducer.Collect) return view;
    throw new KithException(CONFLICT,
        "job " + view.id() + " has no list of results: its reducer is not collect; see the job's result");
  }

  /// The job as its owner sees it.
  private Future<JobView> view(Caller caller, JobId job) {
    Optional<String> owner = board.owner(job);
    if (owner.isPresent()) {
      Submissions.visible(caller, owner.get(), job);
      JobView view = board.view(job, clock.get()).orElseThrow();
      return view.status().ended() ? controller.settled(job).map(view) : Future.succeededFuture(view); // an end that is told is on disk
    }
    return controller.blocking(() -> ledger.find(job)).map(found -> {
      JobRecord kept = found.orElseThrow(() -> new KithException(NOT_FOUND, "no job " + job));
      Submissions.visible(caller, kept.terms().owner(), job);
      return JobBoard.viewOf(kept);
    });
  }
}
