// A first order, seen by everybody who has a part in it. `source .baedal/data/demo.env` of a running system, and then
// `go run ./examples/first-order`. It checks what it sees, so it is the SDK's smoke test too.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"time"

	baedal "baedal.dev/sdk/go"
	dashboardv1 "baedal.dev/sdk/go/baedal/dashboard/v1"
	deliveryv1 "baedal.dev/sdk/go/baedal/delivery/v1"
	orderv1 "baedal.dev/sdk/go/baedal/order/v1"
	storev1 "baedal.dev/sdk/go/baedal/store/v1"
	"google.golang.org/genproto/googleapis/type/latlng"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := firstOrder(ctx); err != nil {
		log.Fatal(err)
	}
}

func firstOrder(ctx context.Context) error {
	customer := connect("CUSTOMER")
	defer customer.Close()
	orders := orderv1.NewOrderServiceClient(customer)

	place := func(card string) func(context.Context, string) (*orderv1.PlaceOrderResponse, error) {
		return func(ctx context.Context, requestID string) (*orderv1.PlaceOrderResponse, error) {
			return orders.PlaceOrder(ctx, &orderv1.PlaceOrderRequest{
				RequestId:   requestID,
				StoreId:     env("CHICKEN_STORE"),
				Lines:       []*orderv1.PlaceOrderLine{{ItemId: env("CHICKEN_ITEM"), Quantity: 1}},
				Fulfillment: orderv1.Fulfillment_FULFILLMENT_DELIVERY,
				DeliveryAddress: &orderv1.DeliveryAddress{
					Text:     "Sajik-ro 161, Seoul",
					Location: &latlng.LatLng{Latitude: 37.58, Longitude: 126.98},
				},
				CardToken: card,
			})
		}
	}

	// A card that is declined: nothing to try again, and the reason says why.
	_, err := baedal.Retry(ctx, idempotent, place("card_decline"))
	declined := baedal.DetailOf(err)
	expect(declined.Code == codes.FailedPrecondition && declined.Reason == "CARD_DECLINED", declined)

	// Fields that are wrong are named.
	_, err = orders.PlaceOrder(ctx, &orderv1.PlaceOrderRequest{RequestId: baedal.NewRequestID(), StoreId: "nowhere"})
	refused := baedal.DetailOf(err)
	expect(refused.Reason == "INVALID_FIELDS", refused)
	expect(slices.ContainsFunc(refused.FieldViolations,
		func(v baedal.FieldViolation) bool { return v.Field == "store_id" }), refused)

	// A provider that is down: the server says how long to wait, and every try names the same attempt.
	var requestIDs []string
	_, err = baedal.Retry(ctx, baedal.RetryOptions{Idempotent: true, Tries: 2},
		func(ctx context.Context, requestID string) (*orderv1.PlaceOrderResponse, error) {
			requestIDs = append(requestIDs, requestID)
			return place("card_unavailable")(ctx, requestID)
		})
	unavailable := baedal.DetailOf(err)
	expect(unavailable.Code == codes.Unavailable && unavailable.RetryAfter > 0, unavailable)
	expect(len(requestIDs) == 2 && requestIDs[0] == requestIDs[1], requestIDs)

	// An order, and the same request once more: the same order, charged once.
	requestID := baedal.NewRequestID()
	placed, err := baedal.Retry(ctx, baedal.RetryOptions{Idempotent: true, RequestID: requestID}, place("card_approve"))
	if err != nil {
		return err
	}
	again, err := place("card_approve")(ctx, requestID)
	if err != nil {
		return err
	}
	expect(again.GetOrder().GetOrderId() == placed.GetOrder().GetOrderId(), again)

	return seeThrough(ctx, placed.GetOrder().GetOrderId(), customer)
}

var idempotent = baedal.RetryOptions{Idempotent: true}

// step is what somebody does when its time has come.
type step struct {
	due func(*dashboardv1.OrderView) bool
	act func(context.Context, *dashboardv1.OrderView) error
}

// seeThrough follows an order to its end; the store, the rider and the customer do their parts.
func seeThrough(ctx context.Context, orderID string, customer *grpc.ClientConn) error {
	owner, rider := connect("OWNER"), connect("RIDER")
	defer owner.Close()
	defer rider.Close()
	orders := orderv1.NewOrderServiceClient(customer)
	tickets := storev1.NewTicketServiceClient(owner)
	deliveries := deliveryv1.NewDeliveryServiceClient(rider)
	dashboard := dashboardv1.NewDashboardServiceClient(customer)

	steps := []step{
		{
			due: func(v *dashboardv1.OrderView) bool {
				return v.GetTicketStatus() == storev1.TicketStatus_TICKET_STATUS_NEW
			},
			act: func(ctx context.Context, _ *dashboardv1.OrderView) error {
				return inTurn(ctx,
					send(tickets.AcceptTicket, func(id string) *storev1.AcceptTicketRequest {
						return &storev1.AcceptTicketRequest{OrderId: orderID, RequestId: id}
					}),
					send(tickets.StartCooking, func(id string) *storev1.StartCookingRequest {
						return &storev1.StartCookingRequest{OrderId: orderID, RequestId: id}
					}),
					send(tickets.FinishCooking, func(id string) *storev1.FinishCookingRequest {
						return &storev1.FinishCookingRequest{OrderId: orderID, RequestId: id}
					}))
			},
		},
		{
			due: func(v *dashboardv1.OrderView) bool {
				return v.GetOrderStatus() == orderv1.OrderStatus_ORDER_STATUS_COOKED && v.GetDeliveryId() != ""
			},
			act: func(ctx context.Context, v *dashboardv1.OrderView) error {
				return inTurn(ctx,
					send(deliveries.ClaimDelivery, func(id string) *deliveryv1.ClaimDeliveryRequest {
						return &deliveryv1.ClaimDeliveryRequest{DeliveryId: v.GetDeliveryId(), RequestId: id}
					}),
					send(deliveries.PickUpDelivery, func(id string) *deliveryv1.PickUpDeliveryRequest {
						return &deliveryv1.PickUpDeliveryRequest{DeliveryId: v.GetDeliveryId(), RequestId: id}
					}),
					send(deliveries.CompleteDelivery, func(id string) *deliveryv1.CompleteDeliveryRequest {
						return &deliveryv1.CompleteDeliveryRequest{DeliveryId: v.GetDeliveryId(), RequestId: id}
					}))
			},
		},
		{
			due: func(v *dashboardv1.OrderView) bool {
				return v.GetOrderStatus() == orderv1.OrderStatus_ORDER_STATUS_DELIVERED
			},
			act: func(ctx context.Context, _ *dashboardv1.OrderView) error {
				return inTurn(ctx, send(orders.ConfirmReceipt, func(id string) *orderv1.ConfirmReceiptRequest {
					return &orderv1.ConfirmReceiptRequest{OrderId: orderID, RequestId: id}
				}))
			},
		},
	}

	var everyRow int64
	request := &dashboardv1.WatchOrderViewsRequest{OrderId: orderID, AfterVersion: &everyRow}
	view := &dashboardv1.OrderView{}
	for message, err := range baedal.Follow(ctx, dashboard, request, baedal.FollowOptions{}) {
		if err != nil {
			return err
		}
		if message.GetOrderView() != nil {
			view = message.GetOrderView()
			fmt.Println(" ", view.GetOrderStatus())
		}
		if view.GetOrderStatus() == orderv1.OrderStatus_ORDER_STATUS_COMPLETED {
			break
		}
		if len(steps) > 0 && steps[0].due(view) {
			switch err := steps[0].act(ctx, view); {
			case err == nil:
				steps = steps[1:]
			case baedal.DetailOf(err).Reason != "NOT_READY":
				return err
			}
			// Delivery has not heard from the kitchen: the next message, if only a heartbeat, is time to ask again.
		}
	}
	return nil
}

// send makes a call with a request of its own, as often as it needs.
func send[Request, Answer any](method func(context.Context, Request, ...grpc.CallOption) (Answer, error),
	request func(id string) Request) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := baedal.Retry(ctx, idempotent, func(ctx context.Context, id string) (Answer, error) {
			return method(ctx, request(id))
		})
		return err
	}
}

func inTurn(ctx context.Context, calls ...func(context.Context) error) error {
	for _, call := range calls {
		if err := call(ctx); err != nil {
			return err
		}
	}
	return nil
}

func connect(who string) *grpc.ClientConn {
	conn, err := baedal.Dial(env("GATEWAY"), baedal.Options{Token: baedal.StaticToken(env(who)), Plaintext: true})
	if err != nil {
		log.Fatal(err)
	}
	return conn
}

func expect(holds bool, seen any) {
	if !holds {
		panic(fmt.Sprintf("not as expected: %+v", seen))
	}
}

func env(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set: source .baedal/data/demo.env of a running system", name)
	}
	return value
}
