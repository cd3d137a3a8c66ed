from __future__ import annotations

import queue
import socket
import threading
import unittest

import grpc

import baedal
from baedal.order.v1.order_pb2 import ListOrdersRequest
from baedal.order.v1.order_pb2_grpc import OrderServiceStub

TLS_HANDSHAKE = 22


class ConnectTest(unittest.TestCase):
    def test_nothing_is_said_in_the_clear_unless_that_is_wanted(self) -> None:
        heard: queue.Queue[bytes] = queue.Queue()
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def listen() -> None:
                caller, _ = listener.accept()
                with caller:
                    heard.put(caller.recv(1024))

            threading.Thread(target=listen, daemon=True).start()
            port = listener.getsockname()[1]
            with baedal.connect(f"127.0.0.1:{port}", token="secret", timeout=5) as channel:
                with self.assertRaises(grpc.RpcError):
                    OrderServiceStub(channel).ListOrders(ListOrdersRequest())
            self.assertEqual(heard.get(timeout=5)[0], TLS_HANDSHAKE)

    def test_a_url_is_refused(self) -> None:
        for target in ("https://api.example.com", "HTTPS://api.example.com", "http://127.0.0.1:8088"):
            for plaintext in (False, True):
                with self.assertRaisesRegex(ValueError, "^target: "):
                    baedal.connect(target, plaintext=plaintext)


if __name__ == "__main__":
    unittest.main()
