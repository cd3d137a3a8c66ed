package dev.baedal.store.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Stores and their menus.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
 * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
 * (`REQUEST_ID_REUSED`). An id that is older names a new call.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class CatalogServiceGrpc {

  private CatalogServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.store.v1.CatalogService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.CreateStoreRequest,
      dev.baedal.store.v1.CreateStoreResponse> getCreateStoreMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateStore",
      requestType = dev.baedal.store.v1.CreateStoreRequest.class,
      responseType = dev.baedal.store.v1.CreateStoreResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.CreateStoreRequest,
      dev.baedal.store.v1.CreateStoreResponse> getCreateStoreMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.CreateStoreRequest, dev.baedal.store.v1.CreateStoreResponse> getCreateStoreMethod;
    if ((getCreateStoreMethod = CatalogServiceGrpc.getCreateStoreMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getCreateStoreMethod = CatalogServiceGrpc.getCreateStoreMethod) == null) {
          CatalogServiceGrpc.getCreateStoreMethod = getCreateStoreMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.CreateStoreRequest, dev.baedal.store.v1.CreateStoreResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateStore"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.CreateStoreRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.CreateStoreResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("CreateStore"))
              .build();
        }
      }
    }
    return getCreateStoreMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.UpdateStoreRequest,
      dev.baedal.store.v1.UpdateStoreResponse> getUpdateStoreMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateStore",
      requestType = dev.baedal.store.v1.UpdateStoreRequest.class,
      responseType = dev.baedal.store.v1.UpdateStoreResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.UpdateStoreRequest,
      dev.baedal.store.v1.UpdateStoreResponse> getUpdateStoreMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.UpdateStoreRequest, dev.baedal.store.v1.UpdateStoreResponse> getUpdateStoreMethod;
    if ((getUpdateStoreMethod = CatalogServiceGrpc.getUpdateStoreMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getUpdateStoreMethod = CatalogServiceGrpc.getUpdateStoreMethod) == null) {
          CatalogServiceGrpc.getUpdateStoreMethod = getUpdateStoreMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.UpdateStoreRequest, dev.baedal.store.v1.UpdateStoreResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateStore"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.UpdateStoreRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.UpdateStoreResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("UpdateStore"))
              .build();
        }
      }
    }
    return getUpdateStoreMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.GetStoreRequest,
      dev.baedal.store.v1.GetStoreResponse> getGetStoreMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetStore",
      requestType = dev.baedal.store.v1.GetStoreRequest.class,
      responseType = dev.baedal.store.v1.GetStoreResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.GetStoreRequest,
      dev.baedal.store.v1.GetStoreResponse> getGetStoreMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.GetStoreRequest, dev.baedal.store.v1.GetStoreResponse> getGetStoreMethod;
    if ((getGetStoreMethod = CatalogServiceGrpc.getGetStoreMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getGetStoreMethod = CatalogServiceGrpc.getGetStoreMethod) == null) {
          CatalogServiceGrpc.getGetStoreMethod = getGetStoreMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.GetStoreRequest, dev.baedal.store.v1.GetStoreResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetStore"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.GetStoreRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.GetStoreResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("GetStore"))
              .build();
        }
      }
    }
    return getGetStoreMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.ListStoresRequest,
      dev.baedal.store.v1.ListStoresResponse> getListStoresMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListStores",
      requestType = dev.baedal.store.v1.ListStoresRequest.class,
      responseType = dev.baedal.store.v1.ListStoresResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.ListStoresRequest,
      dev.baedal.store.v1.ListStoresResponse> getListStoresMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.ListStoresRequest, dev.baedal.store.v1.ListStoresResponse> getListStoresMethod;
    if ((getListStoresMethod = CatalogServiceGrpc.getListStoresMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getListStoresMethod = CatalogServiceGrpc.getListStoresMethod) == null) {
          CatalogServiceGrpc.getListStoresMethod = getListStoresMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.ListStoresRequest, dev.baedal.store.v1.ListStoresResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListStores"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListStoresRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListStoresResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("ListStores"))
              .build();
        }
      }
    }
    return getListStoresMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.PutMenuItemRequest,
      dev.baedal.store.v1.PutMenuItemResponse> getPutMenuItemMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PutMenuItem",
      requestType = dev.baedal.store.v1.PutMenuItemRequest.class,
      responseType = dev.baedal.store.v1.PutMenuItemResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.PutMenuItemRequest,
      dev.baedal.store.v1.PutMenuItemResponse> getPutMenuItemMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.PutMenuItemRequest, dev.baedal.store.v1.PutMenuItemResponse> getPutMenuItemMethod;
    if ((getPutMenuItemMethod = CatalogServiceGrpc.getPutMenuItemMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getPutMenuItemMethod = CatalogServiceGrpc.getPutMenuItemMethod) == null) {
          CatalogServiceGrpc.getPutMenuItemMethod = getPutMenuItemMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.PutMenuItemRequest, dev.baedal.store.v1.PutMenuItemResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PutMenuItem"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.PutMenuItemRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.PutMenuItemResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("PutMenuItem"))
              .build();
        }
      }
    }
    return getPutMenuItemMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.ListMenuItemsRequest,
      dev.baedal.store.v1.ListMenuItemsResponse> getListMenuItemsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListMenuItems",
      requestType = dev.baedal.store.v1.ListMenuItemsRequest.class,
      responseType = dev.baedal.store.v1.ListMenuItemsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.ListMenuItemsRequest,
      dev.baedal.store.v1.ListMenuItemsResponse> getListMenuItemsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.ListMenuItemsRequest, dev.baedal.store.v1.ListMenuItemsResponse> getListMenuItemsMethod;
    if ((getListMenuItemsMethod = CatalogServiceGrpc.getListMenuItemsMethod) == null) {
      synchronized (CatalogServiceGrpc.class) {
        if ((getListMenuItemsMethod = CatalogServiceGrpc.getListMenuItemsMethod) == null) {
          CatalogServiceGrpc.getListMenuItemsMethod = getListMenuItemsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.ListMenuItemsRequest, dev.baedal.store.v1.ListMenuItemsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListMenuItems"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListMenuItemsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListMenuItemsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CatalogServiceMethodDescriptorSupplier("ListMenuItems"))
              .build();
        }
      }
    }
    return getListMenuItemsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static CatalogServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CatalogServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CatalogServiceStub>() {
        @java.lang.Override
        public CatalogServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CatalogServiceStub(channel, callOptions);
        }
      };
    return CatalogServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static CatalogServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CatalogServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CatalogServiceBlockingV2Stub>() {
        @java.lang.Override
        public CatalogServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CatalogServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return CatalogServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static CatalogServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CatalogServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CatalogServiceBlockingStub>() {
        @java.lang.Override
        public CatalogServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CatalogServiceBlockingStub(channel, callOptions);
        }
      };
    return CatalogServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static CatalogServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CatalogServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CatalogServiceFutureStub>() {
        @java.lang.Override
        public CatalogServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CatalogServiceFutureStub(channel, callOptions);
        }
      };
    return CatalogServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Opens a store for the caller.
     * Who: a store owner, who then owns it.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    default void createStore(dev.baedal.store.v1.CreateStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.CreateStoreResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateStoreMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes a store: its name, its address, whether it takes orders. What is unset stays.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store; ALREADY_EXISTS
     * (`REQUEST_ID_REUSED`).
     * </pre>
     */
    default void updateStore(dev.baedal.store.v1.UpdateStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.UpdateStoreResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateStoreMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one store.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    default void getStore(dev.baedal.store.v1.GetStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetStoreResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetStoreMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists stores by name, without regard to case and accents.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listStores(dev.baedal.store.v1.ListStoresRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListStoresResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListStoresMethod(), responseObserver);
    }

    /**
     * <pre>
     * Puts an item on a menu, or replaces one. Orders that were placed keep the name and price they had.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`, also for a price in another currency than the store's); NOT_FOUND
     * (`STORE_NOT_FOUND`, also for someone else's store; `ITEM_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    default void putMenuItem(dev.baedal.store.v1.PutMenuItemRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.PutMenuItemResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPutMenuItemMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists a store's menu by name, without regard to case and accents, sold out items included.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    default void listMenuItems(dev.baedal.store.v1.ListMenuItemsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListMenuItemsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListMenuItemsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service CatalogService.
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public static abstract class CatalogServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return CatalogServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service CatalogService.
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public static final class CatalogServiceStub
      extends io.grpc.stub.AbstractAsyncStub<CatalogServiceStub> {
    private CatalogServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CatalogServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CatalogServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Opens a store for the caller.
     * Who: a store owner, who then owns it.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public void createStore(dev.baedal.store.v1.CreateStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.CreateStoreResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateStoreMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes a store: its name, its address, whether it takes orders. What is unset stays.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store; ALREADY_EXISTS
     * (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public void updateStore(dev.baedal.store.v1.UpdateStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.UpdateStoreResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateStoreMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one store.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public void getStore(dev.baedal.store.v1.GetStoreRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetStoreResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetStoreMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists stores by name, without regard to case and accents.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listStores(dev.baedal.store.v1.ListStoresRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListStoresResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListStoresMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Puts an item on a menu, or replaces one. Orders that were placed keep the name and price they had.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`, also for a price in another currency than the store's); NOT_FOUND
     * (`STORE_NOT_FOUND`, also for someone else's store; `ITEM_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public void putMenuItem(dev.baedal.store.v1.PutMenuItemRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.PutMenuItemResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPutMenuItemMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists a store's menu by name, without regard to case and accents, sold out items included.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public void listMenuItems(dev.baedal.store.v1.ListMenuItemsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListMenuItemsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListMenuItemsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service CatalogService.
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public static final class CatalogServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<CatalogServiceBlockingV2Stub> {
    private CatalogServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CatalogServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CatalogServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Opens a store for the caller.
     * Who: a store owner, who then owns it.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.CreateStoreResponse createStore(dev.baedal.store.v1.CreateStoreRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a store: its name, its address, whether it takes orders. What is unset stays.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store; ALREADY_EXISTS
     * (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.UpdateStoreResponse updateStore(dev.baedal.store.v1.UpdateStoreRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one store.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.store.v1.GetStoreResponse getStore(dev.baedal.store.v1.GetStoreRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists stores by name, without regard to case and accents.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.store.v1.ListStoresResponse listStores(dev.baedal.store.v1.ListStoresRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListStoresMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts an item on a menu, or replaces one. Orders that were placed keep the name and price they had.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`, also for a price in another currency than the store's); NOT_FOUND
     * (`STORE_NOT_FOUND`, also for someone else's store; `ITEM_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.PutMenuItemResponse putMenuItem(dev.baedal.store.v1.PutMenuItemRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPutMenuItemMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a store's menu by name, without regard to case and accents, sold out items included.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.store.v1.ListMenuItemsResponse listMenuItems(dev.baedal.store.v1.ListMenuItemsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListMenuItemsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service CatalogService.
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public static final class CatalogServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<CatalogServiceBlockingStub> {
    private CatalogServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CatalogServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CatalogServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Opens a store for the caller.
     * Who: a store owner, who then owns it.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.CreateStoreResponse createStore(dev.baedal.store.v1.CreateStoreRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes a store: its name, its address, whether it takes orders. What is unset stays.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store; ALREADY_EXISTS
     * (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.UpdateStoreResponse updateStore(dev.baedal.store.v1.UpdateStoreRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one store.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.store.v1.GetStoreResponse getStore(dev.baedal.store.v1.GetStoreRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetStoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists stores by name, without regard to case and accents.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.store.v1.ListStoresResponse listStores(dev.baedal.store.v1.ListStoresRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListStoresMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts an item on a menu, or replaces one. Orders that were placed keep the name and price they had.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`, also for a price in another currency than the store's); NOT_FOUND
     * (`STORE_NOT_FOUND`, also for someone else's store; `ITEM_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public dev.baedal.store.v1.PutMenuItemResponse putMenuItem(dev.baedal.store.v1.PutMenuItemRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPutMenuItemMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a store's menu by name, without regard to case and accents, sold out items included.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.store.v1.ListMenuItemsResponse listMenuItems(dev.baedal.store.v1.ListMenuItemsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListMenuItemsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service CatalogService.
   * <pre>
   * Stores and their menus.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest. Every method that changes something is idempotent by `request_id`, for 90 days where nothing else
   * is configured: the same call again gives the same answer, and the same id with another body is ALREADY_EXISTS
   * (`REQUEST_ID_REUSED`). An id that is older names a new call.
   * </pre>
   */
  public static final class CatalogServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<CatalogServiceFutureStub> {
    private CatalogServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CatalogServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CatalogServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Opens a store for the caller.
     * Who: a store owner, who then owns it.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.CreateStoreResponse> createStore(
        dev.baedal.store.v1.CreateStoreRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateStoreMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes a store: its name, its address, whether it takes orders. What is unset stays.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store; ALREADY_EXISTS
     * (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.UpdateStoreResponse> updateStore(
        dev.baedal.store.v1.UpdateStoreRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateStoreMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one store.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.GetStoreResponse> getStore(
        dev.baedal.store.v1.GetStoreRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetStoreMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists stores by name, without regard to case and accents.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.ListStoresResponse> listStores(
        dev.baedal.store.v1.ListStoresRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListStoresMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Puts an item on a menu, or replaces one. Orders that were placed keep the name and price they had.
     * Who: the store's owner.
     * Idempotent by `request_id`.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`, also for a price in another currency than the store's); NOT_FOUND
     * (`STORE_NOT_FOUND`, also for someone else's store; `ITEM_NOT_FOUND`); ALREADY_EXISTS (`REQUEST_ID_REUSED`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.PutMenuItemResponse> putMenuItem(
        dev.baedal.store.v1.PutMenuItemRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPutMenuItemMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists a store's menu by name, without regard to case and accents, sold out items included.
     * Who: anyone signed in.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.ListMenuItemsResponse> listMenuItems(
        dev.baedal.store.v1.ListMenuItemsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListMenuItemsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_STORE = 0;
  private static final int METHODID_UPDATE_STORE = 1;
  private static final int METHODID_GET_STORE = 2;
  private static final int METHODID_LIST_STORES = 3;
  private static final int METHODID_PUT_MENU_ITEM = 4;
  private static final int METHODID_LIST_MENU_ITEMS = 5;

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
        case METHODID_CREATE_STORE:
          serviceImpl.createStore((dev.baedal.store.v1.CreateStoreRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.CreateStoreResponse>) responseObserver);
          break;
        case METHODID_UPDATE_STORE:
          serviceImpl.updateStore((dev.baedal.store.v1.UpdateStoreRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.UpdateStoreResponse>) responseObserver);
          break;
        case METHODID_GET_STORE:
          serviceImpl.getStore((dev.baedal.store.v1.GetStoreRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetStoreResponse>) responseObserver);
          break;
        case METHODID_LIST_STORES:
          serviceImpl.listStores((dev.baedal.store.v1.ListStoresRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListStoresResponse>) responseObserver);
          break;
        case METHODID_PUT_MENU_ITEM:
          serviceImpl.putMenuItem((dev.baedal.store.v1.PutMenuItemRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.PutMenuItemResponse>) responseObserver);
          break;
        case METHODID_LIST_MENU_ITEMS:
          serviceImpl.listMenuItems((dev.baedal.store.v1.ListMenuItemsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListMenuItemsResponse>) responseObserver);
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
          getCreateStoreMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.CreateStoreRequest,
              dev.baedal.store.v1.CreateStoreResponse>(
                service, METHODID_CREATE_STORE)))
        .addMethod(
          getUpdateStoreMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.UpdateStoreRequest,
              dev.baedal.store.v1.UpdateStoreResponse>(
                service, METHODID_UPDATE_STORE)))
        .addMethod(
          getGetStoreMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.GetStoreRequest,
              dev.baedal.store.v1.GetStoreResponse>(
                service, METHODID_GET_STORE)))
        .addMethod(
          getListStoresMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.ListStoresRequest,
              dev.baedal.store.v1.ListStoresResponse>(
                service, METHODID_LIST_STORES)))
        .addMethod(
          getPutMenuItemMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.PutMenuItemRequest,
              dev.baedal.store.v1.PutMenuItemResponse>(
                service, METHODID_PUT_MENU_ITEM)))
        .addMethod(
          getListMenuItemsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.ListMenuItemsRequest,
              dev.baedal.store.v1.ListMenuItemsResponse>(
                service, METHODID_LIST_MENU_ITEMS)))
        .build();
  }

  private static abstract class CatalogServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    CatalogServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.store.v1.CatalogProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("CatalogService");
    }
  }

  private static final class CatalogServiceFileDescriptorSupplier
      extends CatalogServiceBaseDescriptorSupplier {
    CatalogServiceFileDescriptorSupplier() {}
  }

  private static final class CatalogServiceMethodDescriptorSupplier
      extends CatalogServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    CatalogServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (CatalogServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new CatalogServiceFileDescriptorSupplier())
              .addMethod(getCreateStoreMethod())
              .addMethod(getUpdateStoreMethod())
              .addMethod(getGetStoreMethod())
              .addMethod(getListStoresMethod())
              .addMethod(getPutMenuItemMethod())
              .addMethod(getListMenuItemsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
