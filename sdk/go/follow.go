package baedal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	mathrand "math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	dashboardv1 "baedal.dev/sdk/go/baedal/dashboard/v1"
)

// FollowOptions say how patiently orders are followed.
type FollowOptions struct {
	// Tries are failures in a row, without a message in between: at most so many, or however long the server is away when zero.
	Tries int
	// Silence: so long without a word, and the connection is taken for lost: 20 s when zero. A heartbeat comes every five
	// seconds.
	Silence time.Duration

	// For tests.
	sleep  func(context.Context, time.Duration) error
	random func() float64
}

// Follow watches orders for as long as the loop over it runs: where a watch ends or the connection is lost, it begins the next
// one after the last version seen. It gives rows and heartbeats as they come.
//
//	for message, err := range baedal.Follow(ctx, dashboard, request, baedal.FollowOptions{}) {
//		if err != nil {
//			return err
//		}
//		if message.GetOrderView().GetOrderStatus() == orderv1.OrderStatus_ORDER_STATUS_COMPLETED {
//			break
//		}
//	}
//
// An error is the last thing that it gives: one that will not pass, such as PERMISSION_DENIED, the last one when the tries are
// used up, that of ctx once it is done, or [grpc.ErrClientConnClosing] once the connection was closed.
func Follow(ctx context.Context, dashboard dashboardv1.DashboardServiceClient, request *dashboardv1.WatchOrderViewsRequest,
	options FollowOptions) iter.Seq2[*dashboardv1.WatchOrderViewsResponse, error] {
	options = options.withDefaults()
	return func(yield func(*dashboardv1.WatchOrderViewsResponse, error) bool) {
		after := proto.CloneOf(request)
		for failures := 0; ; {
			closed, err := watch(ctx, dashboard, after, options.Silence, func(message *dashboardv1.WatchOrderViewsResponse) bool {
				failures = 0
				return yield(message, nil)
			})
			if err == nil {
				return
			}
			failures++
			detail := DetailOf(err)
			final := ctx.Err() != nil || closed || failures == options.Tries || willNotPass(detail)
			if !final && options.sleep(ctx, waitAfter(failures, detail, options.random)) == nil {
				continue
			}
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			yield(nil, err)
			return
		}
	}
}

// watch tells what one watch says, and keeps in after how far it has come. Without an error, nobody listens any more; closed is
// that of a connection that was closed, on which no watch begins any more.
func watch(ctx context.Context, dashboard dashboardv1.DashboardServiceClient, after *dashboardv1.WatchOrderViewsRequest,
	silence time.Duration, tell func(*dashboardv1.WatchOrderViewsResponse) bool) (closed bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	lost := time.AfterFunc(silence, func() {
		cancel(status.Error(codes.Unavailable, fmt.Sprintf("not a word for %s", silence)))
	})
	defer lost.Stop()
	messages, err := dashboard.WatchOrderViews(ctx, after)
	// Not where it is what a watch ends with: a proxy in between can say so of its own connection.
	closed = errors.Is(err, grpc.ErrClientConnClosing)
	for err == nil {
		var message *dashboardv1.WatchOrderViewsResponse
		if message, err = messages.Recv(); err != nil {
			break
		}
		// The time that the loop takes for a message is no silence.
		lost.Stop()
		version := message.GetHeartbeat().GetVersion()
		if row := message.GetOrderView(); row != nil {
			version = row.GetVersion()
		}
		after.AfterVersion = &version
		if !tell(message) {
			return false, nil
		}
		lost.Reset(silence)
	}
	switch {
	case context.Cause(ctx) != nil:
		return closed, context.Cause(ctx)
	case errors.Is(err, io.EOF):
		return closed, status.Error(codes.Unavailable, "the watch has ended")
	default:
		return closed, err
	}
}

func (o FollowOptions) withDefaults() FollowOptions {
	if o.Silence == 0 {
		o.Silence = 20 * time.Second
	}
	if o.sleep == nil {
		o.sleep = sleep
	}
	if o.random == nil {
		o.random = mathrand.Float64
	}
	return o
}

// willNotPass: reading does no harm, so everything is tried again but what says no. A broken stream can be INTERNAL, UNKNOWN or
// CANCELLED. RESOURCE_EXHAUSTED says no where it says no time to come again: an answer that is larger than this side takes stays so.
func willNotPass(detail Detail) bool {
	switch detail.Code {
	case codes.ResourceExhausted:
		return !detail.MayPass()
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.Unauthenticated,
		codes.FailedPrecondition, codes.OutOfRange, codes.Unimplemented, codes.DataLoss:
		return true
	default:
		return false
	}
}
