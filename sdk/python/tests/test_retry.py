from __future__ import annotations

import unittest
from typing import Any

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from baedal import FieldViolation, error_detail, retry
from baedal._follow import _Lost


class Refusal(_Lost):
    """An error as it comes from the wire."""

    def __init__(self, code: grpc.StatusCode, *details: Any) -> None:
        status = status_pb2.Status(code=code.value[0], message="refused")
        for detail in details:
            packed = AnyMessage()
            packed.Pack(detail)
            status.details.append(packed)
        super().__init__(code, "refused")
        self._trailers = (("grpc-status-details-bin", status.SerializeToString()),)

    def trailing_metadata(self) -> Any:
        return self._trailers


def down(seconds: int | None = None) -> Refusal:
    if seconds is None:
        return Refusal(grpc.StatusCode.UNAVAILABLE)
    delay = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=seconds))
    return Refusal(grpc.StatusCode.UNAVAILABLE, delay)


class Flaky:
    """Fails with each error in turn, then succeeds; keeps what was asked and how long was waited."""

    def __init__(self, *errors: Refusal) -> None:
        self._errors = list(errors)
        self.request_ids: list[str] = []
        self.waits: list[float] = []

    def retry(self, **options: Any) -> str:
        return retry(self._call, sleep=self.waits.append, random=lambda: 1.0, **options)

    def _call(self, request_id: str) -> str:
        self.request_ids.append(request_id)
        if self._errors:
            raise self._errors.pop(0)
        return "done"


class RetryTest(unittest.TestCase):
    def test_all_tries_carry_the_same_request_id(self) -> None:
        flaky = Flaky(down(), down())
        self.assertEqual(flaky.retry(), "done")
        self.assertEqual(len(flaky.request_ids), 3)
        self.assertEqual(len(set(flaky.request_ids)), 1)

    def test_tries_are_bounded_and_the_last_error_is_raised(self) -> None:
        errors = [down() for _ in range(9)]
        flaky = Flaky(*errors)
        with self.assertRaises(Refusal) as raised:
            flaky.retry(tries=3)
        self.assertIs(raised.exception, errors[2])
        self.assertEqual(len(flaky.request_ids), 3)

    def test_the_wait_doubles_on_top_of_what_the_server_asks_for(self) -> None:
        flaky = Flaky(down(), down(), down(seconds=2))
        flaky.retry()
        self.assertEqual(flaky.waits, [0.2, 0.4, 2.8])

    def test_a_wait_that_is_too_long_is_not_waited(self) -> None:
        flaky = Flaky(down(seconds=60))
        self.assertRaises(Refusal, flaky.retry)
        self.assertEqual(flaky.waits, [])

    def test_what_cannot_get_better_is_not_tried_again(self) -> None:
        flaky = Flaky(Refusal(grpc.StatusCode.FAILED_PRECONDITION))
        self.assertRaises(Refusal, flaky.retry, idempotent=True)
        self.assertEqual(len(flaky.request_ids), 1)

    def test_a_deadline_that_passed_is_tried_again_only_where_that_does_no_harm(self) -> None:
        late = Refusal(grpc.StatusCode.DEADLINE_EXCEEDED)
        self.assertRaises(Refusal, Flaky(late).retry)
        self.assertEqual(Flaky(late).retry(idempotent=True), "done")


    def test_what_is_exhausted_for_good_is_not_tried_again(self) -> None:
        reason = error_details_pb2.ErrorInfo(reason="REQUEST_TOO_LARGE", domain="baedal.dev")
        for error in (
            Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, reason),
            # This side's own word, of an answer that is larger than it takes.
            Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED),
        ):
            flaky = Flaky(error)
            with self.assertRaises(Refusal):
                flaky.retry(idempotent=True)
            self.assertEqual((len(flaky.request_ids), flaky.waits), (1, []))

    def test_what_the_server_says_a_time_for_is_tried_again_then_and_never_before(self) -> None:
        for code in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.ABORTED, grpc.StatusCode.UNAVAILABLE):
            delay = error_details_pb2.RetryInfo(retry_delay=Duration(seconds=20, nanos=999))
            flaky = Flaky(Refusal(code, delay))
            self.assertEqual(flaky.retry(), "done")
            self.assertGreaterEqual(flaky.waits[0], 20.000000999)


class ErrorTest(unittest.TestCase):
    def test_details_are_decoded(self) -> None:
        detail = error_detail(
            Refusal(
                grpc.StatusCode.INVALID_ARGUMENT,
                error_details_pb2.ErrorInfo(reason="INVALID_FIELDS", metadata={"k": "v"}),
                error_details_pb2.BadRequest(
                    field_violations=[
                        error_details_pb2.BadRequest.FieldViolation(field="store_id", description="no UUID")
                    ]
                ),
            )
        )
        self.assertEqual(detail.reason, "INVALID_FIELDS")
        self.assertEqual(detail.metadata, {"k": "v"})
        self.assertEqual(detail.field_violations, (FieldViolation("store_id", "no UUID"),))
        self.assertIsNone(detail.retry_after)

    def test_any_error_can_be_read(self) -> None:
        self.assertEqual(error_detail(grpc.RpcError("odd")).code, grpc.StatusCode.UNKNOWN)


if __name__ == "__main__":
    unittest.main()
