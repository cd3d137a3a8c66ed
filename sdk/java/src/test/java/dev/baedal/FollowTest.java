package dev.baedal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.baedal.dashboard.v1.DashboardServiceGrpc;
import dev.baedal.dashboard.v1.OrderView;
import dev.baedal.dashboard.v1.WatchHeartbeat;
import dev.baedal.dashboard.v1.WatchOrderViewsRequest;
import dev.baedal.dashboard.v1.WatchOrderViewsResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FollowTest {
  private static final WatchOrderViewsRequest FROM_NOW_ON = WatchOrderViewsRequest.getDefaultInstance();
  private static final WatchOrderViewsRequest EVERY_ROW = FROM_NOW_ON.toBuilder().setAfterVersion(0).build();

  private final List<Runnable> stops = new ArrayList<>();

  @AfterEach
  void stop() {
    stops.forEach(Runnable::run);
  }

  @Test
  void aWatchThatEndsAgainAndAgainGoesOnAfterTheLastVersionSeen() throws Exception {
    var watches = new ArrayList<Watch>();
    for (long at = 0; at < 10; at++) {
      watches.add(tells(row(2 * at + 1), heartbeat(2 * at + 2)).fails(Status.UNAVAILABLE));
    }
    watches.add(tells(row(21)));
    var dashboard = serve(watches.toArray(Watch[]::new));
    var versions = dashboard.versionsUpTo(21, Follow.standard().tries(2), EVERY_ROW);
    assertEquals(LongStream.rangeClosed(1, 21).boxed().toList(), versions);
    assertEquals(LongStream.rangeClosed(0, 10).mapToObj(at -> Optional.of(2 * at)).toList(), dashboard.begins);
    // Each message is a new beginning, also for the wait.
    assertEquals(Collections.nCopies(10, Duration.ofMillis(200)), dashboard.waits);
  }

  @Test
  void whoBeginsWithWhatChangesFromNowOnGoesOnWhereThatWas() throws Exception {
    var dashboard = serve(tells(heartbeat(7)), tells(row(8)));
    dashboard.versionsUpTo(8, Follow.standard(), FROM_NOW_ON);
    assertEquals(List.of(Optional.empty(), Optional.of(7L)), dashboard.begins);
  }

  @Test
  void silenceIsALostConnection() throws Exception {
    var dashboard = serve(tells(row(1)).hangs(), tells(row(2)));
    var patience = Follow.standard().silence(Duration.ofMillis(500));
    assertEquals(List.of(1L, 2L), dashboard.versionsUpTo(2, patience, FROM_NOW_ON));
    assertEquals(List.of(Optional.empty(), Optional.of(1L)), dashboard.begins);
  }

  @Test
  void aListenerThatTakesItsTimeIsNoSilence() throws Exception {
    var dashboard = serve(tells(row(1), row(2)));
    Follow.standard()
        .silence(Duration.ofMillis(500))
        .orders(
            dashboard.stub,
            FROM_NOW_ON,
            message -> {
              if (message.getOrderView().getVersion() == 2) {
                return false;
              }
              pause(1_000);
              return true;
            });
    assertEquals(1, dashboard.begins.size());
  }

  @Test
  void itWaitsAsLongAsTheServerAsksForAndLongerEachTimeInVain() throws Exception {
    var delay = com.google.protobuf.Duration.newBuilder().setSeconds(2);
    var asks =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAVAILABLE.value())
            .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()))
            .build();
    var dashboard =
        serve(
            tells().fails(Status.UNAVAILABLE),
            tells().fails(StatusProto.toStatusRuntimeException(asks)),
            tells().fails(Status.UNAVAILABLE),
            tells(row(1)));
    dashboard.versionsUpTo(1, Follow.standard(), FROM_NOW_ON);
    assertEquals(
        List.of(Duration.ofMillis(200), Duration.ofMillis(2_400), Duration.ofMillis(800)), dashboard.waits);
  }

  @Test
  void anErrorThatWillNotPassEndsIt() throws Exception {
    for (Status status :
        List.of(Status.PERMISSION_DENIED, Status.NOT_FOUND, Status.UNAUTHENTICATED, Status.RESOURCE_EXHAUSTED)) {
      var dashboard = serve(tells(row(1)).fails(status));
      var thrown =
          assertThrows(
              StatusRuntimeException.class,
              () -> dashboard.versionsUpTo(2, Follow.standard().tries(3), FROM_NOW_ON));
      assertEquals(status.getCode(), thrown.getStatus().getCode());
      assertEquals(List.of(), dashboard.waits);
    }
  }

  @Test
  void triesInVainAreBoundedWhereThatIsAskedFor() throws Exception {
    var down = tells().fails(Status.UNAVAILABLE);
    var dashboard = serve(down, down, down);
    assertThrows(
        StatusRuntimeException.class, () -> dashboard.versionsUpTo(1, Follow.standard().tries(3), FROM_NOW_ON));
    assertEquals(3, dashboard.begins.size());
  }

  @Test
  void whoHasHeardEnoughLetsGoOfTheWatch() throws Exception {
    var dashboard = serve(tells(row(1)).hangs());
    dashboard.versionsUpTo(1, Follow.standard(), FROM_NOW_ON);
    assertTrue(dashboard.left.await(5, TimeUnit.SECONDS));
  }

  @Test
  void anInterruptEndsItInTheMiddleOfAWatchOrOfAWait() throws Exception {
    for (Watch watch : List.of(tells().hangs(), tells().fails(Status.UNAVAILABLE))) {
      var dashboard = serve(watch);
      Thread here = Thread.currentThread();
      new Thread(
              () -> {
                pause(300);
                here.interrupt();
              })
          .start();
      var patience = Follow.standard().with(wait -> Thread.sleep(10_000), () -> 1);
      assertThrows(
          InterruptedException.class, () -> patience.orders(dashboard.stub, FROM_NOW_ON, message -> true));
    }
  }

  @Test
  void aChannelThatWasShutDownEndsIt() throws Exception {
    for (boolean wrapped : List.of(false, true)) {
      for (boolean now : List.of(true, false)) {
        var watch = tells(row(1));
        var dashboard = serve(now ? watch.hangs() : watch);
        var channel = (ManagedChannel) dashboard.stub.getChannel();
        if (wrapped) {
          dashboard.stub = dashboard.stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(new Metadata()));
        }
        var patience = Follow.standard().with(dashboard.waits::add, () -> 1);
        var thrown =
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    patience.orders(
                        dashboard.stub,
                        FROM_NOW_ON,
                        message -> (now ? channel.shutdownNow() : channel.shutdown()).isShutdown()));
        assertEquals(Status.Code.UNAVAILABLE, thrown.getStatus().getCode());
        assertTrue(dashboard.waits.size() <= 1, dashboard.waits::toString);
      }
    }
  }

  /** What one watch tells, and how it ends: with an error, by itself, or with a silence, as where a connection was dropped. */
  private record Watch(List<WatchOrderViewsResponse> tells, Throwable error, boolean silent) {
    Watch fails(Status status) {
      return fails(status.asRuntimeException());
    }

    Watch fails(Throwable error) {
      return new Watch(tells, error, false);
    }

    Watch hangs() {
      return new Watch(tells, null, true);
    }
  }

  private static Watch tells(WatchOrderViewsResponse... messages) {
    return new Watch(List.of(messages), null, false);
  }

  private static WatchOrderViewsResponse row(long version) {
    return WatchOrderViewsResponse.newBuilder().setOrderView(OrderView.newBuilder().setVersion(version)).build();
  }

  private static WatchOrderViewsResponse heartbeat(long version) {
    return WatchOrderViewsResponse.newBuilder()
        .setHeartbeat(WatchHeartbeat.newBuilder().setVersion(version))
        .build();
  }

  private Dashboard serve(Watch... watches) throws IOException {
    var dashboard = new Dashboard(watches);
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).addService(dashboard).build().start();
    ManagedChannel channel = Gateway.at("127.0.0.1:" + server.getPort()).plaintext().connect();
    stops.add(channel::shutdownNow);
    stops.add(server::shutdownNow);
    dashboard.stub = DashboardServiceGrpc.newBlockingStub(channel);
    return dashboard;
  }

  /** Serves these watches, one after the other; keeps where each began, and how long was waited. */
  private static final class Dashboard extends DashboardServiceGrpc.DashboardServiceImplBase {
    private final Queue<Watch> watches;
    private final List<Optional<Long>> begins = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> waits = new ArrayList<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private DashboardServiceGrpc.DashboardServiceBlockingStub stub;

    Dashboard(Watch... watches) {
      this.watches = new ConcurrentLinkedQueue<>(List.of(watches));
    }

    @Override
    public void watchOrderViews(WatchOrderViewsRequest request, StreamObserver<WatchOrderViewsResponse> watcher) {
      begins.add(request.hasAfterVersion() ? Optional.of(request.getAfterVersion()) : Optional.empty());
      Watch watch = watches.isEmpty() ? tells().fails(Status.NOT_FOUND) : watches.remove();
      watch.tells().forEach(watcher::onNext);
      if (watch.silent()) {
        ((ServerCallStreamObserver<?>) watcher).setOnCancelHandler(left::countDown);
      } else if (watch.error() != null) {
        watcher.onError(watch.error());
      } else {
        watcher.onCompleted();
      }
    }

    /** The versions that are heard, up to this one. */
    List<Long> versionsUpTo(long last, Follow patience, WatchOrderViewsRequest request) throws InterruptedException {
      var versions = new ArrayList<Long>();
      patience
          .with(waits::add, () -> 1)
          .orders(
              stub,
              request,
              message -> {
                versions.add(message.getOrderView().getVersion() + message.getHeartbeat().getVersion());
                return versions.get(versions.size() - 1) < last;
              });
      return versions;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
