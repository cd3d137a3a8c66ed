package dev.baedal;

import dev.baedal.Retry.Sleeper;
import dev.baedal.dashboard.v1.DashboardServiceGrpc;
import dev.baedal.dashboard.v1.DashboardServiceGrpc.DashboardServiceBlockingStub;
import dev.baedal.dashboard.v1.WatchOrderViewsRequest;
import dev.baedal.dashboard.v1.WatchOrderViewsResponse;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Watches orders for as long as somebody wants to hear of them: where a watch ends or the connection is lost, it begins the next
 * one after the last version seen.
 *
 * <pre>{@code
 * Follow.standard().orders(dashboard, request, message -> {
 *   show(message.getOrderView());
 *   return message.getOrderView().getOrderStatus() != OrderStatus.ORDER_STATUS_COMPLETED;
 * });
 * }</pre>
 */
public final class Follow {
  private static final Set<String> SHUT_DOWN = Set.of("Channel shutdown invoked", "Channel shutdownNow invoked");

  private final int tries;
  private final Duration silence;
  private final Sleeper sleeper;
  private final DoubleSupplier random;

  private Follow(int tries, Duration silence, Sleeper sleeper, DoubleSupplier random) {
    this.tries = tries;
    this.silence = silence;
    this.sleeper = sleeper;
    this.random = random;
  }

  /** However long the server is away; 20 s without a word are a lost connection. */
  public static Follow standard() {
    return new Follow(
        Integer.MAX_VALUE,
        Duration.ofSeconds(20),
        wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** At most so many failures in a row, without a message in between. */
  public Follow tries(int tries) {
    return new Follow(tries, silence, sleeper, random);
  }

  /** So long without a word, and the connection is taken for lost. A heartbeat comes every five seconds. */
  public Follow silence(Duration silence) {
    return new Follow(tries, silence, sleeper, random);
  }

  Follow with(Sleeper sleeper, DoubleSupplier random) {
    return new Follow(tries, silence, sleeper, random);
  }

  /**
   * Gives rows and heartbeats as they come, until {@code goOn} answers that it has heard enough.
   *
   * @throws InterruptedException when the thread is interrupted, which stops it from outside
   * @throws StatusRuntimeException what will not pass, such as PERMISSION_DENIED, or the last error when the tries are used up or
   *     the channel was shut down
   */
  public void orders(
      DashboardServiceBlockingStub dashboard,
      WatchOrderViewsRequest request,
      Predicate<WatchOrderViewsResponse> goOn)
      throws InterruptedException {
    var after = request.toBuilder();
    for (int failures = 0; ; ) {
      StatusException lost;
      var watch =
          ClientCalls.blockingV2ServerStreamingCall(
              dashboard.getChannel(),
              DashboardServiceGrpc.getWatchOrderViewsMethod(),
              dashboard.getCallOptions(),
              after.build());
      try {
        for (var message = next(watch); message != null; message = next(watch)) {
          failures = 0;
          after.setAfterVersion(
              message.hasOrderView() ? message.getOrderView().getVersion() : message.getHeartbeat().getVersion());
          if (!goOn.test(message)) {
            return;
          }
        }
        lost = Status.UNAVAILABLE.withDescription("the watch has ended").asException();
      } catch (StatusException error) {
        lost = error;
      } finally {
        // Also where nobody listens any more: the server would go on telling.
        watch.cancel("not listened to any more", null);
      }
      failures++;
      ErrorDetail detail = ErrorDetail.of(lost);
      if (failures >= tries || willNotPass(detail) || wasShutDown(dashboard.getChannel(), lost.getStatus())) {
        throw new StatusRuntimeException(lost.getStatus(), lost.getTrailers());
      }
      sleeper.sleep(Retry.waitAfter(failures, detail, random));
    }
  }

  /** The next message, or null at the end. The time that is taken for a message is no silence. */
  private WatchOrderViewsResponse next(BlockingClientCall<?, WatchOrderViewsResponse> watch)
      throws InterruptedException, StatusException {
    try {
      return watch.read(silence.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      throw Status.UNAVAILABLE.withDescription("not a word for " + silence).asException();
    }
  }

  /**
   * Whether no watch can begin any more, because the channel was shut down: for gRPC it is UNAVAILABLE, as a server is that comes
   * back. A stub with interceptors does not let its channel be seen; there gRPC's words tell.
   */
  private static boolean wasShutDown(Channel channel, Status status) {
    return channel instanceof ManagedChannel managed
        ? managed.isShutdown()
        : SHUT_DOWN.contains(Objects.requireNonNullElse(status.getDescription(), ""));
  }

  /** Reading does no harm, so everything is tried again but what says no. A broken stream can be INTERNAL, UNKNOWN or CANCELLED. */
  private static boolean willNotPass(ErrorDetail detail) {
    return switch (detail.code()) {
      // It says no where it says no time to come again: an answer that is larger than this side takes stays so.
      case RESOURCE_EXHAUSTED -> !detail.mayPass();
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          DATA_LOSS ->
          true;
      default -> false;
    };
  }
}
