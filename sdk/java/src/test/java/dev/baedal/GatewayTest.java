package dev.baedal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.baedal.order.v1.ListOrdersRequest;
import dev.baedal.order.v1.OrderServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final int TLS_HANDSHAKE = 22;

  @Test
  void nothingIsSaidInTheClearUnlessThatIsWanted() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var heard =
          CompletableFuture.supplyAsync(
              () -> {
                try (var caller = listener.accept()) {
                  return caller.getInputStream().read();
                } catch (java.io.IOException lost) {
                  return -1;
                }
              });
      var target = "127.0.0.1:" + listener.getLocalPort();
      var channel = Gateway.at(target).token("secret").timeout(Duration.ofSeconds(5)).connect();
      var orders = OrderServiceGrpc.newBlockingStub(channel);
      assertThrows(StatusRuntimeException.class, () -> orders.listOrders(ListOrdersRequest.getDefaultInstance()));
      channel.shutdownNow();
      assertEquals(TLS_HANDSHAKE, heard.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void aUrlIsRefused() {
    for (var target : List.of("https://api.example.com", "HTTPS://api.example.com", "http://127.0.0.1:8088")) {
      assertThrows(IllegalArgumentException.class, () -> Gateway.at(target));
    }
  }
}
