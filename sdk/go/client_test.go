package baedal

import (
	"context"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	orderv1 "baedal.dev/sdk/go/baedal/order/v1"
)

const tlsHandshake = 22

// listen tells the first bytes that are said at a port of this machine.
func listen(t *testing.T) (target string, heard <-chan []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	tell := make(chan []byte, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		said := make([]byte, 1024)
		length, _ := conn.Read(said)
		tell <- said[:length]
	}()
	return listener.Addr().String(), tell
}

func TestNothingIsSaidInTheClearUnlessThatIsWanted(t *testing.T) {
	target, heard := listen(t)
	conn, err := Dial(target, Options{Token: StaticToken("secret"), Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := orderv1.NewOrderServiceClient(conn).ListOrders(context.Background(), &orderv1.ListOrdersRequest{}); err == nil {
		t.Fatal("nobody answers there")
	}
	if said := <-heard; len(said) == 0 || said[0] != tlsHandshake {
		t.Fatalf("%q", said)
	}
}

func TestATokenDoesNotGoOverAConnectionThatDialOptionsLeftInTheClear(t *testing.T) {
	conn, err := Dial("127.0.0.1:1", Options{
		Token: StaticToken("secret"),
		Dial:  []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())},
	})
	if err == nil {
		_ = conn.Close()
		t.Fatal("the token would go in the clear")
	}
}

func TestAURLIsRefused(t *testing.T) {
	for _, target := range []string{"https://api.example.com", "HTTPS://api.example.com", "http://127.0.0.1:8088"} {
		for _, plaintext := range []bool{false, true} {
			if conn, err := Dial(target, Options{Plaintext: plaintext}); err == nil {
				_ = conn.Close()
				t.Error(target)
			}
		}
	}
}
