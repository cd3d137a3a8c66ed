from __future__ import annotations

import random as _random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc

from baedal._error import ErrorDetail, error_detail
from baedal._retry import wait_after
from baedal.dashboard.v1.dashboard_pb2 import WatchOrderViewsRequest, WatchOrderViewsResponse
from baedal.dashboard.v1.dashboard_pb2_grpc import DashboardServiceStub

_LOOK = 1.0
"""How often the watchdog looks whether it is needed any more."""

_WILL_NOT_PASS = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.OUT_OF_RANGE,
        grpc.StatusCode.UNIMPLEMENTED,
        grpc.StatusCode.DATA_LOSS,
    }
)
"""Reading does no harm, so everything is tried again but these. A broken stream can be INTERNAL, UNKNOWN or CANCELLED."""


def _will_not_pass(detail: ErrorDetail) -> bool:
    # It says no where it says no time to come again: an answer that is larger than this side takes stays so.
    if detail.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return not detail.may_pass
    return detail.code in _WILL_NOT_PASS


_CLOSED = "Cannot invoke RPC"
"""How the ValueError begins that gRPC raises for a call on a closed channel."""


def follow(
    dashboard: DashboardServiceStub,
    request: WatchOrderViewsRequest,
    *,
    stop: threading.Event | None = None,
    tries: int | None = None,
    silence: float = 20.0,
    sleep: Callable[[float], object] | None = None,
    random: Callable[[], float] = _random.random,
) -> Iterator[WatchOrderViewsResponse]:
    """Watches orders for as long as the loop over it runs.

    Where a watch ends or the connection is lost, it begins the next one after the last version seen. It gives rows and
    heartbeats as they come:

        for message in baedal.follow(dashboard, WatchOrderViewsRequest(order_id=order_id, after_version=0)):
            if message.order_view.order_status == ORDER_STATUS_COMPLETED:
                break

    Args:
        dashboard: Who is asked.
        request: What is watched, and from where on.
        stop: Ends the following when it is set, without an error and from any thread. Leaving the loop does too.
        tries: At most so many failures in a row, without a message in between; None goes on however long the server is away.
        silence: So many seconds without a word, and the connection is taken for lost. A heartbeat comes every five.
        sleep: Waits; for tests.
        random: A number from 0 to 1; for tests.

    Raises:
        grpc.RpcError: what will not pass, such as PERMISSION_DENIED, the last error when the tries are used up, or CANCELLED
            when the channel was closed.
    """
    stop = stop or threading.Event()
    after = WatchOrderViewsRequest()
    after.CopyFrom(request)
    failures = 0
    try:
        while not stop.is_set():
            lost: grpc.RpcError = _Lost(grpc.StatusCode.UNAVAILABLE, "the watch has ended")
            messages: Any = dashboard.WatchOrderViews(after)
            watchdog = _Watchdog(messages.cancel, silence, stop)
            try:
                while True:
                    with watchdog:
                        message = next(messages, None)
                    if message is None or stop.is_set():
                        break
                    failures = 0
                    seen = message.order_view if message.HasField("order_view") else message.heartbeat
                    after.after_version = seen.version
                    yield message
            except grpc.RpcError as error:
                lost = error
            finally:
                # Also where the loop was left: the server would go on telling.
                watchdog.over = True
                messages.cancel()
            if stop.is_set():
                return
            failures += 1
            detail = error_detail(lost)
            if watchdog.silent and detail.code is grpc.StatusCode.CANCELLED:
                lost = _Lost(grpc.StatusCode.UNAVAILABLE, f"not a word for {silence:g} s")
                detail = error_detail(lost)
            if _will_not_pass(detail) or (tries is not None and failures >= tries):
                raise lost
            (sleep or stop.wait)(wait_after(failures, detail, random))
    except ValueError as error:
        # Bare, and by its words alone to be told from another's, such as that of a token's source.
        if not str(error).startswith(_CLOSED):
            raise
        raise _Lost(grpc.StatusCode.CANCELLED, str(error)) from error


class _Lost(grpc.RpcError, grpc.Call):
    """An error that no server answered, and that can be asked what one of a server can."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self._code = code
        self._details = details

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._details

    def initial_metadata(self) -> tuple[()]:
        return ()

    def trailing_metadata(self) -> tuple[()]:
        return ()

    def is_active(self) -> bool:
        return False

    def time_remaining(self) -> float:
        return 0.0

    def cancel(self) -> bool:
        return False

    def add_callback(self, callback: Callable[[], None]) -> bool:
        return False


class _Watchdog:
    """Cancels a call that is silent for too long while its next message is waited for, or that is to stop."""

    def __init__(self, cancel: Callable[[], object], silence: float, stop: threading.Event) -> None:
        self._cancel = cancel
        self._silence = silence
        self._stop = stop
        self._due: float | None = None
        self.over = False
        self.silent = False
        """The call was cancelled for its silence."""
        threading.Thread(target=self._watch, name="baedal-follow", daemon=True).start()

    # The time that the loop takes for a message is no silence.
    def __enter__(self) -> None:
        self._due = time.monotonic() + self._silence

    def __exit__(self, *_: object) -> None:
        self._due = None

    def _watch(self) -> None:
        while not self.over:
            due = self._due
            left = self._silence if due is None else due - time.monotonic()
            if left <= 0 or self._stop.wait(min(left, _LOOK)):
                self.silent = left <= 0
                self._cancel()
                return
