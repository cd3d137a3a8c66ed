package dev.baedal;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Makes a call, and again while it fails with what {@linkplain ErrorDetail#mayPass may pass}: UNAVAILABLE, and what the server
 * says a time for (RetryInfo). All tries are given the same request id. Between two tries it waits as long as the server asks for,
 * and a random time on top that doubles its range with each try; where the context's deadline comes before that, it gives up at
 * once.
 *
 * <p>Only for reads and for calls that carry the request id: a call that failed with UNAVAILABLE may have had its effect, whatever
 * {@link #idempotent} says, and without the id it would have it twice.
 *
 * <pre>{@code
 * var placed = Retry.standard().idempotent().call(
 *     requestId -> orders.placeOrder(request.setRequestId(requestId).build()));
 * }</pre>
 */
public final class Retry {
  private static final long BASE_MILLIS = 200;
  private static final long CAP_MILLIS = 5_000;

  private final int tries;
  private final boolean idempotent;
  private final String requestId;
  private final Duration maxWait;
  private final Sleeper sleeper;
  private final DoubleSupplier random;

  /** Waits. */
  interface Sleeper {
    void sleep(Duration wait) throws InterruptedException;
  }

  private Retry(
      int tries, boolean idempotent, String requestId, Duration maxWait, Sleeper sleeper, DoubleSupplier random) {
    this.tries = tries;
    this.idempotent = idempotent;
    this.requestId = requestId;
    this.maxWait = maxWait;
    this.sleeper = sleeper;
    this.random = random;
  }

  /** Four tries, none after a call that took too long; no wait of more than 30 s. */
  public static Retry standard() {
    return new Retry(
        4,
        false,
        null,
        Duration.ofSeconds(30),
        wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** At most so many tries, in all. */
  public Retry tries(int tries) {
    return new Retry(tries, idempotent, requestId, maxWait, sleeper, random);
  }

  /**
   * DEADLINE_EXCEEDED is tried again too. For reads, and for every call that carries the request id it is given; without it, a
   * call that took too long is left to the caller.
   */
  public Retry idempotent() {
    return new Retry(tries, true, requestId, maxWait, sleeper, random);
  }

  /** Names the attempt, instead of a fresh id for each {@link #call}. Keep it to try again later what is given up now. */
  public Retry requestId(String requestId) {
    return new Retry(tries, idempotent, requestId, maxWait, sleeper, random);
  }

  /** A wait longer than this is not waited, and the error thrown. */
  public Retry maxWait(Duration maxWait) {
    return new Retry(tries, idempotent, requestId, maxWait, sleeper, random);
  }

  Retry with(Sleeper sleeper, DoubleSupplier random) {
    return new Retry(tries, idempotent, requestId, maxWait, sleeper, random);
  }

  /** Names an attempt: one for each thing that is meant to happen once, and the same for all its tries. */
  public static String newRequestId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Makes the call, which is given the request id.
   *
   * @throws StatusRuntimeException what the last try threw
   */
  public <T> T call(Function<String, T> call) {
    String name = requestId == null ? newRequestId() : requestId;
    for (int tried = 1; ; tried++) {
      try {
        return call.apply(name);
      } catch (StatusRuntimeException error) {
        ErrorDetail detail = ErrorDetail.of(error);
        Duration wait = waitAfter(tried, detail, random);
        if (tried >= tries || !mayTryAgain(detail) || wait.compareTo(maxWait) > 0 || isTooLong(wait)) {
          throw error;
        }
        try {
          sleeper.sleep(wait);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw error;
        }
      }
    }
  }

  /** What the server asks for, and a random time that doubles its range: who fell together does not rise together. */
  static Duration waitAfter(int tried, ErrorDetail detail, DoubleSupplier random) {
    double jitter = random.getAsDouble() * Math.min(CAP_MILLIS, BASE_MILLIS << Math.min(tried - 1, 16));
    return detail.retryAfter().orElse(Duration.ZERO).plusMillis((long) jitter);
  }

  private boolean mayTryAgain(ErrorDetail detail) {
    return detail.mayPass() && (idempotent || detail.code() != Status.Code.DEADLINE_EXCEEDED);
  }

  private static boolean isTooLong(Duration wait) {
    var deadline = Context.current().getDeadline();
    return deadline != null && deadline.timeRemaining(TimeUnit.NANOSECONDS) < wait.toNanos();
  }
}
