from __future__ import annotations

import random as _random
import time
import uuid
from collections.abc import Callable
from typing import TypeVar

import grpc

from baedal._error import ErrorDetail, error_detail

_BASE = 0.2
_CAP = 5.0

Answer = TypeVar("Answer")


def new_request_id() -> str:
    """Names an attempt: one for each thing that is meant to happen once, and the same for all its tries."""
    return str(uuid.uuid4())


def retry(
    call: Callable[[str], Answer],
    *,
    tries: int = 4,
    idempotent: bool = False,
    request_id: str | None = None,
    max_wait: float = 30.0,
    sleep: Callable[[float], None] = time.sleep,
    random: Callable[[], float] = _random.random,
) -> Answer:
    """Makes a call, and again while it fails with what may pass: UNAVAILABLE, and what the server says a time for (RetryInfo).

    All tries are given the same request id. Between two tries it waits as long as the server asks for, and a random time on
    top that doubles its range with each try.

    Only for reads and for calls that carry the request id: a call that failed with UNAVAILABLE may have had its effect, whatever
    `idempotent` says, and without the id it would have it twice.

    Args:
        call: Is given the request id.
        tries: At most so many, in all.
        idempotent: DEADLINE_EXCEEDED is tried again too. Set it for reads, and for every call that carries the request id it
            is given; unset, a call that took too long is left to the caller.
        request_id: Names the attempt; a fresh one when None. Keep it to try again later what is given up now.
        max_wait: A wait of more seconds than this is not waited, and the error raised.
        sleep: Waits; for tests.
        random: A number from 0 to 1; for tests.

    Raises:
        grpc.RpcError: what the last try raised.
    """
    request_id = request_id or new_request_id()
    tried = 0
    while True:
        tried += 1
        try:
            return call(request_id)
        except grpc.RpcError as error:
            detail = error_detail(error)
            wait = wait_after(tried, detail, random)
            if tried >= tries or not _may_try_again(detail, idempotent) or wait > max_wait:
                raise
            sleep(wait)


def wait_after(tried: int, detail: ErrorDetail, random: Callable[[], float]) -> float:
    """What the server asks for, and a random time that doubles its range: who fell together does not rise together."""
    return (detail.retry_after or 0.0) + random() * min(_CAP, _BASE * 2.0 ** min(tried - 1, 16))


def _may_try_again(detail: ErrorDetail, idempotent: bool) -> bool:
    return detail.may_pass and (idempotent or detail.code is not grpc.StatusCode.DEADLINE_EXCEEDED)
