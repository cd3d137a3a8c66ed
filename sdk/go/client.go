// Package baedal calls Baedal, the food-ordering platform, over gRPC.
//
// [Dial] opens a connection to the gateway, [DetailOf] reads what Baedal says about a call that failed, [Retry] makes a call
// again under the same request id, and [Follow] watches orders across lost connections. The services are in packages of their
// own:
//
//	orders := orderv1.NewOrderServiceClient(conn)
package baedal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

const defaultTimeout = 10 * time.Second

// A connection that is dropped without a word, by a NAT say, is found out.
var alive = keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second}

// TokenSource gives the bearer token for a call: from a session, say, that renews it.
type TokenSource func(context.Context) (string, error)

// StaticToken is a TokenSource that always gives the same token.
func StaticToken(token string) TokenSource {
	return func(context.Context) (string, error) { return token, nil }
}

// Options say how the gateway is called.
type Options struct {
	// Token names the caller; without it calls are anonymous.
	Token TokenSource
	// Plaintext talks without TLS, and sends the token in the clear: on the own machine, or inside a mesh. Without it nothing is
	// ever sent in the clear.
	Plaintext bool
	// Timeout is how long a unary call may take where its context has no deadline: 10 s when zero. Streams have no end.
	Timeout time.Duration
	// Dial options on top: interceptors for telemetry, for example.
	Dial []grpc.DialOption
}

// Dial makes a connection to the gateway at target (host:port). It connects with the first call. A URL is refused: whether there
// is TLS is said by options alone.
func Dial(target string, options Options) (*grpc.ClientConn, error) {
	if scheme, _, found := strings.Cut(target, "://"); found && isHTTP(scheme) {
		return nil, fmt.Errorf("baedal: the target %q is a URL: it is host:port, and Plaintext says whether there is TLS", target)
	}
	timeout := options.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	transport := credentials.NewTLS(nil)
	if options.Plaintext {
		transport = insecure.NewCredentials()
	}
	dial := []grpc.DialOption{
		grpc.WithTransportCredentials(transport),
		grpc.WithKeepaliveParams(alive),
		grpc.WithChainUnaryInterceptor(deadline(timeout)),
	}
	if options.Token != nil {
		dial = append(dial, grpc.WithPerRPCCredentials(bearer{options.Token, !options.Plaintext}))
	}
	return grpc.NewClient(target, append(dial, options.Dial...)...)
}

func isHTTP(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

func deadline(timeout time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn,
		invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		if _, set := ctx.Deadline(); !set {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		return invoke(ctx, method, request, reply, conn, options...)
	}
}

type bearer struct {
	token  TokenSource
	secure bool
}

func (b bearer) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	token, err := b.token(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

func (b bearer) RequireTransportSecurity() bool { return b.secure }
