package dev.baedal.notification.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What the platform tells customers: one message for each change of their orders.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class NotificationServiceGrpc {

  private NotificationServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.notification.v1.NotificationService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.notification.v1.ListNotificationsRequest,
      dev.baedal.notification.v1.ListNotificationsResponse> getListNotificationsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListNotifications",
      requestType = dev.baedal.notification.v1.ListNotificationsRequest.class,
      responseType = dev.baedal.notification.v1.ListNotificationsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.notification.v1.ListNotificationsRequest,
      dev.baedal.notification.v1.ListNotificationsResponse> getListNotificationsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.notification.v1.ListNotificationsRequest, dev.baedal.notification.v1.ListNotificationsResponse> getListNotificationsMethod;
    if ((getListNotificationsMethod = NotificationServiceGrpc.getListNotificationsMethod) == null) {
      synchronized (NotificationServiceGrpc.class) {
        if ((getListNotificationsMethod = NotificationServiceGrpc.getListNotificationsMethod) == null) {
          NotificationServiceGrpc.getListNotificationsMethod = getListNotificationsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.notification.v1.ListNotificationsRequest, dev.baedal.notification.v1.ListNotificationsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListNotifications"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.ListNotificationsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.ListNotificationsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new NotificationServiceMethodDescriptorSupplier("ListNotifications"))
              .build();
        }
      }
    }
    return getListNotificationsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.notification.v1.GetPreferencesRequest,
      dev.baedal.notification.v1.GetPreferencesResponse> getGetPreferencesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetPreferences",
      requestType = dev.baedal.notification.v1.GetPreferencesRequest.class,
      responseType = dev.baedal.notification.v1.GetPreferencesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.notification.v1.GetPreferencesRequest,
      dev.baedal.notification.v1.GetPreferencesResponse> getGetPreferencesMethod() {
    io.grpc.MethodDescriptor<dev.baedal.notification.v1.GetPreferencesRequest, dev.baedal.notification.v1.GetPreferencesResponse> getGetPreferencesMethod;
    if ((getGetPreferencesMethod = NotificationServiceGrpc.getGetPreferencesMethod) == null) {
      synchronized (NotificationServiceGrpc.class) {
        if ((getGetPreferencesMethod = NotificationServiceGrpc.getGetPreferencesMethod) == null) {
          NotificationServiceGrpc.getGetPreferencesMethod = getGetPreferencesMethod =
              io.grpc.MethodDescriptor.<dev.baedal.notification.v1.GetPreferencesRequest, dev.baedal.notification.v1.GetPreferencesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetPreferences"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.GetPreferencesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.GetPreferencesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new NotificationServiceMethodDescriptorSupplier("GetPreferences"))
              .build();
        }
      }
    }
    return getGetPreferencesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.notification.v1.UpdatePreferencesRequest,
      dev.baedal.notification.v1.UpdatePreferencesResponse> getUpdatePreferencesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdatePreferences",
      requestType = dev.baedal.notification.v1.UpdatePreferencesRequest.class,
      responseType = dev.baedal.notification.v1.UpdatePreferencesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.notification.v1.UpdatePreferencesRequest,
      dev.baedal.notification.v1.UpdatePreferencesResponse> getUpdatePreferencesMethod() {
    io.grpc.MethodDescriptor<dev.baedal.notification.v1.UpdatePreferencesRequest, dev.baedal.notification.v1.UpdatePreferencesResponse> getUpdatePreferencesMethod;
    if ((getUpdatePreferencesMethod = NotificationServiceGrpc.getUpdatePreferencesMethod) == null) {
      synchronized (NotificationServiceGrpc.class) {
        if ((getUpdatePreferencesMethod = NotificationServiceGrpc.getUpdatePreferencesMethod) == null) {
          NotificationServiceGrpc.getUpdatePreferencesMethod = getUpdatePreferencesMethod =
              io.grpc.MethodDescriptor.<dev.baedal.notification.v1.UpdatePreferencesRequest, dev.baedal.notification.v1.UpdatePreferencesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdatePreferences"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.UpdatePreferencesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.notification.v1.UpdatePreferencesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new NotificationServiceMethodDescriptorSupplier("UpdatePreferences"))
              .build();
        }
      }
    }
    return getUpdatePreferencesMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static NotificationServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<NotificationServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<NotificationServiceStub>() {
        @java.lang.Override
        public NotificationServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new NotificationServiceStub(channel, callOptions);
        }
      };
    return NotificationServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static NotificationServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<NotificationServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<NotificationServiceBlockingV2Stub>() {
        @java.lang.Override
        public NotificationServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new NotificationServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return NotificationServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static NotificationServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<NotificationServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<NotificationServiceBlockingStub>() {
        @java.lang.Override
        public NotificationServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new NotificationServiceBlockingStub(channel, callOptions);
        }
      };
    return NotificationServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static NotificationServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<NotificationServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<NotificationServiceFutureStub>() {
        @java.lang.Override
        public NotificationServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new NotificationServiceFutureStub(channel, callOptions);
        }
      };
    return NotificationServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists the caller's notifications, newest first.
     * Who: a customer, for itself.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listNotifications(dev.baedal.notification.v1.ListNotificationsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.ListNotificationsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListNotificationsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads how the caller wants to be told. A customer who never said gets the defaults.
     * Who: a customer, for itself.
     * </pre>
     */
    default void getPreferences(dev.baedal.notification.v1.GetPreferencesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.GetPreferencesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetPreferencesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Replaces how the caller wants to be told, for what happens from now on.
     * Who: a customer, for itself.
     * Idempotent by `request_id`: a late copy of a call does not undo a newer one. The newest calls of each customer are
     * remembered, 16 of them.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`) where `request_id` named other
     * preferences before.
     * </pre>
     */
    default void updatePreferences(dev.baedal.notification.v1.UpdatePreferencesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.UpdatePreferencesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdatePreferencesMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service NotificationService.
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class NotificationServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return NotificationServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service NotificationService.
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class NotificationServiceStub
      extends io.grpc.stub.AbstractAsyncStub<NotificationServiceStub> {
    private NotificationServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected NotificationServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new NotificationServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the caller's notifications, newest first.
     * Who: a customer, for itself.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listNotifications(dev.baedal.notification.v1.ListNotificationsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.ListNotificationsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListNotificationsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads how the caller wants to be told. A customer who never said gets the defaults.
     * Who: a customer, for itself.
     * </pre>
     */
    public void getPreferences(dev.baedal.notification.v1.GetPreferencesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.GetPreferencesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetPreferencesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Replaces how the caller wants to be told, for what happens from now on.
     * Who: a customer, for itself.
     * Idempotent by `request_id`: a late copy of a call does not undo a newer one. The newest calls of each customer are
     * remembered, 16 of them.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`) where `request_id` named other
     * preferences before.
     * </pre>
     */
    public void updatePreferences(dev.baedal.notification.v1.UpdatePreferencesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.notification.v1.UpdatePreferencesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdatePreferencesMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service NotificationService.
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class NotificationServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<NotificationServiceBlockingV2Stub> {
    private NotificationServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected NotificationServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new NotificationServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the caller's notifications, newest first.
     * Who: a customer, for itself.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.notification.v1.ListNotificationsResponse listNotifications(dev.baedal.notification.v1.ListNotificationsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListNotificationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads how the caller wants to be told. A customer who never said gets the defaults.
     * Who: a customer, for itself.
     * </pre>
     */
    public dev.baedal.notification.v1.GetPreferencesResponse getPreferences(dev.baedal.notification.v1.GetPreferencesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetPreferencesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces how the caller wants to be told, for what happens from now on.
     * Who: a customer, for itself.
     * Idempotent by `request_id`: a late copy of a call does not undo a newer one. The newest calls of each customer are
     * remembered, 16 of them.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`) where `request_id` named other
     * preferences before.
     * </pre>
     */
    public dev.baedal.notification.v1.UpdatePreferencesResponse updatePreferences(dev.baedal.notification.v1.UpdatePreferencesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdatePreferencesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service NotificationService.
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class NotificationServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<NotificationServiceBlockingStub> {
    private NotificationServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected NotificationServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new NotificationServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the caller's notifications, newest first.
     * Who: a customer, for itself.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.notification.v1.ListNotificationsResponse listNotifications(dev.baedal.notification.v1.ListNotificationsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListNotificationsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads how the caller wants to be told. A customer who never said gets the defaults.
     * Who: a customer, for itself.
     * </pre>
     */
    public dev.baedal.notification.v1.GetPreferencesResponse getPreferences(dev.baedal.notification.v1.GetPreferencesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetPreferencesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces how the caller wants to be told, for what happens from now on.
     * Who: a customer, for itself.
     * Idempotent by `request_id`: a late copy of a call does not undo a newer one. The newest calls of each customer are
     * remembered, 16 of them.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`) where `request_id` named other
     * preferences before.
     * </pre>
     */
    public dev.baedal.notification.v1.UpdatePreferencesResponse updatePreferences(dev.baedal.notification.v1.UpdatePreferencesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdatePreferencesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service NotificationService.
   * <pre>
   * What the platform tells customers: one message for each change of their orders.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class NotificationServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<NotificationServiceFutureStub> {
    private NotificationServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected NotificationServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new NotificationServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the caller's notifications, newest first.
     * Who: a customer, for itself.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.notification.v1.ListNotificationsResponse> listNotifications(
        dev.baedal.notification.v1.ListNotificationsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListNotificationsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads how the caller wants to be told. A customer who never said gets the defaults.
     * Who: a customer, for itself.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.notification.v1.GetPreferencesResponse> getPreferences(
        dev.baedal.notification.v1.GetPreferencesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetPreferencesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Replaces how the caller wants to be told, for what happens from now on.
     * Who: a customer, for itself.
     * Idempotent by `request_id`: a late copy of a call does not undo a newer one. The newest calls of each customer are
     * remembered, 16 of them.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`) where `request_id` named other
     * preferences before.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.notification.v1.UpdatePreferencesResponse> updatePreferences(
        dev.baedal.notification.v1.UpdatePreferencesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdatePreferencesMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_NOTIFICATIONS = 0;
  private static final int METHODID_GET_PREFERENCES = 1;
  private static final int METHODID_UPDATE_PREFERENCES = 2;

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
        case METHODID_LIST_NOTIFICATIONS:
          serviceImpl.listNotifications((dev.baedal.notification.v1.ListNotificationsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.notification.v1.ListNotificationsResponse>) responseObserver);
          break;
        case METHODID_GET_PREFERENCES:
          serviceImpl.getPreferences((dev.baedal.notification.v1.GetPreferencesRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.notification.v1.GetPreferencesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_PREFERENCES:
          serviceImpl.updatePreferences((dev.baedal.notification.v1.UpdatePreferencesRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.notification.v1.UpdatePreferencesResponse>) responseObserver);
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
          getListNotificationsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.notification.v1.ListNotificationsRequest,
              dev.baedal.notification.v1.ListNotificationsResponse>(
                service, METHODID_LIST_NOTIFICATIONS)))
        .addMethod(
          getGetPreferencesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.notification.v1.GetPreferencesRequest,
              dev.baedal.notification.v1.GetPreferencesResponse>(
                service, METHODID_GET_PREFERENCES)))
        .addMethod(
          getUpdatePreferencesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.notification.v1.UpdatePreferencesRequest,
              dev.baedal.notification.v1.UpdatePreferencesResponse>(
                service, METHODID_UPDATE_PREFERENCES)))
        .build();
  }

  private static abstract class NotificationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    NotificationServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.notification.v1.NotificationProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("NotificationService");
    }
  }

  private static final class NotificationServiceFileDescriptorSupplier
      extends NotificationServiceBaseDescriptorSupplier {
    NotificationServiceFileDescriptorSupplier() {}
  }

  private static final class NotificationServiceMethodDescriptorSupplier
      extends NotificationServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    NotificationServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (NotificationServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new NotificationServiceFileDescriptorSupplier())
              .addMethod(getListNotificationsMethod())
              .addMethod(getGetPreferencesMethod())
              .addMethod(getUpdatePreferencesMethod())
              .build();
        }
      }
    }
    return result;
  }
}
