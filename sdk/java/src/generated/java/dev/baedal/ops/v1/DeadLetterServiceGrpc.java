package dev.baedal.ops.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
 * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
 * `store`, `delivery`, `notification` or `dashboard`.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class DeadLetterServiceGrpc {

  private DeadLetterServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.ops.v1.DeadLetterService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.ops.v1.ListDeadLettersRequest,
      dev.baedal.ops.v1.ListDeadLettersResponse> getListDeadLettersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDeadLetters",
      requestType = dev.baedal.ops.v1.ListDeadLettersRequest.class,
      responseType = dev.baedal.ops.v1.ListDeadLettersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.ops.v1.ListDeadLettersRequest,
      dev.baedal.ops.v1.ListDeadLettersResponse> getListDeadLettersMethod() {
    io.grpc.MethodDescriptor<dev.baedal.ops.v1.ListDeadLettersRequest, dev.baedal.ops.v1.ListDeadLettersResponse> getListDeadLettersMethod;
    if ((getListDeadLettersMethod = DeadLetterServiceGrpc.getListDeadLettersMethod) == null) {
      synchronized (DeadLetterServiceGrpc.class) {
        if ((getListDeadLettersMethod = DeadLetterServiceGrpc.getListDeadLettersMethod) == null) {
          DeadLetterServiceGrpc.getListDeadLettersMethod = getListDeadLettersMethod =
              io.grpc.MethodDescriptor.<dev.baedal.ops.v1.ListDeadLettersRequest, dev.baedal.ops.v1.ListDeadLettersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDeadLetters"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.ListDeadLettersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.ListDeadLettersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeadLetterServiceMethodDescriptorSupplier("ListDeadLetters"))
              .build();
        }
      }
    }
    return getListDeadLettersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.ops.v1.GetDeadLetterRequest,
      dev.baedal.ops.v1.GetDeadLetterResponse> getGetDeadLetterMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDeadLetter",
      requestType = dev.baedal.ops.v1.GetDeadLetterRequest.class,
      responseType = dev.baedal.ops.v1.GetDeadLetterResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.ops.v1.GetDeadLetterRequest,
      dev.baedal.ops.v1.GetDeadLetterResponse> getGetDeadLetterMethod() {
    io.grpc.MethodDescriptor<dev.baedal.ops.v1.GetDeadLetterRequest, dev.baedal.ops.v1.GetDeadLetterResponse> getGetDeadLetterMethod;
    if ((getGetDeadLetterMethod = DeadLetterServiceGrpc.getGetDeadLetterMethod) == null) {
      synchronized (DeadLetterServiceGrpc.class) {
        if ((getGetDeadLetterMethod = DeadLetterServiceGrpc.getGetDeadLetterMethod) == null) {
          DeadLetterServiceGrpc.getGetDeadLetterMethod = getGetDeadLetterMethod =
              io.grpc.MethodDescriptor.<dev.baedal.ops.v1.GetDeadLetterRequest, dev.baedal.ops.v1.GetDeadLetterResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDeadLetter"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.GetDeadLetterRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.GetDeadLetterResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeadLetterServiceMethodDescriptorSupplier("GetDeadLetter"))
              .build();
        }
      }
    }
    return getGetDeadLetterMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.ops.v1.RedriveDeadLetterRequest,
      dev.baedal.ops.v1.RedriveDeadLetterResponse> getRedriveDeadLetterMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RedriveDeadLetter",
      requestType = dev.baedal.ops.v1.RedriveDeadLetterRequest.class,
      responseType = dev.baedal.ops.v1.RedriveDeadLetterResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.ops.v1.RedriveDeadLetterRequest,
      dev.baedal.ops.v1.RedriveDeadLetterResponse> getRedriveDeadLetterMethod() {
    io.grpc.MethodDescriptor<dev.baedal.ops.v1.RedriveDeadLetterRequest, dev.baedal.ops.v1.RedriveDeadLetterResponse> getRedriveDeadLetterMethod;
    if ((getRedriveDeadLetterMethod = DeadLetterServiceGrpc.getRedriveDeadLetterMethod) == null) {
      synchronized (DeadLetterServiceGrpc.class) {
        if ((getRedriveDeadLetterMethod = DeadLetterServiceGrpc.getRedriveDeadLetterMethod) == null) {
          DeadLetterServiceGrpc.getRedriveDeadLetterMethod = getRedriveDeadLetterMethod =
              io.grpc.MethodDescriptor.<dev.baedal.ops.v1.RedriveDeadLetterRequest, dev.baedal.ops.v1.RedriveDeadLetterResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RedriveDeadLetter"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.RedriveDeadLetterRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.ops.v1.RedriveDeadLetterResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeadLetterServiceMethodDescriptorSupplier("RedriveDeadLetter"))
              .build();
        }
      }
    }
    return getRedriveDeadLetterMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static DeadLetterServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceStub>() {
        @java.lang.Override
        public DeadLetterServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeadLetterServiceStub(channel, callOptions);
        }
      };
    return DeadLetterServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static DeadLetterServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceBlockingV2Stub>() {
        @java.lang.Override
        public DeadLetterServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeadLetterServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return DeadLetterServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static DeadLetterServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceBlockingStub>() {
        @java.lang.Override
        public DeadLetterServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeadLetterServiceBlockingStub(channel, callOptions);
        }
      };
    return DeadLetterServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static DeadLetterServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeadLetterServiceFutureStub>() {
        @java.lang.Override
        public DeadLetterServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeadLetterServiceFutureStub(channel, callOptions);
        }
      };
    return DeadLetterServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists parked events, the longest parked first, without their bodies. One that was worked after all is kept for 30 days, one that was
     * not until it is.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listDeadLetters(dev.baedal.ops.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDeadLettersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one parked event with its body, which may hold personal data, such as an address: operators are trusted with it.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`).
     * </pre>
     */
    default void getDeadLetter(dev.baedal.ops.v1.GetDeadLetterRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.GetDeadLetterResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDeadLetterMethod(), responseObserver);
    }

    /**
     * <pre>
     * Works a parked event once more: the service that parked it hands it to the same consumer, which passes it over if its effect is
     * there already. If it fails again it stays parked, with the new error. The answer waits for that some seconds; then it says that
     * the redrive is pending, and the same call again, or GetDeadLetter, tells what came of it.
     * Who: an operator.
     * Idempotent by `request_id`, for 30 days: the same request works it once. An event that was worked is never worked twice, whoever asks; it is
     * answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`, for
     * another dead letter).
     * </pre>
     */
    default void redriveDeadLetter(dev.baedal.ops.v1.RedriveDeadLetterRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.RedriveDeadLetterResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRedriveDeadLetterMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service DeadLetterService.
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class DeadLetterServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return DeadLetterServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service DeadLetterService.
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeadLetterServiceStub
      extends io.grpc.stub.AbstractAsyncStub<DeadLetterServiceStub> {
    private DeadLetterServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeadLetterServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeadLetterServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists parked events, the longest parked first, without their bodies. One that was worked after all is kept for 30 days, one that was
     * not until it is.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listDeadLetters(dev.baedal.ops.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one parked event with its body, which may hold personal data, such as an address: operators are trusted with it.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`).
     * </pre>
     */
    public void getDeadLetter(dev.baedal.ops.v1.GetDeadLetterRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.GetDeadLetterResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDeadLetterMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Works a parked event once more: the service that parked it hands it to the same consumer, which passes it over if its effect is
     * there already. If it fails again it stays parked, with the new error. The answer waits for that some seconds; then it says that
     * the redrive is pending, and the same call again, or GetDeadLetter, tells what came of it.
     * Who: an operator.
     * Idempotent by `request_id`, for 30 days: the same request works it once. An event that was worked is never worked twice, whoever asks; it is
     * answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`, for
     * another dead letter).
     * </pre>
     */
    public void redriveDeadLetter(dev.baedal.ops.v1.RedriveDeadLetterRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.ops.v1.RedriveDeadLetterResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRedriveDeadLetterMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service DeadLetterService.
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeadLetterServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<DeadLetterServiceBlockingV2Stub> {
    private DeadLetterServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeadLetterServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeadLetterServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists parked events, the longest parked first, without their bodies. One that was worked after all is kept for 30 days, one that was
     * not until it is.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.ops.v1.ListDeadLettersResponse listDeadLetters(dev.baedal.ops.v1.ListDeadLettersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one parked event with its body, which may hold personal data, such as an address: operators are trusted with it.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.ops.v1.GetDeadLetterResponse getDeadLetter(dev.baedal.ops.v1.GetDeadLetterRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDeadLetterMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Works a parked event once more: the service that parked it hands it to the same consumer, which passes it over if its effect is
     * there already. If it fails again it stays parked, with the new error. The answer waits for that some seconds; then it says that
     * the redrive is pending, and the same call again, or GetDeadLetter, tells what came of it.
     * Who: an operator.
     * Idempotent by `request_id`, for 30 days: the same request works it once. An event that was worked is never worked twice, whoever asks; it is
     * answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`, for
     * another dead letter).
     * </pre>
     */
    public dev.baedal.ops.v1.RedriveDeadLetterResponse redriveDeadLetter(dev.baedal.ops.v1.RedriveDeadLetterRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRedriveDeadLetterMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service DeadLetterService.
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeadLetterServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<DeadLetterServiceBlockingStub> {
    private DeadLetterServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeadLetterServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeadLetterServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists parked events, the longest parked first, without their bodies. One that was worked after all is kept for 30 days, one that was
     * not until it is.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.ops.v1.ListDeadLettersResponse listDeadLetters(dev.baedal.ops.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one parked event with its body, which may hold personal data, such as an address: operators are trusted with it.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.ops.v1.GetDeadLetterResponse getDeadLetter(dev.baedal.ops.v1.GetDeadLetterRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDeadLetterMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Works a parked event once more: the service that parked it hands it to the same consumer, which passes it over if its effect is
     * there already. If it fails again it stays parked, with the new error. The answer waits for that some seconds; then it says that
     * the redrive is pending, and the same call again, or GetDeadLetter, tells what came of it.
     * Who: an operator.
     * Idempotent by `request_id`, for 30 days: the same request works it once. An event that was worked is never worked twice, whoever asks; it is
     * answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`, for
     * another dead letter).
     * </pre>
     */
    public dev.baedal.ops.v1.RedriveDeadLetterResponse redriveDeadLetter(dev.baedal.ops.v1.RedriveDeadLetterRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRedriveDeadLetterMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service DeadLetterService.
   * <pre>
   * Events that a service could not work, parked so that they do not block others. Every service that consumes events serves this
   * for its own; at the gateway, the metadata `baedal-service` says whose are meant: `order` (also where it is left out), `payment`,
   * `store`, `delivery`, `notification` or `dashboard`.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeadLetterServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<DeadLetterServiceFutureStub> {
    private DeadLetterServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeadLetterServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeadLetterServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists parked events, the longest parked first, without their bodies. One that was worked after all is kept for 30 days, one that was
     * not until it is.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.ops.v1.ListDeadLettersResponse> listDeadLetters(
        dev.baedal.ops.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one parked event with its body, which may hold personal data, such as an address: operators are trusted with it.
     * Who: an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.ops.v1.GetDeadLetterResponse> getDeadLetter(
        dev.baedal.ops.v1.GetDeadLetterRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDeadLetterMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Works a parked event once more: the service that parked it hands it to the same consumer, which passes it over if its effect is
     * there already. If it fails again it stays parked, with the new error. The answer waits for that some seconds; then it says that
     * the redrive is pending, and the same call again, or GetDeadLetter, tells what came of it.
     * Who: an operator.
     * Idempotent by `request_id`, for 30 days: the same request works it once. An event that was worked is never worked twice, whoever asks; it is
     * answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DEAD_LETTER_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`, for
     * another dead letter).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.ops.v1.RedriveDeadLetterResponse> redriveDeadLetter(
        dev.baedal.ops.v1.RedriveDeadLetterRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRedriveDeadLetterMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_DEAD_LETTERS = 0;
  private static final int METHODID_GET_DEAD_LETTER = 1;
  private static final int METHODID_REDRIVE_DEAD_LETTER = 2;

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
        case METHODID_LIST_DEAD_LETTERS:
          serviceImpl.listDeadLetters((dev.baedal.ops.v1.ListDeadLettersRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.ops.v1.ListDeadLettersResponse>) responseObserver);
          break;
        case METHODID_GET_DEAD_LETTER:
          serviceImpl.getDeadLetter((dev.baedal.ops.v1.GetDeadLetterRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.ops.v1.GetDeadLetterResponse>) responseObserver);
          break;
        case METHODID_REDRIVE_DEAD_LETTER:
          serviceImpl.redriveDeadLetter((dev.baedal.ops.v1.RedriveDeadLetterRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.ops.v1.RedriveDeadLetterResponse>) responseObserver);
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
          getListDeadLettersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.ops.v1.ListDeadLettersRequest,
              dev.baedal.ops.v1.ListDeadLettersResponse>(
                service, METHODID_LIST_DEAD_LETTERS)))
        .addMethod(
          getGetDeadLetterMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.ops.v1.GetDeadLetterRequest,
              dev.baedal.ops.v1.GetDeadLetterResponse>(
                service, METHODID_GET_DEAD_LETTER)))
        .addMethod(
          getRedriveDeadLetterMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.ops.v1.RedriveDeadLetterRequest,
              dev.baedal.ops.v1.RedriveDeadLetterResponse>(
                service, METHODID_REDRIVE_DEAD_LETTER)))
        .build();
  }

  private static abstract class DeadLetterServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    DeadLetterServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.ops.v1.DeadLetterProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("DeadLetterService");
    }
  }

  private static final class DeadLetterServiceFileDescriptorSupplier
      extends DeadLetterServiceBaseDescriptorSupplier {
    DeadLetterServiceFileDescriptorSupplier() {}
  }

  private static final class DeadLetterServiceMethodDescriptorSupplier
      extends DeadLetterServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    DeadLetterServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (DeadLetterServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new DeadLetterServiceFileDescriptorSupplier())
              .addMethod(getListDeadLettersMethod())
              .addMethod(getGetDeadLetterMethod())
              .addMethod(getRedriveDeadLetterMethod())
              .build();
        }
      }
    }
    return result;
  }
}
