from __future__ import annotations

import threading
import time
import unittest
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

import baedal
from baedal.dashboard.v1.dashboard_pb2 import (
    OrderView,
    WatchHeartbeat,
    WatchOrderViewsRequest,
    WatchOrderViewsResponse,
)
from baedal.dashboard.v1.dashboard_pb2_grpc import (
    DashboardServiceServicer,
    DashboardServiceStub,
    add_DashboardServiceServicer_to_server,
)


def row(version: int) -> WatchOrderViewsResponse:
    return WatchOrderViewsResponse(order_view=OrderView(version=version))


def heartbeat(version: int) -> WatchOrderViewsResponse:
    return WatchOrderViewsResponse(heartbeat=WatchHeartbeat(version=version))


class Watch(NamedTuple):
    """What one watch tells, and how it ends."""

    tells: list[WatchOrderViewsResponse] = []
    fails: grpc.StatusCode | None = None
    retry_after: int | None = None
    hangs: bool = False
    """Says nothing more, as a connection does that was dropped."""


DOWN = Watch(fails=grpc.StatusCode.UNAVAILABLE)


class Server(DashboardServiceServicer):
    """A server of these watches, one after the other; keeps where each began, and how long was waited."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = list(watches)
        self.begins: list[int | None] = []
        self.waits: list[float] = []
        self.left = threading.Event()
        self.server = grpc.server(ThreadPoolExecutor(4))
        add_DashboardServiceServicer_to_server(self, self.server)
        port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()
        self.address = f"127.0.0.1:{port}"
        self.channel = baedal.connect(self.address, plaintext=True)

    def WatchOrderViews(self, request: WatchOrderViewsRequest, context: Any) -> Iterator[WatchOrderViewsResponse]:
        self.begins.append(request.after_version if request.HasField("after_version") else None)
        if not self._watches:
            context.abort(grpc.StatusCode.NOT_FOUND, "one watch too many")
        watch = self._watches.pop(0)
        if watch.hangs:
            # Before anything is told: who leaves with the first message may be gone before this goes on.
            context.add_callback(self.left.set)
        yield from watch.tells
        if watch.hangs and not self.left.wait(10):
            yield row(99)  # nobody has lost patience
        if watch.retry_after is not None:
            packed = AnyMessage()
            packed.Pack(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=watch.retry_after)))
            status = status_pb2.Status(code=grpc.StatusCode.UNAVAILABLE.value[0], details=[packed])
            context.abort_with_status(rpc_status.to_status(status))
        if watch.fails is not None:
            context.abort(watch.fails, "as told")

    def follow(self, request: WatchOrderViewsRequest, **options: Any) -> Iterator[WatchOrderViewsResponse]:
        options = {"sleep": self.waits.append, "random": lambda: 1.0, **options}
        return baedal.follow(DashboardServiceStub(self.channel), request, **options)


class FollowTest(unittest.TestCase):
    def server(self, *watches: Watch) -> Server:
        server = Server(*watches)  # type: ignore[abstract] # it answers what is asked here
        self.addCleanup(server.server.stop, None)
        self.addCleanup(server.channel.close)
        return server

    def test_a_watch_that_ends_again_and_again_goes_on_after_the_last_version_seen(self) -> None:
        ends = [Watch([row(2 * at + 1), heartbeat(2 * at + 2)], grpc.StatusCode.UNAVAILABLE) for at in range(10)]
        server = self.server(*ends, Watch([row(21)]))
        versions = versions_up_to(21, server.follow(WatchOrderViewsRequest(after_version=0), tries=2))
        self.assertEqual(versions, list(range(1, 22)))
        self.assertEqual(server.begins, list(range(0, 21, 2)))
        # Each message is a new beginning, also for the wait.
        self.assertEqual(server.waits, [0.2] * 10)

    def test_who_begins_with_what_changes_from_now_on_goes_on_where_that_was(self) -> None:
        server = self.server(Watch([heartbeat(7)]), Watch([row(8)]))
        versions_up_to(8, server.follow(WatchOrderViewsRequest()))
        self.assertEqual(server.begins, [None, 7])

    def test_silence_is_a_lost_connection(self) -> None:
        server = self.server(Watch([row(1)], hangs=True), Watch([row(2)]))
        self.assertEqual(versions_up_to(2, server.follow(WatchOrderViewsRequest(), silence=0.3)), [1, 2])
        self.assertEqual(server.begins, [None, 1])

    def test_a_loop_that_takes_its_time_is_no_silence(self) -> None:
        server = self.server(Watch([row(1), row(2)]))
        for message in server.follow(WatchOrderViewsRequest(), silence=0.3):
            if message.order_view.version == 2:
                break
            time.sleep(0.9)
        self.assertEqual(len(server.begins), 1)

    def test_it_waits_as_long_as_the_server_asks_for_and_longer_each_time_in_vain(self) -> None:
        server = self.server(DOWN, Watch(retry_after=2), DOWN, Watch([row(1)]))
        versions_up_to(1, server.follow(WatchOrderViewsRequest()))
        self.assertEqual(server.waits, [0.2, 2.4, 0.8])

    def test_an_error_that_will_not_pass_ends_it(self) -> None:
        for code in (
            grpc.StatusCode.PERMISSION_DENIED,
            grpc.StatusCode.NOT_FOUND,
            grpc.StatusCode.UNAUTHENTICATED,
            grpc.StatusCode.RESOURCE_EXHAUSTED,
        ):
            with self.subTest(code):
                server = self.server(Watch([row(1)], code))
                with self.assertRaises(grpc.RpcError) as raised:
                    versions_up_to(2, server.follow(WatchOrderViewsRequest(), tries=3))
                self.assertIs(baedal.error_detail(raised.exception).code, code)
                self.assertEqual(server.waits, [])

    def test_tries_in_vain_are_bounded_where_that_is_asked_for(self) -> None:
        server = self.server(DOWN, DOWN, DOWN)
        with self.assertRaises(grpc.RpcError):
            versions_up_to(1, server.follow(WatchOrderViewsRequest(), tries=3))
        self.assertEqual(len(server.begins), 3)

    def test_what_is_no_answer_of_the_server_is_an_error_of_grpc_too(self) -> None:
        for watch, says in ((Watch(), "the watch has ended"), (Watch(hangs=True), "not a word for 0.3 s")):
            with self.subTest(says):
                with self.assertRaises(grpc.RpcError) as raised:
                    versions_up_to(1, self.server(watch).follow(WatchOrderViewsRequest(), tries=1, silence=0.3))
                self.assertIs(raised.exception.code(), grpc.StatusCode.UNAVAILABLE)
                detail = baedal.error_detail(raised.exception)
                self.assertEqual((detail.code, detail.message), (grpc.StatusCode.UNAVAILABLE, says))

    def test_a_channel_that_was_closed_ends_it(self) -> None:
        for wrapped in (True, False):
            with self.subTest(wrapped=wrapped):
                server = self.server(Watch([row(1)], hangs=True))
                if not wrapped:
                    server.channel = grpc.insecure_channel(server.address)
                with self.assertRaises(grpc.RpcError) as raised:
                    for _ in server.follow(WatchOrderViewsRequest()):
                        server.channel.close()
                self.assertIs(baedal.error_detail(raised.exception).code, grpc.StatusCode.CANCELLED)
                self.assertLessEqual(len(server.waits), 1)

    def test_what_a_token_source_raises_stays_what_it_is(self) -> None:
        def no_token() -> str:
            raise ValueError("no token")

        server = self.server()
        server.channel = baedal.connect(server.address, token=no_token, plaintext=True)
        self.addCleanup(server.channel.close)
        with self.assertRaisesRegex(ValueError, "no token"):
            versions_up_to(1, server.follow(WatchOrderViewsRequest()))

    def test_who_leaves_the_loop_lets_go_of_the_watch(self) -> None:
        server = self.server(Watch([row(1)], hangs=True))
        versions_up_to(1, server.follow(WatchOrderViewsRequest()))
        self.assertTrue(server.left.wait(5))

    def test_another_thread_stops_it_in_the_middle_of_a_watch_or_of_a_wait(self) -> None:
        for watch in (Watch(hangs=True), DOWN):
            with self.subTest(watch):
                stop = threading.Event()
                threading.Timer(0.2, stop.set).start()
                following = self.server(watch).follow(
                    WatchOrderViewsRequest(), stop=stop, sleep=None, random=lambda: 100.0
                )
                self.assertEqual(versions_up_to(1, following), [])


def versions_up_to(last: int, messages: Iterator[WatchOrderViewsResponse]) -> list[int]:
    """The versions that are heard, up to this one."""
    versions = []
    for message in messages:
        versions.append(message.order_view.version or message.heartbeat.version)
        if versions[-1] >= last:
            break
    return versions


if __name__ == "__main__":
    unittest.main()
