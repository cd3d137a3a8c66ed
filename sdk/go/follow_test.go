package baedal

import (
	"context"
	"errors"
	"iter"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	dashboardv1 "baedal.dev/sdk/go/baedal/dashboard/v1"
)

// oneWatch is what one watch tells, and how it ends: with an error, by itself, or with a silence, as where a connection was dropped.
type oneWatch struct {
	tells []*dashboardv1.WatchOrderViewsResponse
	pause time.Duration // between two messages
	fails error
	hangs bool
}

// server serves these watches, one after the other; it keeps where each began, and how long was waited.
type server struct {
	dashboardv1.UnimplementedDashboardServiceServer
	dashboard dashboardv1.DashboardServiceClient
	conn      *grpc.ClientConn
	left      chan struct{}
	waits     []time.Duration

	lock    sync.Mutex
	watches []oneWatch
	begins  []int64
}

const fromNowOn = -1

func serve(t *testing.T, watches ...oneWatch) *server {
	t.Helper()
	s := &server{watches: watches, left: make(chan struct{}, 1)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	grpcServer := grpc.NewServer()
	dashboardv1.RegisterDashboardServiceServer(grpcServer, s)
	go func() { _ = grpcServer.Serve(listener) }()
	conn, err := Dial(listener.Addr().String(), Options{Plaintext: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		grpcServer.Stop()
	})
	s.conn, s.dashboard = conn, dashboardv1.NewDashboardServiceClient(conn)
	return s
}

func (s *server) WatchOrderViews(request *dashboardv1.WatchOrderViewsRequest,
	stream grpc.ServerStreamingServer[dashboardv1.WatchOrderViewsResponse]) error {
	s.lock.Lock()
	begin := int64(fromNowOn)
	if request.AfterVersion != nil {
		begin = request.GetAfterVersion()
	}
	s.begins = append(s.begins, begin)
	if len(s.watches) == 0 {
		s.lock.Unlock()
		return status.Error(codes.NotFound, "one watch too many")
	}
	next := s.watches[0]
	s.watches = s.watches[1:]
	s.lock.Unlock()
	for at, message := range next.tells {
		if at > 0 {
			time.Sleep(next.pause)
		}
		if err := stream.Send(message); err != nil {
			return err
		}
	}
	if next.hangs {
		<-stream.Context().Done()
		s.left <- struct{}{}
	}
	return next.fails
}

// follow follows with this patience, for at most ten seconds.
func (s *server) follow(t *testing.T, request *dashboardv1.WatchOrderViewsRequest,
	options FollowOptions) iter.Seq2[*dashboardv1.WatchOrderViewsResponse, error] {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	options.random = func() float64 { return 1 }
	options.sleep = func(_ context.Context, wait time.Duration) error {
		s.waits = append(s.waits, wait)
		return nil
	}
	return Follow(ctx, s.dashboard, request, options)
}

func row(version int64) *dashboardv1.WatchOrderViewsResponse {
	return &dashboardv1.WatchOrderViewsResponse{OrderView: &dashboardv1.OrderView{Version: version}}
}

func heartbeat(version int64) *dashboardv1.WatchOrderViewsResponse {
	return &dashboardv1.WatchOrderViewsResponse{Heartbeat: &dashboardv1.WatchHeartbeat{Version: version}}
}

func tells(messages ...*dashboardv1.WatchOrderViewsResponse) []*dashboardv1.WatchOrderViewsResponse {
	return messages
}

// versionsUpTo are the versions that are heard, up to this one, and the error that came before it.
func versionsUpTo(last int64, messages iter.Seq2[*dashboardv1.WatchOrderViewsResponse, error]) (versions []int64, err error) {
	for message, err := range messages {
		if err != nil {
			return versions, err
		}
		version := message.GetOrderView().GetVersion() + message.GetHeartbeat().GetVersion()
		versions = append(versions, version)
		if version >= last {
			break
		}
	}
	return versions, nil
}

func TestAWatchThatEndsAgainAndAgainGoesOnAfterTheLastVersionSeen(t *testing.T) {
	var watches []oneWatch
	var heard, begins []int64
	for at := range int64(10) {
		watches = append(watches, oneWatch{tells: tells(row(2*at+1), heartbeat(2*at+2)), fails: down})
		heard = append(heard, 2*at+1, 2*at+2)
		begins = append(begins, 2*at)
	}
	s := serve(t, append(watches, oneWatch{tells: tells(row(21))})...)
	var everyRow int64
	versions, err := versionsUpTo(21,
		s.follow(t, &dashboardv1.WatchOrderViewsRequest{AfterVersion: &everyRow}, FollowOptions{Tries: 2}))
	if err != nil || !slices.Equal(versions, append(heard, 21)) || !slices.Equal(s.begins, append(begins, 20)) {
		t.Fatal(err, versions, s.begins)
	}
	// Each message is a new beginning, also for the wait.
	if !slices.Equal(s.waits, slices.Repeat([]time.Duration{200 * time.Millisecond}, 10)) {
		t.Fatal(s.waits)
	}
}

func TestWhoBeginsWithWhatChangesFromNowOnGoesOnWhereThatWas(t *testing.T) {
	s := serve(t, oneWatch{tells: tells(heartbeat(7))}, oneWatch{tells: tells(row(8))})
	request := &dashboardv1.WatchOrderViewsRequest{}
	_, err := versionsUpTo(8, s.follow(t, request, FollowOptions{}))
	if err != nil || !slices.Equal(s.begins, []int64{fromNowOn, 7}) || request.AfterVersion != nil {
		t.Fatal(err, s.begins, request)
	}
}

func TestSilenceIsALostConnection(t *testing.T) {
	s := serve(t, oneWatch{tells: tells(row(1)), hangs: true}, oneWatch{tells: tells(row(2))})
	versions, err := versionsUpTo(2,
		s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{Silence: 300 * time.Millisecond}))
	if err != nil || !slices.Equal(versions, []int64{1, 2}) || !slices.Equal(s.begins, []int64{fromNowOn, 1}) {
		t.Fatal(err, versions, s.begins)
	}
}

func TestALoopThatTakesItsTimeIsNoSilence(t *testing.T) {
	s := serve(t, oneWatch{tells: tells(row(1), row(2)), pause: 1900 * time.Millisecond})
	options := FollowOptions{Silence: time.Second}
	for message, err := range s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, options) {
		if err != nil {
			t.Fatal(err)
		}
		if message.GetOrderView().GetVersion() == 2 {
			break
		}
		time.Sleep(1500 * time.Millisecond)
	}
	if len(s.begins) != 1 {
		t.Fatal(s.begins)
	}
}

func TestFollowingWaitsAsLongAsTheServerAsksForAndLongerEachTimeInVain(t *testing.T) {
	asks := withDetails(t, codes.Unavailable, &errdetails.RetryInfo{RetryDelay: durationpb.New(2 * time.Second)})
	s := serve(t, oneWatch{fails: down}, oneWatch{fails: asks}, oneWatch{fails: down}, oneWatch{tells: tells(row(1))})
	_, err := versionsUpTo(1, s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{}))
	want := []time.Duration{200 * time.Millisecond, 2400 * time.Millisecond, 800 * time.Millisecond}
	if err != nil || !slices.Equal(s.waits, want) {
		t.Fatal(err, s.waits)
	}
}

func TestAnErrorThatWillNotPassEndsTheFollowing(t *testing.T) {
	for _, code := range []codes.Code{codes.PermissionDenied, codes.NotFound, codes.Unauthenticated, codes.ResourceExhausted} {
		s := serve(t, oneWatch{tells: tells(row(1)), fails: status.Error(code, "no")})
		_, err := versionsUpTo(2, s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{Tries: 3}))
		if DetailOf(err).Code != code || len(s.waits) != 0 {
			t.Error(err, s.waits)
		}
	}
}

func TestTriesInVainAreBoundedWhereThatIsAskedFor(t *testing.T) {
	s := serve(t, oneWatch{fails: down}, oneWatch{fails: down}, oneWatch{fails: down})
	_, err := versionsUpTo(1, s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{Tries: 3}))
	if DetailOf(err).Code != codes.Unavailable || len(s.begins) != 3 {
		t.Fatal(err, s.begins)
	}
}

func TestWhoLeavesTheLoopLetsGoOfTheWatch(t *testing.T) {
	s := serve(t, oneWatch{tells: tells(row(1)), hangs: true})
	if _, err := versionsUpTo(1, s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{})); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.left:
	case <-time.After(5 * time.Second):
		t.Fatal("the server goes on telling")
	}
}

func TestItsContextEndsTheFollowingInTheMiddleOfAWatchOrOfAWait(t *testing.T) {
	for _, next := range []oneWatch{{hangs: true}, {fails: down}} {
		s := serve(t, next)
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(200*time.Millisecond, cancel)
		forLong := FollowOptions{random: func() float64 { return 100 }}
		_, err := versionsUpTo(1, Follow(ctx, s.dashboard, &dashboardv1.WatchOrderViewsRequest{}, forLong))
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func TestAConnectionThatWasClosedHereEndsTheFollowing(t *testing.T) {
	s := serve(t, oneWatch{tells: tells(row(1)), hangs: true})
	var last error
	for _, err := range s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{}) {
		last = err
		_ = s.conn.Close()
	}
	if !errors.Is(last, grpc.ErrClientConnClosing) || len(s.waits) > 1 {
		t.Fatal(last, len(s.waits))
	}
}

func TestAConnectionThatAProxyClosedBehindItselfIsNoEnd(t *testing.T) {
	s := serve(t, oneWatch{fails: grpc.ErrClientConnClosing}, oneWatch{tells: tells(row(1))})
	if _, err := versionsUpTo(1, s.follow(t, &dashboardv1.WatchOrderViewsRequest{}, FollowOptions{})); err != nil {
		t.Fatal(err)
	}
}
