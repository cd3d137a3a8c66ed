package dev.baedal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.baedal.ErrorDetail.FieldViolation;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryTest {
  @Test
  void allTriesCarryTheSameRequestId() {
    var flaky = new Flaky(down(), down());
    assertEquals("done", flaky.call(Retry.standard()));
    assertEquals(3, flaky.requestIds.size());
    assertEquals(1, new HashSet<>(flaky.requestIds).size());
  }

  @Test
  void triesAreBoundedAndTheLastErrorIsThrown() {
    var last = down();
    var flaky = new Flaky(down(), down(), last, down());
    assertSame(last, assertThrows(StatusRuntimeException.class, () -> flaky.call(Retry.standard().tries(3))));
    assertEquals(3, flaky.requestIds.size());
  }

  @Test
  void theWaitDoublesOnTopOfWhatTheServerAsksFor() {
    var flaky = new Flaky(down(), down(), refusal(Status.Code.RESOURCE_EXHAUSTED, retryAfter(2)));
    flaky.call(Retry.standard());
    assertEquals(List.of(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(2_800)), flaky.waits);
  }

  @Test
  void aWaitThatIsTooLongIsNotWaited() {
    var flaky = new Flaky(refusal(Status.Code.UNAVAILABLE, retryAfter(60)));
    assertThrows(StatusRuntimeException.class, () -> flaky.call(Retry.standard()));
    assertEquals(List.of(), flaky.waits);
  }

  @Test
  void whatCannotGetBetterIsNotTriedAgain() {
    var flaky = new Flaky(refusal(Status.Code.FAILED_PRECONDITION));
    assertThrows(StatusRuntimeException.class, () -> flaky.call(Retry.standard().idempotent()));
    assertEquals(1, flaky.requestIds.size());
  }

  @Test
  void aDeadlineThatPassedIsTriedAgainOnlyWhereThatDoesNoHarm() {
    var late = refusal(Status.Code.DEADLINE_EXCEEDED);
    assertThrows(StatusRuntimeException.class, () -> new Flaky(late).call(Retry.standard()));
    assertEquals("done", new Flaky(late).call(Retry.standard().idempotent()));
  }

  @Test
  void whatIsExhaustedForGoodIsNotTriedAgain() {
    var reason = ErrorInfo.newBuilder().setReason("REQUEST_TOO_LARGE").setDomain("baedal.dev").build();
    var tooLarge = refusal(Status.Code.RESOURCE_EXHAUSTED, reason);
    // This side's own word, of an answer that is larger than it takes.
    var answerTooLarge = refusal(Status.Code.RESOURCE_EXHAUSTED);
    for (var error : List.of(tooLarge, answerTooLarge)) {
      var flaky = new Flaky(error);
      assertThrows(StatusRuntimeException.class, () -> flaky.call(Retry.standard().idempotent()));
      assertEquals(1, flaky.requestIds.size());
      assertEquals(List.of(), flaky.waits);
    }
  }

  @Test
  void whatTheServerSaysATimeForIsTriedAgainThenAndNeverBefore() {
    for (var code : List.of(Status.Code.RESOURCE_EXHAUSTED, Status.Code.ABORTED, Status.Code.UNAVAILABLE)) {
      var flaky = new Flaky(refusal(code, retryAfter(20)));
      assertEquals("done", flaky.call(Retry.standard()));
      assertEquals(List.of(Duration.ofMillis(20_200)), flaky.waits);
    }
  }

  @Test
  void aWaitThatTheContextDoesNotLastForIsNotBegun() throws Exception {
    var scheduler = Executors.newSingleThreadScheduledExecutor();
    var flaky = new Flaky(refusal(Status.Code.UNAVAILABLE, retryAfter(20)));
    try (var context = Context.current().withDeadlineAfter(10, TimeUnit.SECONDS, scheduler)) {
      context.run(() -> assertThrows(StatusRuntimeException.class, () -> flaky.call(Retry.standard())));
    } finally {
      scheduler.shutdownNow();
    }
    assertEquals(List.of(), flaky.waits);
  }

  @Test
  void anInterruptEndsTheWaiting() {
    var retry =
        Retry.standard()
            .with(
                wait -> {
                  throw new InterruptedException();
                },
                () -> 1);
    assertThrows(
        StatusRuntimeException.class,
        () ->
            retry.call(
                id -> {
                  throw down();
                }));
    assertEquals(true, Thread.interrupted());
  }

  @Test
  void detailsAreDecoded() {
    var violation = BadRequest.FieldViolation.newBuilder().setField("store_id").setDescription("no UUID");
    var detail =
        ErrorDetail.of(
            refusal(
                Status.Code.INVALID_ARGUMENT,
                ErrorInfo.newBuilder().setReason("INVALID_FIELDS").putMetadata("k", "v").build(),
                BadRequest.newBuilder().addFieldViolations(violation).build()));
    assertEquals(Optional.of("INVALID_FIELDS"), detail.reason());
    assertEquals(Map.of("k", "v"), detail.metadata());
    assertEquals(List.of(new FieldViolation("store_id", "no UUID")), detail.fieldViolations());
    assertEquals(Optional.empty(), detail.retryAfter());
  }

  @Test
  void anyErrorCanBeRead() {
    assertEquals(Status.Code.UNKNOWN, ErrorDetail.of(new IllegalStateException("odd")).code());
  }

  /** Fails with each error in turn, then succeeds; keeps what was asked and how long was waited. */
  private static final class Flaky {
    private final Queue<StatusRuntimeException> errors;
    private final List<String> requestIds = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();

    Flaky(StatusRuntimeException... errors) {
      this.errors = new ArrayDeque<>(List.of(errors));
    }

    String call(Retry retry) {
      return retry
          .with(waits::add, () -> 1)
          .call(
              requestId -> {
                requestIds.add(requestId);
                if (!errors.isEmpty()) {
                  throw errors.remove();
                }
                return "done";
              });
    }
  }

  private static StatusRuntimeException down() {
    return refusal(Status.Code.UNAVAILABLE);
  }

  private static RetryInfo retryAfter(long seconds) {
    return RetryInfo.newBuilder()
        .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(seconds))
        .build();
  }

  /** An error as it comes from the wire. */
  private static StatusRuntimeException refusal(Status.Code code, Message... details) {
    var status = com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("refused");
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
