package dev.baedal.example;

import com.google.type.LatLng;
import dev.baedal.ErrorDetail;
import dev.baedal.Follow;
import dev.baedal.Gateway;
import dev.baedal.Retry;
import dev.baedal.dashboard.v1.DashboardServiceGrpc;
import dev.baedal.dashboard.v1.OrderView;
import dev.baedal.dashboard.v1.WatchOrderViewsRequest;
import dev.baedal.delivery.v1.ClaimDeliveryRequest;
import dev.baedal.delivery.v1.CompleteDeliveryRequest;
import dev.baedal.delivery.v1.DeliveryServiceGrpc;
import dev.baedal.delivery.v1.PickUpDeliveryRequest;
import dev.baedal.order.v1.ConfirmReceiptRequest;
import dev.baedal.order.v1.DeliveryAddress;
import dev.baedal.order.v1.Fulfillment;
import dev.baedal.order.v1.OrderServiceGrpc;
import dev.baedal.order.v1.OrderStatus;
import dev.baedal.order.v1.PlaceOrderLine;
import dev.baedal.order.v1.PlaceOrderRequest;
import dev.baedal.order.v1.PlaceOrderResponse;
import dev.baedal.store.v1.AcceptTicketRequest;
import dev.baedal.store.v1.FinishCookingRequest;
import dev.baedal.store.v1.StartCookingRequest;
import dev.baedal.store.v1.TicketServiceGrpc;
import dev.baedal.store.v1.TicketStatus;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A first order, seen by everybody who has a part in it. {@code source .baedal/data/demo.env} of a running system, and then
 * {@code mvn test-compile exec:java}. It checks what it sees, so it is the SDK's smoke test too.
 */
public final class FirstOrder {
  private static final Retry RETRY = Retry.standard().idempotent();

  private final ManagedChannel customer = connect("CUSTOMER");
  private final ManagedChannel owner = connect("OWNER");
  private final ManagedChannel rider = connect("RIDER");
  private final OrderServiceGrpc.OrderServiceBlockingStub orders = OrderServiceGrpc.newBlockingStub(customer);

  private OrderView view = OrderView.getDefaultInstance();

  public static void main(String[] arguments) throws InterruptedException {
    var example = new FirstOrder();
    try {
      example.play();
    } finally {
      List.of(example.customer, example.owner, example.rider).forEach(ManagedChannel::shutdown);
    }
  }

  private void play() throws InterruptedException {
    // A card that is declined: nothing to try again, and the reason says why.
    ErrorDetail declined = failure(() -> RETRY.call(requestId -> place("card_decline", requestId)));
    expect(declined.code() == Status.Code.FAILED_PRECONDITION, declined);
    expect(declined.reason().equals(Optional.of("CARD_DECLINED")), declined);

    // Fields that are wrong are named.
    var wrong = PlaceOrderRequest.newBuilder().setRequestId(Retry.newRequestId()).setStoreId("nowhere").build();
    ErrorDetail refused = failure(() -> orders.placeOrder(wrong));
    expect(refused.reason().equals(Optional.of("INVALID_FIELDS")), refused);
    expect(refused.fieldViolations().stream().anyMatch(found -> found.field().equals("store_id")), refused);

    // A provider that is down: the server says how long to wait, and every try names the same attempt.
    var requestIds = new ArrayList<String>();
    ErrorDetail unavailable =
        failure(
            () ->
                RETRY
                    .tries(2)
                    .call(
                        requestId -> {
                          requestIds.add(requestId);
                          return place("card_unavailable", requestId);
                        }));
    expect(unavailable.code() == Status.Code.UNAVAILABLE && unavailable.retryAfter().isPresent(), unavailable);
    expect(requestIds.size() == 2 && requestIds.get(0).equals(requestIds.get(1)), requestIds);

    // An order, and the same request once more: the same order, charged once.
    String requestId = Retry.newRequestId();
    var placed = RETRY.requestId(requestId).call(id -> place("card_approve", id));
    var again = place("card_approve", requestId);
    expect(again.getOrder().getOrderId().equals(placed.getOrder().getOrderId()), again);

    seeThrough(placed.getOrder().getOrderId());
  }

  private PlaceOrderResponse place(String card, String requestId) {
    return orders.placeOrder(
        PlaceOrderRequest.newBuilder()
            .setRequestId(requestId)
            .setStoreId(env("CHICKEN_STORE"))
            .addLines(PlaceOrderLine.newBuilder().setItemId(env("CHICKEN_ITEM")).setQuantity(1))
            .setFulfillment(Fulfillment.FULFILLMENT_DELIVERY)
            .setDeliveryAddress(
                DeliveryAddress.newBuilder()
                    .setText("Sajik-ro 161, Seoul")
                    .setLocation(LatLng.newBuilder().setLatitude(37.58).setLongitude(126.98)))
            .setCardToken(card)
            .build());
  }

  /** What somebody does when its time has come. */
  private record Step(Predicate<OrderView> due, Consumer<OrderView> act) {}

  /** Follows an order to its end; the store, the rider and the customer do their parts. */
  private void seeThrough(String order) throws InterruptedException {
    Queue<Step> steps =
        new ArrayDeque<>(
            List.of(
                new Step(view -> view.getTicketStatus() == TicketStatus.TICKET_STATUS_NEW, view -> cook(order)),
                new Step(
                    view ->
                        view.getOrderStatus() == OrderStatus.ORDER_STATUS_COOKED && !view.getDeliveryId().isEmpty(),
                    view -> carry(view.getDeliveryId())),
                new Step(
                    view -> view.getOrderStatus() == OrderStatus.ORDER_STATUS_DELIVERED, view -> confirm(order))));
    var everyRow = WatchOrderViewsRequest.newBuilder().setOrderId(order).setAfterVersion(0).build();
    Follow.standard()
        .orders(
            DashboardServiceGrpc.newBlockingStub(customer),
            everyRow,
            message -> {
              if (message.hasOrderView()) {
                view = message.getOrderView();
                System.out.println("  " + view.getOrderStatus());
              }
              if (!steps.isEmpty() && steps.peek().due().test(view) && done(steps.peek())) {
                steps.remove();
              }
              return view.getOrderStatus() != OrderStatus.ORDER_STATUS_COMPLETED;
            });
  }

  /** False while delivery has not heard from the kitchen: the next message, if only a heartbeat, is time to ask again. */
  private boolean done(Step step) {
    try {
      step.act().accept(view);
      return true;
    } catch (StatusRuntimeException error) {
      if (ErrorDetail.of(error).reason().filter("NOT_READY"::equals).isEmpty()) {
        throw error;
      }
      return false;
    }
  }

  private void cook(String order) {
    var tickets = TicketServiceGrpc.newBlockingStub(owner);
    var accept = AcceptTicketRequest.newBuilder().setOrderId(order);
    RETRY.call(id -> tickets.acceptTicket(accept.setRequestId(id).build()));
    var start = StartCookingRequest.newBuilder().setOrderId(order);
    RETRY.call(id -> tickets.startCooking(start.setRequestId(id).build()));
    var finish = FinishCookingRequest.newBuilder().setOrderId(order);
    RETRY.call(id -> tickets.finishCooking(finish.setRequestId(id).build()));
  }

  private void carry(String delivery) {
    var deliveries = DeliveryServiceGrpc.newBlockingStub(rider);
    var claim = ClaimDeliveryRequest.newBuilder().setDeliveryId(delivery);
    RETRY.call(id -> deliveries.claimDelivery(claim.setRequestId(id).build()));
    var pickUp = PickUpDeliveryRequest.newBuilder().setDeliveryId(delivery);
    RETRY.call(id -> deliveries.pickUpDelivery(pickUp.setRequestId(id).build()));
    var complete = CompleteDeliveryRequest.newBuilder().setDeliveryId(delivery);
    RETRY.call(id -> deliveries.completeDelivery(complete.setRequestId(id).build()));
  }

  private void confirm(String order) {
    var confirm = ConfirmReceiptRequest.newBuilder().setOrderId(order);
    RETRY.call(id -> orders.confirmReceipt(confirm.setRequestId(id).build()));
  }

  private static ErrorDetail failure(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException error) {
      return ErrorDetail.of(error);
    }
    throw new AssertionError("the call should have failed");
  }

  private static ManagedChannel connect(String who) {
    return Gateway.at(env("GATEWAY")).token(env(who)).plaintext().connect();
  }

  private static void expect(boolean holds, Object seen) {
    if (!holds) {
      throw new AssertionError("not as expected: " + seen);
    }
  }

  private static String env(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: source .baedal/data/demo.env of a running system");
    }
    return value;
  }
}
