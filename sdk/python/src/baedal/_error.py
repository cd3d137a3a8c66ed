from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status


@dataclass(frozen=True)
class FieldViolation:
    """A field that was refused."""

    field: str
    """Its path in the request: `lines[0].quantity`."""
    description: str
    """What is wrong with it."""


@dataclass(frozen=True)
class ErrorDetail:
    """What Baedal says about a call that failed."""

    code: grpc.StatusCode
    message: str
    """For people who read logs; programs go by `reason`."""
    reason: str | None = None
    """Why, as the contracts name it: `CARD_DECLINED`. None where the failure is not Baedal's: no connection, say."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """More about the reason."""
    field_violations: tuple[FieldViolation, ...] = ()
    """The fields that were refused; none but for `INVALID_FIELDS`."""
    retry_after: float | None = None
    """How many seconds to wait before the call is tried again; None where the server does not say."""

    @property
    def may_pass(self) -> bool:
        """Whether the same call may go through later: where the server says when, and where it did not answer at all
        (UNAVAILABLE, DEADLINE_EXCEEDED). The latter may have had its effect by then, so it is made again only under the same
        request id. Anything else stays as it is, a request that is too large (RESOURCE_EXHAUSTED) for one.
        """
        unanswered = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
        return self.retry_after is not None or self.code in unanswered


def error_detail(error: grpc.RpcError) -> ErrorDetail:
    """Reads an error that a call raised."""
    if not isinstance(error, grpc.Call):
        return ErrorDetail(grpc.StatusCode.UNKNOWN, str(error))
    reason: str | None = None
    metadata: dict[str, str] = {}
    violations: list[FieldViolation] = []
    retry_after: float | None = None
    status = rpc_status.from_call(error)
    for detail in status.details if status is not None else ():
        info = error_details_pb2.ErrorInfo()
        refused = error_details_pb2.BadRequest()
        delay = error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            reason, metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(refused):
            violations += [FieldViolation(found.field, found.description) for found in refused.field_violations]
        elif detail.Unpack(delay):
            retry_after = delay.retry_delay.seconds + delay.retry_delay.nanos / 1e9
    return ErrorDetail(error.code(), error.details() or "", reason, metadata, tuple(violations), retry_after)
