"""Calls Baedal, the food-ordering platform, over gRPC.

`connect` opens a channel to the gateway, `error_detail` reads what Baedal says about a call that failed, `retry` makes a call
again under the same request id, and `follow` watches orders across lost connections. The services are in modules of their own:

    from baedal.order.v1 import order_pb2, order_pb2_grpc

    orders = order_pb2_grpc.OrderServiceStub(channel)
"""

from baedal._connect import TokenSource, connect
from baedal._error import ErrorDetail, FieldViolation, error_detail
from baedal._follow import follow
from baedal._retry import new_request_id, retry

__all__ = [
    "ErrorDetail",
    "FieldViolation",
    "TokenSource",
    "connect",
    "error_detail",
    "follow",
    "new_request_id",
    "retry",
]
