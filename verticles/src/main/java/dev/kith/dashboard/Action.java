package dev.kith.dashboard;

import io.vertx.core.Future;

/// One operation of the contract, behind the [Gate]. What it throws or fails with becomes an error answer.
interface Action {
  Future<Answer> run(Call call);
}
