package baedal

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// flaky fails with each error in turn, then succeeds; it keeps what was asked and how long was waited.
type flaky struct {
	errors     []error
	requestIDs []string
	waits      []time.Duration
}

func (f *flaky) retry(options RetryOptions) (string, error) {
	options.random = func() float64 { return 1 }
	options.sleep = func(_ context.Context, wait time.Duration) error {
		f.waits = append(f.waits, wait)
		return nil
	}
	return Retry(context.Background(), options, func(_ context.Context, requestID string) (string, error) {
		f.requestIDs = append(f.requestIDs, requestID)
		if len(f.errors) == 0 {
			return "done", nil
		}
		err := f.errors[0]
		f.errors = f.errors[1:]
		return "", err
	})
}

func withDetails(t *testing.T, code codes.Code, details ...protoadapt.MessageV1) error {
	t.Helper()
	s, err := status.New(code, "refused").WithDetails(details...)
	if err != nil {
		t.Fatal(err)
	}
	return s.Err()
}

var down = status.Error(codes.Unavailable, "down")

func TestAllTriesCarryTheSameRequestID(t *testing.T) {
	f := flaky{errors: []error{down, down}}
	if _, err := f.retry(RetryOptions{}); err != nil {
		t.Fatal(err)
	}
	if len(f.requestIDs) != 3 || len(slices.Compact(f.requestIDs)) != 1 {
		t.Fatal(f.requestIDs)
	}
}

func TestTriesAreBounded(t *testing.T) {
	f := flaky{errors: slices.Repeat([]error{down}, 9)}
	_, err := f.retry(RetryOptions{Tries: 3})
	if !errors.Is(err, down) || len(f.requestIDs) != 3 {
		t.Fatal(err, f.requestIDs)
	}
}

func TestTheWaitDoublesOnTopOfWhatTheServerAsksFor(t *testing.T) {
	f := flaky{errors: []error{down, down,
		withDetails(t, codes.ResourceExhausted, &errdetails.RetryInfo{RetryDelay: durationpb.New(2 * time.Second)})}}
	if _, err := f.retry(RetryOptions{}); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{200 * time.Millisecond, 400 * time.Millisecond, 2800 * time.Millisecond}
	if !slices.Equal(f.waits, want) {
		t.Fatal(f.waits)
	}
}

func TestAWaitThatIsTooLongIsNotWaited(t *testing.T) {
	f := flaky{errors: []error{
		withDetails(t, codes.Unavailable, &errdetails.RetryInfo{RetryDelay: durationpb.New(time.Minute)})}}
	if _, err := f.retry(RetryOptions{}); err == nil || len(f.waits) != 0 {
		t.Fatal(err, f.waits)
	}
}

func TestOnlyWhatMayGetBetterIsTriedAgain(t *testing.T) {
	late := status.Error(codes.DeadlineExceeded, "late")
	for _, c := range []struct {
		err        error
		idempotent bool
		tries      int
	}{
		{status.Error(codes.FailedPrecondition, "declined"), true, 1},
		{late, false, 1},
		{late, true, 2},
		{context.DeadlineExceeded, true, 2},
	} {
		f := flaky{errors: []error{c.err}}
		_, _ = f.retry(RetryOptions{Idempotent: c.idempotent})
		if len(f.requestIDs) != c.tries {
			t.Error(c, f.requestIDs)
		}
	}
}

func TestWhatIsExhaustedForGoodIsNotTriedAgain(t *testing.T) {
	for _, err := range []error{
		withDetails(t, codes.ResourceExhausted, &errdetails.ErrorInfo{Reason: "REQUEST_TOO_LARGE", Domain: "baedal.dev"}),
		// This side's own word, of an answer that is larger than it takes.
		status.Error(codes.ResourceExhausted, "message too large"),
	} {
		f := flaky{errors: []error{err}}
		if _, got := f.retry(RetryOptions{Idempotent: true}); !errors.Is(got, err) || len(f.requestIDs) != 1 {
			t.Error(got, f.requestIDs)
		}
	}
}

func TestWhatTheServerSaysATimeForIsTriedAgainThenAndNeverBefore(t *testing.T) {
	for _, code := range []codes.Code{codes.ResourceExhausted, codes.Aborted, codes.Unavailable} {
		f := flaky{errors: []error{
			withDetails(t, code, &errdetails.RetryInfo{RetryDelay: &durationpb.Duration{Seconds: 20, Nanos: 1}})}}
		_, err := f.retry(RetryOptions{})
		if err != nil || len(f.waits) != 1 || f.waits[0] < 20*time.Second+1 {
			t.Error(code, err, f.waits)
		}
	}
}

func TestAWaitThatTheContextDoesNotLastForIsNotBegun(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	later := withDetails(t, codes.Unavailable, &errdetails.RetryInfo{RetryDelay: durationpb.New(2 * time.Minute)})
	began := time.Now()
	_, err := Retry(ctx, RetryOptions{MaxWait: time.Hour}, func(context.Context, string) (string, error) { return "", later })
	if !errors.Is(err, later) || time.Since(began) > 30*time.Second {
		t.Fatal(err, time.Since(began))
	}
}

func TestDetailsAreDecoded(t *testing.T) {
	detail := DetailOf(withDetails(t, codes.InvalidArgument,
		&errdetails.ErrorInfo{Reason: "INVALID_FIELDS", Metadata: map[string]string{"k": "v"}},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
			{Field: "store_id", Description: "no UUID"}}}))
	if detail.Reason != "INVALID_FIELDS" || detail.Metadata["k"] != "v" || detail.RetryAfter != 0 ||
		!slices.Equal(detail.FieldViolations, []FieldViolation{{"store_id", "no UUID"}}) {
		t.Fatal(detail)
	}
	if DetailOf(nil).Code != codes.OK || DetailOf(errors.New("odd")).Code != codes.Unknown {
		t.Fatal("any error can be read")
	}
}
