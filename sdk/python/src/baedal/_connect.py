from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import grpc

TokenSource = Callable[[], str | None]
"""Gives the bearer token for a call: from a session, say, that renews it. None calls without."""

_KEEPALIVE = (
    # A connection that is dropped without a word, by a NAT say, is found out, also while a watch has nothing to send.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
)


def connect(
    target: str,
    *,
    token: str | TokenSource | None = None,
    plaintext: bool = False,
    timeout: float = 10.0,
    options: Sequence[tuple[str, Any]] = (),
) -> grpc.Channel:
    """Makes a channel to the gateway at `target` (host:port). It connects with the first call.

    Args:
        target: Where the gateway is: `api.example.com:443`. A URL is refused: whether there is TLS is said by `plaintext` alone.
        token: Names the caller; without it calls are anonymous.
        plaintext: Talks without TLS, and sends the token in the clear: on the own machine, or inside a mesh. Without it nothing is
            ever sent in the clear.
        timeout: How many seconds a unary call may take where the call itself does not say. Streams have no end.
        options: gRPC channel options on top.

    Raises:
        ValueError: `target` is a URL.
    """
    if target.lower().startswith(("http://", "https://")):
        raise ValueError(f"target: {target!r} is a URL: it is host:port, and plaintext says whether there is TLS")
    options = (*_KEEPALIVE, *options)
    if plaintext:
        channel = grpc.insecure_channel(target, options)
    else:
        channel = grpc.secure_channel(target, grpc.ssl_channel_credentials(), options)
    return grpc.intercept_channel(channel, _Caller(token, timeout))


class _Details(NamedTuple):
    method: str
    timeout: float | None
    metadata: Sequence[tuple[str, str | bytes]] | None
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: grpc.Compression | None


class _ClientCallDetails(_Details, grpc.ClientCallDetails):  # type: ignore[misc] # the stubs want tuples, gRPC any sequence
    pass


class _Caller(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Adds the token to every call, and a deadline to every unary one that has none."""

    def __init__(self, token: str | TokenSource | None, timeout: float) -> None:
        self._token = token
        self._timeout = timeout

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        timeout = self._timeout if details.timeout is None else details.timeout
        return continuation(self._with_token(details, timeout), request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._with_token(details, details.timeout), request)

    def _with_token(self, details: Any, timeout: float | None) -> grpc.ClientCallDetails:
        metadata = list(details.metadata or ())
        token = self._token() if callable(self._token) else self._token
        if token is not None:
            metadata.append(("authorization", f"Bearer {token}"))
        return _ClientCallDetails(
            details.method, timeout, metadata, details.credentials, details.wait_for_ready, details.compression
        )
