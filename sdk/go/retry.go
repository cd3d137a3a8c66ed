package baedal

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"google.golang.org/grpc/codes"
)

const (
	baseWait = 200 * time.Millisecond
	capWait  = 5 * time.Second
)

// RetryOptions say how often and how patiently a call is tried.
type RetryOptions struct {
	// Tries are made at most, in all: 4 when zero.
	Tries int
	// Idempotent: DEADLINE_EXCEEDED is tried again too. Set it for reads, and for every call that carries the request id it is
	// given; unset, a call that took too long is left to the caller.
	Idempotent bool
	// RequestID names the attempt; a fresh one when empty. Keep it to try again later what is given up now.
	RequestID string
	// MaxWait: a wait longer than this is not waited, and the error returned: 30 s when zero.
	MaxWait time.Duration

	// For tests.
	sleep  func(context.Context, time.Duration) error
	random func() float64
}

// NewRequestID names an attempt (a random UUID): one for each thing that is meant to happen once, the same for all its tries.
func NewRequestID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails, since Go 1.24
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// Retry makes a call, and again while it fails with what may pass ([Detail.MayPass]): UNAVAILABLE, what the server says a time for
// (RetryInfo), and, where it is Idempotent, DEADLINE_EXCEEDED. All tries are given the same request id. Between two tries it waits
// as long as the server asks for, and a random time on top that doubles its range with each try; where ctx ends before that, it
// gives up at once. The error is that of the last try.
//
// Only for reads and for calls that carry the request id: a call that failed with UNAVAILABLE may have had its effect, whatever
// Idempotent says, and without the id it would have it twice.
func Retry[T any](ctx context.Context, options RetryOptions,
	call func(ctx context.Context, requestID string) (T, error)) (T, error) {
	options = options.withDefaults()
	for tried := 1; ; tried++ {
		answer, err := call(ctx, options.RequestID)
		if err == nil {
			return answer, nil
		}
		detail := DetailOf(err)
		wait := waitAfter(tried, detail, options.random)
		if tried >= options.Tries || !mayTryAgain(detail, options.Idempotent) || wait > options.MaxWait {
			return answer, err
		}
		if end, set := ctx.Deadline(); set && time.Until(end) < wait {
			return answer, err
		}
		if options.sleep(ctx, wait) != nil {
			return answer, err
		}
	}
}

func (o RetryOptions) withDefaults() RetryOptions {
	if o.Tries == 0 {
		o.Tries = 4
	}
	if o.RequestID == "" {
		o.RequestID = NewRequestID()
	}
	if o.MaxWait == 0 {
		o.MaxWait = 30 * time.Second
	}
	if o.sleep == nil {
		o.sleep = sleep
	}
	if o.random == nil {
		o.random = mathrand.Float64
	}
	return o
}

// waitAfter is what the server asks for, and a random time that doubles its range: who fell together does not rise together.
func waitAfter(tried int, detail Detail, random func() float64) time.Duration {
	jitter := random() * float64(min(capWait, baseWait<<min(tried-1, 16)))
	return detail.RetryAfter + time.Duration(jitter)
}

func mayTryAgain(detail Detail, idempotent bool) bool {
	return detail.MayPass() && (idempotent || detail.Code != codes.DeadlineExceeded)
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
