package dev.baedal.order.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Orders: placed and paid in one call, then followed to the door.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
 * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class OrderServiceGrpc {

  private OrderServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.order.v1.OrderService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.order.v1.PlaceOrderRequest,
      dev.baedal.order.v1.PlaceOrderResponse> getPlaceOrderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PlaceOrder",
      requestType = dev.baedal.order.v1.PlaceOrderRequest.class,
      responseType = dev.baedal.order.v1.PlaceOrderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.order.v1.PlaceOrderRequest,
      dev.baedal.order.v1.PlaceOrderResponse> getPlaceOrderMethod() {
    io.grpc.MethodDescriptor<dev.baedal.order.v1.PlaceOrderRequest, dev.baedal.order.v1.PlaceOrderResponse> getPlaceOrderMethod;
    if ((getPlaceOrderMethod = OrderServiceGrpc.getPlaceOrderMethod) == null) {
      synchronized (OrderServiceGrpc.class) {
        if ((getPlaceOrderMethod = OrderServiceGrpc.getPlaceOrderMethod) == null) {
          OrderServiceGrpc.getPlaceOrderMethod = getPlaceOrderMethod =
              io.grpc.MethodDescriptor.<dev.baedal.order.v1.PlaceOrderRequest, dev.baedal.order.v1.PlaceOrderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PlaceOrder"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.PlaceOrderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.PlaceOrderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrderServiceMethodDescriptorSupplier("PlaceOrder"))
              .build();
        }
      }
    }
    return getPlaceOrderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.order.v1.GetOrderRequest,
      dev.baedal.order.v1.GetOrderResponse> getGetOrderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetOrder",
      requestType = dev.baedal.order.v1.GetOrderRequest.class,
      responseType = dev.baedal.order.v1.GetOrderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.order.v1.GetOrderRequest,
      dev.baedal.order.v1.GetOrderResponse> getGetOrderMethod() {
    io.grpc.MethodDescriptor<dev.baedal.order.v1.GetOrderRequest, dev.baedal.order.v1.GetOrderResponse> getGetOrderMethod;
    if ((getGetOrderMethod = OrderServiceGrpc.getGetOrderMethod) == null) {
      synchronized (OrderServiceGrpc.class) {
        if ((getGetOrderMethod = OrderServiceGrpc.getGetOrderMethod) == null) {
          OrderServiceGrpc.getGetOrderMethod = getGetOrderMethod =
              io.grpc.MethodDescriptor.<dev.baedal.order.v1.GetOrderRequest, dev.baedal.order.v1.GetOrderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetOrder"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.GetOrderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.GetOrderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrderServiceMethodDescriptorSupplier("GetOrder"))
              .build();
        }
      }
    }
    return getGetOrderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.order.v1.ListOrdersRequest,
      dev.baedal.order.v1.ListOrdersResponse> getListOrdersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListOrders",
      requestType = dev.baedal.order.v1.ListOrdersRequest.class,
      responseType = dev.baedal.order.v1.ListOrdersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.order.v1.ListOrdersRequest,
      dev.baedal.order.v1.ListOrdersResponse> getListOrdersMethod() {
    io.grpc.MethodDescriptor<dev.baedal.order.v1.ListOrdersRequest, dev.baedal.order.v1.ListOrdersResponse> getListOrdersMethod;
    if ((getListOrdersMethod = OrderServiceGrpc.getListOrdersMethod) == null) {
      synchronized (OrderServiceGrpc.class) {
        if ((getListOrdersMethod = OrderServiceGrpc.getListOrdersMethod) == null) {
          OrderServiceGrpc.getListOrdersMethod = getListOrdersMethod =
              io.grpc.MethodDescriptor.<dev.baedal.order.v1.ListOrdersRequest, dev.baedal.order.v1.ListOrdersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListOrders"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.ListOrdersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.ListOrdersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrderServiceMethodDescriptorSupplier("ListOrders"))
              .build();
        }
      }
    }
    return getListOrdersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.order.v1.CancelOrderRequest,
      dev.baedal.order.v1.CancelOrderResponse> getCancelOrderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CancelOrder",
      requestType = dev.baedal.order.v1.CancelOrderRequest.class,
      responseType = dev.baedal.order.v1.CancelOrderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.order.v1.CancelOrderRequest,
      dev.baedal.order.v1.CancelOrderResponse> getCancelOrderMethod() {
    io.grpc.MethodDescriptor<dev.baedal.order.v1.CancelOrderRequest, dev.baedal.order.v1.CancelOrderResponse> getCancelOrderMethod;
    if ((getCancelOrderMethod = OrderServiceGrpc.getCancelOrderMethod) == null) {
      synchronized (OrderServiceGrpc.class) {
        if ((getCancelOrderMethod = OrderServiceGrpc.getCancelOrderMethod) == null) {
          OrderServiceGrpc.getCancelOrderMethod = getCancelOrderMethod =
              io.grpc.MethodDescriptor.<dev.baedal.order.v1.CancelOrderRequest, dev.baedal.order.v1.CancelOrderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CancelOrder"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.CancelOrderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.CancelOrderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrderServiceMethodDescriptorSupplier("CancelOrder"))
              .build();
        }
      }
    }
    return getCancelOrderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.order.v1.ConfirmReceiptRequest,
      dev.baedal.order.v1.ConfirmReceiptResponse> getConfirmReceiptMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ConfirmReceipt",
      requestType = dev.baedal.order.v1.ConfirmReceiptRequest.class,
      responseType = dev.baedal.order.v1.ConfirmReceiptResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.order.v1.ConfirmReceiptRequest,
      dev.baedal.order.v1.ConfirmReceiptResponse> getConfirmReceiptMethod() {
    io.grpc.MethodDescriptor<dev.baedal.order.v1.ConfirmReceiptRequest, dev.baedal.order.v1.ConfirmReceiptResponse> getConfirmReceiptMethod;
    if ((getConfirmReceiptMethod = OrderServiceGrpc.getConfirmReceiptMethod) == null) {
      synchronized (OrderServiceGrpc.class) {
        if ((getConfirmReceiptMethod = OrderServiceGrpc.getConfirmReceiptMethod) == null) {
          OrderServiceGrpc.getConfirmReceiptMethod = getConfirmReceiptMethod =
              io.grpc.MethodDescriptor.<dev.baedal.order.v1.ConfirmReceiptRequest, dev.baedal.order.v1.ConfirmReceiptResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ConfirmReceipt"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.ConfirmReceiptRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.order.v1.ConfirmReceiptResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OrderServiceMethodDescriptorSupplier("ConfirmReceipt"))
              .build();
        }
      }
    }
    return getConfirmReceiptMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static OrderServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrderServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrderServiceStub>() {
        @java.lang.Override
        public OrderServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrderServiceStub(channel, callOptions);
        }
      };
    return OrderServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static OrderServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrderServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrderServiceBlockingV2Stub>() {
        @java.lang.Override
        public OrderServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrderServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return OrderServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static OrderServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrderServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrderServiceBlockingStub>() {
        @java.lang.Override
        public OrderServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrderServiceBlockingStub(channel, callOptions);
        }
      };
    return OrderServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static OrderServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OrderServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OrderServiceFutureStub>() {
        @java.lang.Override
        public OrderServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OrderServiceFutureStub(channel, callOptions);
        }
      };
    return OrderServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Prices the lines from the store's menu, charges the card and places the order. The order exists only once payment approved.
     * Who: a customer, for itself.
     * Idempotent by `request_id`, for ever: the same call again, in whatever spelling, answers the same order and charges once.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`, `ITEM_NOT_FOUND`); FAILED_PRECONDITION
     * (`STORE_CLOSED`, `ITEM_SOLD_OUT`, `TOTAL_CHANGED`, `TOTAL_OUT_OF_RANGE`: nothing, or more than 1,000,000,000,000 minor units,
     * `CARD_DECLINED`); ALREADY_EXISTS (`REQUEST_ID_REUSED`: the same `request_id` with another body); UNAVAILABLE with
     * google.rpc.RetryInfo (`PAYMENT_OVERLOADED`: not charged, nor by any call that was sent before this answer, pay when RetryInfo
     * says; `PAYMENT_UNAVAILABLE`: the outcome is not known yet, call again with the same `request_id`).
     * </pre>
     */
    default void placeOrder(dev.baedal.order.v1.PlaceOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.PlaceOrderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPlaceOrderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one order.
     * Who: its customer, the owner of its store, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order.
     * </pre>
     */
    default void getOrder(dev.baedal.order.v1.GetOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.GetOrderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetOrderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the orders that the caller may see, newest first.
     * Who: a customer sees its own, an owner those of its stores, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listOrders(dev.baedal.order.v1.ListOrdersRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.ListOrdersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListOrdersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks the store to call the order off. The order is CANCELING until the store answers: CANCELED and refunded, or back to
     * COOKING because the kitchen had started.
     * Who: the order's customer.
     * Idempotent: an order that is already CANCELING or CANCELED is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * cooking has started, or the order is over).
     * </pre>
     */
    default void cancelOrder(dev.baedal.order.v1.CancelOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.CancelOrderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelOrderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Confirms that the customer has the food: after DELIVERED, or for PICKUP at the counter after COOKED. The order is
     * COMPLETED.
     * Who: the order's customer.
     * Idempotent: a COMPLETED order is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    default void confirmReceipt(dev.baedal.order.v1.ConfirmReceiptRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.ConfirmReceiptResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getConfirmReceiptMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service OrderService.
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public static abstract class OrderServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return OrderServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service OrderService.
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public static final class OrderServiceStub
      extends io.grpc.stub.AbstractAsyncStub<OrderServiceStub> {
    private OrderServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrderServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrderServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Prices the lines from the store's menu, charges the card and places the order. The order exists only once payment approved.
     * Who: a customer, for itself.
     * Idempotent by `request_id`, for ever: the same call again, in whatever spelling, answers the same order and charges once.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`, `ITEM_NOT_FOUND`); FAILED_PRECONDITION
     * (`STORE_CLOSED`, `ITEM_SOLD_OUT`, `TOTAL_CHANGED`, `TOTAL_OUT_OF_RANGE`: nothing, or more than 1,000,000,000,000 minor units,
     * `CARD_DECLINED`); ALREADY_EXISTS (`REQUEST_ID_REUSED`: the same `request_id` with another body); UNAVAILABLE with
     * google.rpc.RetryInfo (`PAYMENT_OVERLOADED`: not charged, nor by any call that was sent before this answer, pay when RetryInfo
     * says; `PAYMENT_UNAVAILABLE`: the outcome is not known yet, call again with the same `request_id`).
     * </pre>
     */
    public void placeOrder(dev.baedal.order.v1.PlaceOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.PlaceOrderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPlaceOrderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one order.
     * Who: its customer, the owner of its store, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order.
     * </pre>
     */
    public void getOrder(dev.baedal.order.v1.GetOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.GetOrderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetOrderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the orders that the caller may see, newest first.
     * Who: a customer sees its own, an owner those of its stores, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listOrders(dev.baedal.order.v1.ListOrdersRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.ListOrdersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListOrdersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks the store to call the order off. The order is CANCELING until the store answers: CANCELED and refunded, or back to
     * COOKING because the kitchen had started.
     * Who: the order's customer.
     * Idempotent: an order that is already CANCELING or CANCELED is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * cooking has started, or the order is over).
     * </pre>
     */
    public void cancelOrder(dev.baedal.order.v1.CancelOrderRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.CancelOrderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelOrderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Confirms that the customer has the food: after DELIVERED, or for PICKUP at the counter after COOKED. The order is
     * COMPLETED.
     * Who: the order's customer.
     * Idempotent: a COMPLETED order is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public void confirmReceipt(dev.baedal.order.v1.ConfirmReceiptRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.order.v1.ConfirmReceiptResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getConfirmReceiptMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service OrderService.
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public static final class OrderServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<OrderServiceBlockingV2Stub> {
    private OrderServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrderServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrderServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Prices the lines from the store's menu, charges the card and places the order. The order exists only once payment approved.
     * Who: a customer, for itself.
     * Idempotent by `request_id`, for ever: the same call again, in whatever spelling, answers the same order and charges once.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`, `ITEM_NOT_FOUND`); FAILED_PRECONDITION
     * (`STORE_CLOSED`, `ITEM_SOLD_OUT`, `TOTAL_CHANGED`, `TOTAL_OUT_OF_RANGE`: nothing, or more than 1,000,000,000,000 minor units,
     * `CARD_DECLINED`); ALREADY_EXISTS (`REQUEST_ID_REUSED`: the same `request_id` with another body); UNAVAILABLE with
     * google.rpc.RetryInfo (`PAYMENT_OVERLOADED`: not charged, nor by any call that was sent before this answer, pay when RetryInfo
     * says; `PAYMENT_UNAVAILABLE`: the outcome is not known yet, call again with the same `request_id`).
     * </pre>
     */
    public dev.baedal.order.v1.PlaceOrderResponse placeOrder(dev.baedal.order.v1.PlaceOrderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPlaceOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one order.
     * Who: its customer, the owner of its store, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order.
     * </pre>
     */
    public dev.baedal.order.v1.GetOrderResponse getOrder(dev.baedal.order.v1.GetOrderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the orders that the caller may see, newest first.
     * Who: a customer sees its own, an owner those of its stores, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.order.v1.ListOrdersResponse listOrders(dev.baedal.order.v1.ListOrdersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListOrdersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks the store to call the order off. The order is CANCELING until the store answers: CANCELED and refunded, or back to
     * COOKING because the kitchen had started.
     * Who: the order's customer.
     * Idempotent: an order that is already CANCELING or CANCELED is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * cooking has started, or the order is over).
     * </pre>
     */
    public dev.baedal.order.v1.CancelOrderResponse cancelOrder(dev.baedal.order.v1.CancelOrderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Confirms that the customer has the food: after DELIVERED, or for PICKUP at the counter after COOKED. The order is
     * COMPLETED.
     * Who: the order's customer.
     * Idempotent: a COMPLETED order is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.order.v1.ConfirmReceiptResponse confirmReceipt(dev.baedal.order.v1.ConfirmReceiptRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getConfirmReceiptMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service OrderService.
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public static final class OrderServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<OrderServiceBlockingStub> {
    private OrderServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrderServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrderServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Prices the lines from the store's menu, charges the card and places the order. The order exists only once payment approved.
     * Who: a customer, for itself.
     * Idempotent by `request_id`, for ever: the same call again, in whatever spelling, answers the same order and charges once.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`, `ITEM_NOT_FOUND`); FAILED_PRECONDITION
     * (`STORE_CLOSED`, `ITEM_SOLD_OUT`, `TOTAL_CHANGED`, `TOTAL_OUT_OF_RANGE`: nothing, or more than 1,000,000,000,000 minor units,
     * `CARD_DECLINED`); ALREADY_EXISTS (`REQUEST_ID_REUSED`: the same `request_id` with another body); UNAVAILABLE with
     * google.rpc.RetryInfo (`PAYMENT_OVERLOADED`: not charged, nor by any call that was sent before this answer, pay when RetryInfo
     * says; `PAYMENT_UNAVAILABLE`: the outcome is not known yet, call again with the same `request_id`).
     * </pre>
     */
    public dev.baedal.order.v1.PlaceOrderResponse placeOrder(dev.baedal.order.v1.PlaceOrderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPlaceOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one order.
     * Who: its customer, the owner of its store, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order.
     * </pre>
     */
    public dev.baedal.order.v1.GetOrderResponse getOrder(dev.baedal.order.v1.GetOrderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the orders that the caller may see, newest first.
     * Who: a customer sees its own, an owner those of its stores, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.order.v1.ListOrdersResponse listOrders(dev.baedal.order.v1.ListOrdersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListOrdersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks the store to call the order off. The order is CANCELING until the store answers: CANCELED and refunded, or back to
     * COOKING because the kitchen had started.
     * Who: the order's customer.
     * Idempotent: an order that is already CANCELING or CANCELED is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * cooking has started, or the order is over).
     * </pre>
     */
    public dev.baedal.order.v1.CancelOrderResponse cancelOrder(dev.baedal.order.v1.CancelOrderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelOrderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Confirms that the customer has the food: after DELIVERED, or for PICKUP at the counter after COOKED. The order is
     * COMPLETED.
     * Who: the order's customer.
     * Idempotent: a COMPLETED order is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.order.v1.ConfirmReceiptResponse confirmReceipt(dev.baedal.order.v1.ConfirmReceiptRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getConfirmReceiptMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service OrderService.
   * <pre>
   * Orders: placed and paid in one call, then followed to the door.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; the reasons are named with each method. A field that is
   * missing or malformed is INVALID_ARGUMENT (`INVALID_FIELDS`) with google.rpc.BadRequest naming every such field.
   * </pre>
   */
  public static final class OrderServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<OrderServiceFutureStub> {
    private OrderServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OrderServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OrderServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Prices the lines from the store's menu, charges the card and places the order. The order exists only once payment approved.
     * Who: a customer, for itself.
     * Idempotent by `request_id`, for ever: the same call again, in whatever spelling, answers the same order and charges once.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`, `ITEM_NOT_FOUND`); FAILED_PRECONDITION
     * (`STORE_CLOSED`, `ITEM_SOLD_OUT`, `TOTAL_CHANGED`, `TOTAL_OUT_OF_RANGE`: nothing, or more than 1,000,000,000,000 minor units,
     * `CARD_DECLINED`); ALREADY_EXISTS (`REQUEST_ID_REUSED`: the same `request_id` with another body); UNAVAILABLE with
     * google.rpc.RetryInfo (`PAYMENT_OVERLOADED`: not charged, nor by any call that was sent before this answer, pay when RetryInfo
     * says; `PAYMENT_UNAVAILABLE`: the outcome is not known yet, call again with the same `request_id`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.order.v1.PlaceOrderResponse> placeOrder(
        dev.baedal.order.v1.PlaceOrderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPlaceOrderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one order.
     * Who: its customer, the owner of its store, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.order.v1.GetOrderResponse> getOrder(
        dev.baedal.order.v1.GetOrderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetOrderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the orders that the caller may see, newest first.
     * Who: a customer sees its own, an owner those of its stores, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.order.v1.ListOrdersResponse> listOrders(
        dev.baedal.order.v1.ListOrdersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListOrdersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks the store to call the order off. The order is CANCELING until the store answers: CANCELED and refunded, or back to
     * COOKING because the kitchen had started.
     * Who: the order's customer.
     * Idempotent: an order that is already CANCELING or CANCELED is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * cooking has started, or the order is over).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.order.v1.CancelOrderResponse> cancelOrder(
        dev.baedal.order.v1.CancelOrderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelOrderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Confirms that the customer has the food: after DELIVERED, or for PICKUP at the counter after COOKED. The order is
     * COMPLETED.
     * Who: the order's customer.
     * Idempotent: a COMPLETED order is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.order.v1.ConfirmReceiptResponse> confirmReceipt(
        dev.baedal.order.v1.ConfirmReceiptRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getConfirmReceiptMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_PLACE_ORDER = 0;
  private static final int METHODID_GET_ORDER = 1;
  private static final int METHODID_LIST_ORDERS = 2;
  private static final int METHODID_CANCEL_ORDER = 3;
  private static final int METHODID_CONFIRM_RECEIPT = 4;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_PLACE_ORDER:
          serviceImpl.placeOrder((dev.baedal.order.v1.PlaceOrderRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.order.v1.PlaceOrderResponse>) responseObserver);
          break;
        case METHODID_GET_ORDER:
          serviceImpl.getOrder((dev.baedal.order.v1.GetOrderRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.order.v1.GetOrderResponse>) responseObserver);
          break;
        case METHODID_LIST_ORDERS:
          serviceImpl.listOrders((dev.baedal.order.v1.ListOrdersRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.order.v1.ListOrdersResponse>) responseObserver);
          break;
        case METHODID_CANCEL_ORDER:
          serviceImpl.cancelOrder((dev.baedal.order.v1.CancelOrderRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.order.v1.CancelOrderResponse>) responseObserver);
          break;
        case METHODID_CONFIRM_RECEIPT:
          serviceImpl.confirmReceipt((dev.baedal.order.v1.ConfirmReceiptRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.order.v1.ConfirmReceiptResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getPlaceOrderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.order.v1.PlaceOrderRequest,
              dev.baedal.order.v1.PlaceOrderResponse>(
                service, METHODID_PLACE_ORDER)))
        .addMethod(
          getGetOrderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.order.v1.GetOrderRequest,
              dev.baedal.order.v1.GetOrderResponse>(
                service, METHODID_GET_ORDER)))
        .addMethod(
          getListOrdersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.order.v1.ListOrdersRequest,
              dev.baedal.order.v1.ListOrdersResponse>(
                service, METHODID_LIST_ORDERS)))
        .addMethod(
          getCancelOrderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.order.v1.CancelOrderRequest,
              dev.baedal.order.v1.CancelOrderResponse>(
                service, METHODID_CANCEL_ORDER)))
        .addMethod(
          getConfirmReceiptMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.order.v1.ConfirmReceiptRequest,
              dev.baedal.order.v1.ConfirmReceiptResponse>(
                service, METHODID_CONFIRM_RECEIPT)))
        .build();
  }

  private static abstract class OrderServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    OrderServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.order.v1.OrderProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("OrderService");
    }
  }

  private static final class OrderServiceFileDescriptorSupplier
      extends OrderServiceBaseDescriptorSupplier {
    OrderServiceFileDescriptorSupplier() {}
  }

  private static final class OrderServiceMethodDescriptorSupplier
      extends OrderServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    OrderServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (OrderServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new OrderServiceFileDescriptorSupplier())
              .addMethod(getPlaceOrderMethod())
              .addMethod(getGetOrderMethod())
              .addMethod(getListOrdersMethod())
              .addMethod(getCancelOrderMethod())
              .addMethod(getConfirmReceiptMethod())
              .build();
        }
      }
    }
    return result;
  }
}
