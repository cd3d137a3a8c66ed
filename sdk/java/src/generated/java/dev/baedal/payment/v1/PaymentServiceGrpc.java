package dev.baedal.payment.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Approvals and refunds: one payment for each order, kept in an append-only ledger.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class PaymentServiceGrpc {

  private PaymentServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.payment.v1.PaymentService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuthorizePaymentRequest,
      dev.baedal.payment.v1.AuthorizePaymentResponse> getAuthorizePaymentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AuthorizePayment",
      requestType = dev.baedal.payment.v1.AuthorizePaymentRequest.class,
      responseType = dev.baedal.payment.v1.AuthorizePaymentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuthorizePaymentRequest,
      dev.baedal.payment.v1.AuthorizePaymentResponse> getAuthorizePaymentMethod() {
    io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuthorizePaymentRequest, dev.baedal.payment.v1.AuthorizePaymentResponse> getAuthorizePaymentMethod;
    if ((getAuthorizePaymentMethod = PaymentServiceGrpc.getAuthorizePaymentMethod) == null) {
      synchronized (PaymentServiceGrpc.class) {
        if ((getAuthorizePaymentMethod = PaymentServiceGrpc.getAuthorizePaymentMethod) == null) {
          PaymentServiceGrpc.getAuthorizePaymentMethod = getAuthorizePaymentMethod =
              io.grpc.MethodDescriptor.<dev.baedal.payment.v1.AuthorizePaymentRequest, dev.baedal.payment.v1.AuthorizePaymentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AuthorizePayment"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.AuthorizePaymentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.AuthorizePaymentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PaymentServiceMethodDescriptorSupplier("AuthorizePayment"))
              .build();
        }
      }
    }
    return getAuthorizePaymentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.payment.v1.VoidPaymentRequest,
      dev.baedal.payment.v1.VoidPaymentResponse> getVoidPaymentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "VoidPayment",
      requestType = dev.baedal.payment.v1.VoidPaymentRequest.class,
      responseType = dev.baedal.payment.v1.VoidPaymentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.payment.v1.VoidPaymentRequest,
      dev.baedal.payment.v1.VoidPaymentResponse> getVoidPaymentMethod() {
    io.grpc.MethodDescriptor<dev.baedal.payment.v1.VoidPaymentRequest, dev.baedal.payment.v1.VoidPaymentResponse> getVoidPaymentMethod;
    if ((getVoidPaymentMethod = PaymentServiceGrpc.getVoidPaymentMethod) == null) {
      synchronized (PaymentServiceGrpc.class) {
        if ((getVoidPaymentMethod = PaymentServiceGrpc.getVoidPaymentMethod) == null) {
          PaymentServiceGrpc.getVoidPaymentMethod = getVoidPaymentMethod =
              io.grpc.MethodDescriptor.<dev.baedal.payment.v1.VoidPaymentRequest, dev.baedal.payment.v1.VoidPaymentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "VoidPayment"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.VoidPaymentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.VoidPaymentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PaymentServiceMethodDescriptorSupplier("VoidPayment"))
              .build();
        }
      }
    }
    return getVoidPaymentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.payment.v1.GetPaymentRequest,
      dev.baedal.payment.v1.GetPaymentResponse> getGetPaymentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetPayment",
      requestType = dev.baedal.payment.v1.GetPaymentRequest.class,
      responseType = dev.baedal.payment.v1.GetPaymentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.payment.v1.GetPaymentRequest,
      dev.baedal.payment.v1.GetPaymentResponse> getGetPaymentMethod() {
    io.grpc.MethodDescriptor<dev.baedal.payment.v1.GetPaymentRequest, dev.baedal.payment.v1.GetPaymentResponse> getGetPaymentMethod;
    if ((getGetPaymentMethod = PaymentServiceGrpc.getGetPaymentMethod) == null) {
      synchronized (PaymentServiceGrpc.class) {
        if ((getGetPaymentMethod = PaymentServiceGrpc.getGetPaymentMethod) == null) {
          PaymentServiceGrpc.getGetPaymentMethod = getGetPaymentMethod =
              io.grpc.MethodDescriptor.<dev.baedal.payment.v1.GetPaymentRequest, dev.baedal.payment.v1.GetPaymentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetPayment"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.GetPaymentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.GetPaymentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PaymentServiceMethodDescriptorSupplier("GetPayment"))
              .build();
        }
      }
    }
    return getGetPaymentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.payment.v1.ListPaymentsRequest,
      dev.baedal.payment.v1.ListPaymentsResponse> getListPaymentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListPayments",
      requestType = dev.baedal.payment.v1.ListPaymentsRequest.class,
      responseType = dev.baedal.payment.v1.ListPaymentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.payment.v1.ListPaymentsRequest,
      dev.baedal.payment.v1.ListPaymentsResponse> getListPaymentsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.payment.v1.ListPaymentsRequest, dev.baedal.payment.v1.ListPaymentsResponse> getListPaymentsMethod;
    if ((getListPaymentsMethod = PaymentServiceGrpc.getListPaymentsMethod) == null) {
      synchronized (PaymentServiceGrpc.class) {
        if ((getListPaymentsMethod = PaymentServiceGrpc.getListPaymentsMethod) == null) {
          PaymentServiceGrpc.getListPaymentsMethod = getListPaymentsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.payment.v1.ListPaymentsRequest, dev.baedal.payment.v1.ListPaymentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListPayments"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.ListPaymentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.ListPaymentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PaymentServiceMethodDescriptorSupplier("ListPayments"))
              .build();
        }
      }
    }
    return getListPaymentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuditLedgerRequest,
      dev.baedal.payment.v1.AuditLedgerResponse> getAuditLedgerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AuditLedger",
      requestType = dev.baedal.payment.v1.AuditLedgerRequest.class,
      responseType = dev.baedal.payment.v1.AuditLedgerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuditLedgerRequest,
      dev.baedal.payment.v1.AuditLedgerResponse> getAuditLedgerMethod() {
    io.grpc.MethodDescriptor<dev.baedal.payment.v1.AuditLedgerRequest, dev.baedal.payment.v1.AuditLedgerResponse> getAuditLedgerMethod;
    if ((getAuditLedgerMethod = PaymentServiceGrpc.getAuditLedgerMethod) == null) {
      synchronized (PaymentServiceGrpc.class) {
        if ((getAuditLedgerMethod = PaymentServiceGrpc.getAuditLedgerMethod) == null) {
          PaymentServiceGrpc.getAuditLedgerMethod = getAuditLedgerMethod =
              io.grpc.MethodDescriptor.<dev.baedal.payment.v1.AuditLedgerRequest, dev.baedal.payment.v1.AuditLedgerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AuditLedger"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.AuditLedgerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.payment.v1.AuditLedgerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new PaymentServiceMethodDescriptorSupplier("AuditLedger"))
              .build();
        }
      }
    }
    return getAuditLedgerMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static PaymentServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PaymentServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PaymentServiceStub>() {
        @java.lang.Override
        public PaymentServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PaymentServiceStub(channel, callOptions);
        }
      };
    return PaymentServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static PaymentServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PaymentServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PaymentServiceBlockingV2Stub>() {
        @java.lang.Override
        public PaymentServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PaymentServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return PaymentServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static PaymentServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PaymentServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PaymentServiceBlockingStub>() {
        @java.lang.Override
        public PaymentServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PaymentServiceBlockingStub(channel, callOptions);
        }
      };
    return PaymentServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static PaymentServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<PaymentServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<PaymentServiceFutureStub>() {
        @java.lang.Override
        public PaymentServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new PaymentServiceFutureStub(channel, callOptions);
        }
      };
    return PaymentServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Charges a card for an order. A refused card is kept as a DECLINED payment, and every later call answers the same.
     * Who: the order service alone.
     * Idempotent by `order_id`, forever: the first outcome is the outcome, and the same call again answers it.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`PAYMENT_DIFFERS`: this order was authorized with another
     * amount, customer, store or card); FAILED_PRECONDITION (`CARD_DECLINED`, with `decline_reason` in the metadata;
     * `PAYMENT_VOIDED`: the order was voided before); UNAVAILABLE
     * (`PROVIDER_UNAVAILABLE`, with google.rpc.RetryInfo); DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`: the provider has not answered yet)
     * and ABORTED (`CONTENDED`), both with google.rpc.RetryInfo. After these two and any other failure the outcome is unknown: ask
     * GetPayment.
     * Never to be retried by a proxy.
     * </pre>
     */
    default void authorizePayment(dev.baedal.payment.v1.AuthorizePaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuthorizePaymentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAuthorizePaymentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes an approval back, for an order that never came to be. For an order that payment has never seen it leaves a tombstone,
     * so that a late approval is refused.
     * Who: the order service alone.
     * Idempotent by `order_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`PROVIDER_UNAVAILABLE`), DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`) and
     * ABORTED (`CONTENDED`), all with google.rpc.RetryInfo.
     * </pre>
     */
    default void voidPayment(dev.baedal.payment.v1.VoidPaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.VoidPaymentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVoidPaymentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads the payment of an order.
     * Who: the customer who paid, an operator, the order service (to learn an outcome whose answer was lost).
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`PAYMENT_NOT_FOUND`), also for someone else's payment.
     * </pre>
     */
    default void getPayment(dev.baedal.payment.v1.GetPaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.GetPaymentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetPaymentMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists payments, newest first.
     * Who: a customer sees its own, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listPayments(dev.baedal.payment.v1.ListPaymentsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.ListPaymentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListPaymentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Compares payments, the ledger, and what payment has heard of the orders, and names each difference. It changes nothing.
     * A page audits the next `page_size` orders, in the order in which they were made, and holds all of their differences: a page
     * without any is not the last one, an empty `next_page_token` is. What may still come right by itself (a refund on its way,
     * an order that payment has not heard of yet) is a difference only when it is older than a grace period of the service's.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void auditLedger(dev.baedal.payment.v1.AuditLedgerRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuditLedgerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAuditLedgerMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service PaymentService.
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class PaymentServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return PaymentServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service PaymentService.
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class PaymentServiceStub
      extends io.grpc.stub.AbstractAsyncStub<PaymentServiceStub> {
    private PaymentServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PaymentServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PaymentServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Charges a card for an order. A refused card is kept as a DECLINED payment, and every later call answers the same.
     * Who: the order service alone.
     * Idempotent by `order_id`, forever: the first outcome is the outcome, and the same call again answers it.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`PAYMENT_DIFFERS`: this order was authorized with another
     * amount, customer, store or card); FAILED_PRECONDITION (`CARD_DECLINED`, with `decline_reason` in the metadata;
     * `PAYMENT_VOIDED`: the order was voided before); UNAVAILABLE
     * (`PROVIDER_UNAVAILABLE`, with google.rpc.RetryInfo); DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`: the provider has not answered yet)
     * and ABORTED (`CONTENDED`), both with google.rpc.RetryInfo. After these two and any other failure the outcome is unknown: ask
     * GetPayment.
     * Never to be retried by a proxy.
     * </pre>
     */
    public void authorizePayment(dev.baedal.payment.v1.AuthorizePaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuthorizePaymentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAuthorizePaymentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes an approval back, for an order that never came to be. For an order that payment has never seen it leaves a tombstone,
     * so that a late approval is refused.
     * Who: the order service alone.
     * Idempotent by `order_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`PROVIDER_UNAVAILABLE`), DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`) and
     * ABORTED (`CONTENDED`), all with google.rpc.RetryInfo.
     * </pre>
     */
    public void voidPayment(dev.baedal.payment.v1.VoidPaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.VoidPaymentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getVoidPaymentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads the payment of an order.
     * Who: the customer who paid, an operator, the order service (to learn an outcome whose answer was lost).
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`PAYMENT_NOT_FOUND`), also for someone else's payment.
     * </pre>
     */
    public void getPayment(dev.baedal.payment.v1.GetPaymentRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.GetPaymentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetPaymentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists payments, newest first.
     * Who: a customer sees its own, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listPayments(dev.baedal.payment.v1.ListPaymentsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.ListPaymentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListPaymentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Compares payments, the ledger, and what payment has heard of the orders, and names each difference. It changes nothing.
     * A page audits the next `page_size` orders, in the order in which they were made, and holds all of their differences: a page
     * without any is not the last one, an empty `next_page_token` is. What may still come right by itself (a refund on its way,
     * an order that payment has not heard of yet) is a difference only when it is older than a grace period of the service's.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void auditLedger(dev.baedal.payment.v1.AuditLedgerRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuditLedgerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAuditLedgerMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service PaymentService.
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class PaymentServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<PaymentServiceBlockingV2Stub> {
    private PaymentServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PaymentServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PaymentServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Charges a card for an order. A refused card is kept as a DECLINED payment, and every later call answers the same.
     * Who: the order service alone.
     * Idempotent by `order_id`, forever: the first outcome is the outcome, and the same call again answers it.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`PAYMENT_DIFFERS`: this order was authorized with another
     * amount, customer, store or card); FAILED_PRECONDITION (`CARD_DECLINED`, with `decline_reason` in the metadata;
     * `PAYMENT_VOIDED`: the order was voided before); UNAVAILABLE
     * (`PROVIDER_UNAVAILABLE`, with google.rpc.RetryInfo); DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`: the provider has not answered yet)
     * and ABORTED (`CONTENDED`), both with google.rpc.RetryInfo. After these two and any other failure the outcome is unknown: ask
     * GetPayment.
     * Never to be retried by a proxy.
     * </pre>
     */
    public dev.baedal.payment.v1.AuthorizePaymentResponse authorizePayment(dev.baedal.payment.v1.AuthorizePaymentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAuthorizePaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes an approval back, for an order that never came to be. For an order that payment has never seen it leaves a tombstone,
     * so that a late approval is refused.
     * Who: the order service alone.
     * Idempotent by `order_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`PROVIDER_UNAVAILABLE`), DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`) and
     * ABORTED (`CONTENDED`), all with google.rpc.RetryInfo.
     * </pre>
     */
    public dev.baedal.payment.v1.VoidPaymentResponse voidPayment(dev.baedal.payment.v1.VoidPaymentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getVoidPaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the payment of an order.
     * Who: the customer who paid, an operator, the order service (to learn an outcome whose answer was lost).
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`PAYMENT_NOT_FOUND`), also for someone else's payment.
     * </pre>
     */
    public dev.baedal.payment.v1.GetPaymentResponse getPayment(dev.baedal.payment.v1.GetPaymentRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetPaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists payments, newest first.
     * Who: a customer sees its own, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.payment.v1.ListPaymentsResponse listPayments(dev.baedal.payment.v1.ListPaymentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListPaymentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Compares payments, the ledger, and what payment has heard of the orders, and names each difference. It changes nothing.
     * A page audits the next `page_size` orders, in the order in which they were made, and holds all of their differences: a page
     * without any is not the last one, an empty `next_page_token` is. What may still come right by itself (a refund on its way,
     * an order that payment has not heard of yet) is a difference only when it is older than a grace period of the service's.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.payment.v1.AuditLedgerResponse auditLedger(dev.baedal.payment.v1.AuditLedgerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAuditLedgerMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service PaymentService.
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class PaymentServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<PaymentServiceBlockingStub> {
    private PaymentServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PaymentServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PaymentServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Charges a card for an order. A refused card is kept as a DECLINED payment, and every later call answers the same.
     * Who: the order service alone.
     * Idempotent by `order_id`, forever: the first outcome is the outcome, and the same call again answers it.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`PAYMENT_DIFFERS`: this order was authorized with another
     * amount, customer, store or card); FAILED_PRECONDITION (`CARD_DECLINED`, with `decline_reason` in the metadata;
     * `PAYMENT_VOIDED`: the order was voided before); UNAVAILABLE
     * (`PROVIDER_UNAVAILABLE`, with google.rpc.RetryInfo); DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`: the provider has not answered yet)
     * and ABORTED (`CONTENDED`), both with google.rpc.RetryInfo. After these two and any other failure the outcome is unknown: ask
     * GetPayment.
     * Never to be retried by a proxy.
     * </pre>
     */
    public dev.baedal.payment.v1.AuthorizePaymentResponse authorizePayment(dev.baedal.payment.v1.AuthorizePaymentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAuthorizePaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes an approval back, for an order that never came to be. For an order that payment has never seen it leaves a tombstone,
     * so that a late approval is refused.
     * Who: the order service alone.
     * Idempotent by `order_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`PROVIDER_UNAVAILABLE`), DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`) and
     * ABORTED (`CONTENDED`), all with google.rpc.RetryInfo.
     * </pre>
     */
    public dev.baedal.payment.v1.VoidPaymentResponse voidPayment(dev.baedal.payment.v1.VoidPaymentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getVoidPaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads the payment of an order.
     * Who: the customer who paid, an operator, the order service (to learn an outcome whose answer was lost).
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`PAYMENT_NOT_FOUND`), also for someone else's payment.
     * </pre>
     */
    public dev.baedal.payment.v1.GetPaymentResponse getPayment(dev.baedal.payment.v1.GetPaymentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetPaymentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists payments, newest first.
     * Who: a customer sees its own, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.payment.v1.ListPaymentsResponse listPayments(dev.baedal.payment.v1.ListPaymentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListPaymentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Compares payments, the ledger, and what payment has heard of the orders, and names each difference. It changes nothing.
     * A page audits the next `page_size` orders, in the order in which they were made, and holds all of their differences: a page
     * without any is not the last one, an empty `next_page_token` is. What may still come right by itself (a refund on its way,
     * an order that payment has not heard of yet) is a difference only when it is older than a grace period of the service's.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.payment.v1.AuditLedgerResponse auditLedger(dev.baedal.payment.v1.AuditLedgerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAuditLedgerMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service PaymentService.
   * <pre>
   * Approvals and refunds: one payment for each order, kept in an append-only ledger.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class PaymentServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<PaymentServiceFutureStub> {
    private PaymentServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected PaymentServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new PaymentServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Charges a card for an order. A refused card is kept as a DECLINED payment, and every later call answers the same.
     * Who: the order service alone.
     * Idempotent by `order_id`, forever: the first outcome is the outcome, and the same call again answers it.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`PAYMENT_DIFFERS`: this order was authorized with another
     * amount, customer, store or card); FAILED_PRECONDITION (`CARD_DECLINED`, with `decline_reason` in the metadata;
     * `PAYMENT_VOIDED`: the order was voided before); UNAVAILABLE
     * (`PROVIDER_UNAVAILABLE`, with google.rpc.RetryInfo); DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`: the provider has not answered yet)
     * and ABORTED (`CONTENDED`), both with google.rpc.RetryInfo. After these two and any other failure the outcome is unknown: ask
     * GetPayment.
     * Never to be retried by a proxy.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.payment.v1.AuthorizePaymentResponse> authorizePayment(
        dev.baedal.payment.v1.AuthorizePaymentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAuthorizePaymentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes an approval back, for an order that never came to be. For an order that payment has never seen it leaves a tombstone,
     * so that a late approval is refused.
     * Who: the order service alone.
     * Idempotent by `order_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`PROVIDER_UNAVAILABLE`), DEADLINE_EXCEEDED (`OUTCOME_UNKNOWN`) and
     * ABORTED (`CONTENDED`), all with google.rpc.RetryInfo.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.payment.v1.VoidPaymentResponse> voidPayment(
        dev.baedal.payment.v1.VoidPaymentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getVoidPaymentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads the payment of an order.
     * Who: the customer who paid, an operator, the order service (to learn an outcome whose answer was lost).
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`PAYMENT_NOT_FOUND`), also for someone else's payment.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.payment.v1.GetPaymentResponse> getPayment(
        dev.baedal.payment.v1.GetPaymentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetPaymentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists payments, newest first.
     * Who: a customer sees its own, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.payment.v1.ListPaymentsResponse> listPayments(
        dev.baedal.payment.v1.ListPaymentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListPaymentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Compares payments, the ledger, and what payment has heard of the orders, and names each difference. It changes nothing.
     * A page audits the next `page_size` orders, in the order in which they were made, and holds all of their differences: a page
     * without any is not the last one, an empty `next_page_token` is. What may still come right by itself (a refund on its way,
     * an order that payment has not heard of yet) is a difference only when it is older than a grace period of the service's.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.payment.v1.AuditLedgerResponse> auditLedger(
        dev.baedal.payment.v1.AuditLedgerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAuditLedgerMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_AUTHORIZE_PAYMENT = 0;
  private static final int METHODID_VOID_PAYMENT = 1;
  private static final int METHODID_GET_PAYMENT = 2;
  private static final int METHODID_LIST_PAYMENTS = 3;
  private static final int METHODID_AUDIT_LEDGER = 4;

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
        case METHODID_AUTHORIZE_PAYMENT:
          serviceImpl.authorizePayment((dev.baedal.payment.v1.AuthorizePaymentRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuthorizePaymentResponse>) responseObserver);
          break;
        case METHODID_VOID_PAYMENT:
          serviceImpl.voidPayment((dev.baedal.payment.v1.VoidPaymentRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.payment.v1.VoidPaymentResponse>) responseObserver);
          break;
        case METHODID_GET_PAYMENT:
          serviceImpl.getPayment((dev.baedal.payment.v1.GetPaymentRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.payment.v1.GetPaymentResponse>) responseObserver);
          break;
        case METHODID_LIST_PAYMENTS:
          serviceImpl.listPayments((dev.baedal.payment.v1.ListPaymentsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.payment.v1.ListPaymentsResponse>) responseObserver);
          break;
        case METHODID_AUDIT_LEDGER:
          serviceImpl.auditLedger((dev.baedal.payment.v1.AuditLedgerRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.payment.v1.AuditLedgerResponse>) responseObserver);
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
          getAuthorizePaymentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.payment.v1.AuthorizePaymentRequest,
              dev.baedal.payment.v1.AuthorizePaymentResponse>(
                service, METHODID_AUTHORIZE_PAYMENT)))
        .addMethod(
          getVoidPaymentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.payment.v1.VoidPaymentRequest,
              dev.baedal.payment.v1.VoidPaymentResponse>(
                service, METHODID_VOID_PAYMENT)))
        .addMethod(
          getGetPaymentMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.payment.v1.GetPaymentRequest,
              dev.baedal.payment.v1.GetPaymentResponse>(
                service, METHODID_GET_PAYMENT)))
        .addMethod(
          getListPaymentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.payment.v1.ListPaymentsRequest,
              dev.baedal.payment.v1.ListPaymentsResponse>(
                service, METHODID_LIST_PAYMENTS)))
        .addMethod(
          getAuditLedgerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.payment.v1.AuditLedgerRequest,
              dev.baedal.payment.v1.AuditLedgerResponse>(
                service, METHODID_AUDIT_LEDGER)))
        .build();
  }

  private static abstract class PaymentServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    PaymentServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.payment.v1.PaymentProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("PaymentService");
    }
  }

  private static final class PaymentServiceFileDescriptorSupplier
      extends PaymentServiceBaseDescriptorSupplier {
    PaymentServiceFileDescriptorSupplier() {}
  }

  private static final class PaymentServiceMethodDescriptorSupplier
      extends PaymentServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    PaymentServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (PaymentServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new PaymentServiceFileDescriptorSupplier())
              .addMethod(getAuthorizePaymentMethod())
              .addMethod(getVoidPaymentMethod())
              .addMethod(getGetPaymentMethod())
              .addMethod(getListPaymentsMethod())
              .addMethod(getAuditLedgerMethod())
              .build();
        }
      }
    }
    return result;
  }
}
