package baedal

import (
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Detail is what Baedal says about a call that failed.
type Detail struct {
	Code codes.Code
	// Message is for people who read logs; programs go by Reason.
	Message string
	// Reason is why, as the contracts name it: CARD_DECLINED. Empty where the failure is not Baedal's: no connection, say.
	Reason string
	// Metadata says more about the reason.
	Metadata map[string]string
	// FieldViolations are the fields that were refused; none but for INVALID_FIELDS.
	FieldViolations []FieldViolation
	// RetryAfter is how long to wait before the call is tried again; zero where the server does not say.
	RetryAfter time.Duration

	// timed: the server said when to try again, if only at once.
	timed bool
}

// MayPass says whether the same call may go through later: where the server says when, and where it did not answer at all
// (UNAVAILABLE, DEADLINE_EXCEEDED). The latter may have had its effect by then, so it is made again only under the same request
// id. Anything else stays as it is, a request that is too large (RESOURCE_EXHAUSTED) for one.
func (d Detail) MayPass() bool {
	return d.timed || d.Code == codes.Unavailable || d.Code == codes.DeadlineExceeded
}

// FieldViolation is a field that was refused.
type FieldViolation struct {
	// Field is its path in the request: lines[0].quantity.
	Field string
	// Description is what is wrong with it.
	Description string
}

// DetailOf reads an error that a call returned, whatever it is; nil is [codes.OK].
func DetailOf(err error) Detail {
	s, _ := status.FromError(err)
	if err != nil && s.Code() == codes.Unknown {
		s = status.FromContextError(err)
	}
	detail := Detail{Code: s.Code(), Message: s.Message()}
	for _, found := range s.Details() {
		switch found := found.(type) {
		case *errdetails.ErrorInfo:
			detail.Reason, detail.Metadata = found.GetReason(), found.GetMetadata()
		case *errdetails.BadRequest:
			for _, violation := range found.GetFieldViolations() {
				detail.FieldViolations = append(detail.FieldViolations,
					FieldViolation{violation.GetField(), violation.GetDescription()})
			}
		case *errdetails.RetryInfo:
			detail.timed = true
			detail.RetryAfter = found.GetRetryDelay().AsDuration()
		}
	}
	return detail
}
