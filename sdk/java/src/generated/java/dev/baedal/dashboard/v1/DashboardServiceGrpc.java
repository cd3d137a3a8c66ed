package dev.baedal.dashboard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
 * says how old its answer is.
 * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class DashboardServiceGrpc {

  private DashboardServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.dashboard.v1.DashboardService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetOrderViewRequest,
      dev.baedal.dashboard.v1.GetOrderViewResponse> getGetOrderViewMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetOrderView",
      requestType = dev.baedal.dashboard.v1.GetOrderViewRequest.class,
      responseType = dev.baedal.dashboard.v1.GetOrderViewResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetOrderViewRequest,
      dev.baedal.dashboard.v1.GetOrderViewResponse> getGetOrderViewMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetOrderViewRequest, dev.baedal.dashboard.v1.GetOrderViewResponse> getGetOrderViewMethod;
    if ((getGetOrderViewMethod = DashboardServiceGrpc.getGetOrderViewMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getGetOrderViewMethod = DashboardServiceGrpc.getGetOrderViewMethod) == null) {
          DashboardServiceGrpc.getGetOrderViewMethod = getGetOrderViewMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.GetOrderViewRequest, dev.baedal.dashboard.v1.GetOrderViewResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetOrderView"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.GetOrderViewRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.GetOrderViewResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("GetOrderView"))
              .build();
        }
      }
    }
    return getGetOrderViewMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListOrderViewsRequest,
      dev.baedal.dashboard.v1.ListOrderViewsResponse> getListOrderViewsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListOrderViews",
      requestType = dev.baedal.dashboard.v1.ListOrderViewsRequest.class,
      responseType = dev.baedal.dashboard.v1.ListOrderViewsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListOrderViewsRequest,
      dev.baedal.dashboard.v1.ListOrderViewsResponse> getListOrderViewsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListOrderViewsRequest, dev.baedal.dashboard.v1.ListOrderViewsResponse> getListOrderViewsMethod;
    if ((getListOrderViewsMethod = DashboardServiceGrpc.getListOrderViewsMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getListOrderViewsMethod = DashboardServiceGrpc.getListOrderViewsMethod) == null) {
          DashboardServiceGrpc.getListOrderViewsMethod = getListOrderViewsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.ListOrderViewsRequest, dev.baedal.dashboard.v1.ListOrderViewsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListOrderViews"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListOrderViewsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListOrderViewsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("ListOrderViews"))
              .build();
        }
      }
    }
    return getListOrderViewsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.WatchOrderViewsRequest,
      dev.baedal.dashboard.v1.WatchOrderViewsResponse> getWatchOrderViewsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchOrderViews",
      requestType = dev.baedal.dashboard.v1.WatchOrderViewsRequest.class,
      responseType = dev.baedal.dashboard.v1.WatchOrderViewsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.WatchOrderViewsRequest,
      dev.baedal.dashboard.v1.WatchOrderViewsResponse> getWatchOrderViewsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.WatchOrderViewsRequest, dev.baedal.dashboard.v1.WatchOrderViewsResponse> getWatchOrderViewsMethod;
    if ((getWatchOrderViewsMethod = DashboardServiceGrpc.getWatchOrderViewsMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getWatchOrderViewsMethod = DashboardServiceGrpc.getWatchOrderViewsMethod) == null) {
          DashboardServiceGrpc.getWatchOrderViewsMethod = getWatchOrderViewsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.WatchOrderViewsRequest, dev.baedal.dashboard.v1.WatchOrderViewsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchOrderViews"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.WatchOrderViewsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.WatchOrderViewsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("WatchOrderViews"))
              .build();
        }
      }
    }
    return getWatchOrderViewsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListItemSalesRequest,
      dev.baedal.dashboard.v1.ListItemSalesResponse> getListItemSalesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListItemSales",
      requestType = dev.baedal.dashboard.v1.ListItemSalesRequest.class,
      responseType = dev.baedal.dashboard.v1.ListItemSalesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListItemSalesRequest,
      dev.baedal.dashboard.v1.ListItemSalesResponse> getListItemSalesMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListItemSalesRequest, dev.baedal.dashboard.v1.ListItemSalesResponse> getListItemSalesMethod;
    if ((getListItemSalesMethod = DashboardServiceGrpc.getListItemSalesMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getListItemSalesMethod = DashboardServiceGrpc.getListItemSalesMethod) == null) {
          DashboardServiceGrpc.getListItemSalesMethod = getListItemSalesMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.ListItemSalesRequest, dev.baedal.dashboard.v1.ListItemSalesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListItemSales"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListItemSalesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListItemSalesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("ListItemSales"))
              .build();
        }
      }
    }
    return getListItemSalesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListRiderStatsRequest,
      dev.baedal.dashboard.v1.ListRiderStatsResponse> getListRiderStatsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRiderStats",
      requestType = dev.baedal.dashboard.v1.ListRiderStatsRequest.class,
      responseType = dev.baedal.dashboard.v1.ListRiderStatsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListRiderStatsRequest,
      dev.baedal.dashboard.v1.ListRiderStatsResponse> getListRiderStatsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.ListRiderStatsRequest, dev.baedal.dashboard.v1.ListRiderStatsResponse> getListRiderStatsMethod;
    if ((getListRiderStatsMethod = DashboardServiceGrpc.getListRiderStatsMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getListRiderStatsMethod = DashboardServiceGrpc.getListRiderStatsMethod) == null) {
          DashboardServiceGrpc.getListRiderStatsMethod = getListRiderStatsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.ListRiderStatsRequest, dev.baedal.dashboard.v1.ListRiderStatsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRiderStats"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListRiderStatsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.ListRiderStatsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("ListRiderStats"))
              .build();
        }
      }
    }
    return getListRiderStatsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetProjectionStatusRequest,
      dev.baedal.dashboard.v1.GetProjectionStatusResponse> getGetProjectionStatusMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetProjectionStatus",
      requestType = dev.baedal.dashboard.v1.GetProjectionStatusRequest.class,
      responseType = dev.baedal.dashboard.v1.GetProjectionStatusResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetProjectionStatusRequest,
      dev.baedal.dashboard.v1.GetProjectionStatusResponse> getGetProjectionStatusMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.GetProjectionStatusRequest, dev.baedal.dashboard.v1.GetProjectionStatusResponse> getGetProjectionStatusMethod;
    if ((getGetProjectionStatusMethod = DashboardServiceGrpc.getGetProjectionStatusMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getGetProjectionStatusMethod = DashboardServiceGrpc.getGetProjectionStatusMethod) == null) {
          DashboardServiceGrpc.getGetProjectionStatusMethod = getGetProjectionStatusMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.GetProjectionStatusRequest, dev.baedal.dashboard.v1.GetProjectionStatusResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetProjectionStatus"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.GetProjectionStatusRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.GetProjectionStatusResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("GetProjectionStatus"))
              .build();
        }
      }
    }
    return getGetProjectionStatusMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.RebuildViewsRequest,
      dev.baedal.dashboard.v1.RebuildViewsResponse> getRebuildViewsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RebuildViews",
      requestType = dev.baedal.dashboard.v1.RebuildViewsRequest.class,
      responseType = dev.baedal.dashboard.v1.RebuildViewsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.RebuildViewsRequest,
      dev.baedal.dashboard.v1.RebuildViewsResponse> getRebuildViewsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.dashboard.v1.RebuildViewsRequest, dev.baedal.dashboard.v1.RebuildViewsResponse> getRebuildViewsMethod;
    if ((getRebuildViewsMethod = DashboardServiceGrpc.getRebuildViewsMethod) == null) {
      synchronized (DashboardServiceGrpc.class) {
        if ((getRebuildViewsMethod = DashboardServiceGrpc.getRebuildViewsMethod) == null) {
          DashboardServiceGrpc.getRebuildViewsMethod = getRebuildViewsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.dashboard.v1.RebuildViewsRequest, dev.baedal.dashboard.v1.RebuildViewsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RebuildViews"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.RebuildViewsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.dashboard.v1.RebuildViewsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DashboardServiceMethodDescriptorSupplier("RebuildViews"))
              .build();
        }
      }
    }
    return getRebuildViewsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static DashboardServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DashboardServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DashboardServiceStub>() {
        @java.lang.Override
        public DashboardServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DashboardServiceStub(channel, callOptions);
        }
      };
    return DashboardServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static DashboardServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DashboardServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DashboardServiceBlockingV2Stub>() {
        @java.lang.Override
        public DashboardServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DashboardServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return DashboardServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static DashboardServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DashboardServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DashboardServiceBlockingStub>() {
        @java.lang.Override
        public DashboardServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DashboardServiceBlockingStub(channel, callOptions);
        }
      };
    return DashboardServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static DashboardServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DashboardServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DashboardServiceFutureStub>() {
        @java.lang.Override
        public DashboardServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DashboardServiceFutureStub(channel, callOptions);
        }
      };
    return DashboardServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Reads the row of one order.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order and for one whose
     * first event has not arrived.
     * </pre>
     */
    default void getOrderView(dev.baedal.dashboard.v1.GetOrderViewRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetOrderViewResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetOrderViewMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the rows of the caller's orders, newest order first.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listOrderViews(dev.baedal.dashboard.v1.ListOrderViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListOrderViewsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListOrderViewsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends each changed row, in the order of `version`, until the caller goes away, and a heartbeat every few seconds. A caller
     * that comes back with the last version it has seen, in a row or a heartbeat, misses no row's latest state; states in
     * between may be skipped.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`WATCH_ENDED`, with google.rpc.RetryInfo) when the server stops
     * or the watch has lasted long enough for the token to be checked again: call again with the last version seen;
     * RESOURCE_EXHAUSTED (`TOO_MANY_WATCHES` when the caller watches eight times already, `TOO_MANY_WATCHERS` when the server
     * has as many callers as it can tell; both with google.rpc.RetryInfo).
     * </pre>
     */
    default void watchOrderViews(dev.baedal.dashboard.v1.WatchOrderViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.WatchOrderViewsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchOrderViewsMethod(), responseObserver);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first; an item counts once it is cooked.
     * Who: the store's owner, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    default void listItemSales(dev.baedal.dashboard.v1.ListItemSalesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListItemSalesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListItemSalesMethod(), responseObserver);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listRiderStats(dev.baedal.dashboard.v1.ListRiderStatsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListRiderStatsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRiderStatsMethod(), responseObserver);
    }

    /**
     * <pre>
     * How far the read model is behind the events.
     * Who: an operator.
     * </pre>
     */
    default void getProjectionStatus(dev.baedal.dashboard.v1.GetProjectionStatusRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetProjectionStatusResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetProjectionStatusMethod(), responseObserver);
    }

    /**
     * <pre>
     * Builds the read model anew from the stream, beside the one that answers, and puts it in its place once it has caught up.
     * Rows that do not come out different keep their version; the others get new ones, so that watchers hear of them. What the
     * stream does not tell any more, because it has lost its beginning, is carried over as it was; where a service still has the
     * events in its outbox, `republish` sends them again before.
     * Who: an operator.
     * Idempotent by `request_id`; while a rebuild runs, the call answers its status and starts no other.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void rebuildViews(dev.baedal.dashboard.v1.RebuildViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.RebuildViewsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRebuildViewsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service DashboardService.
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class DashboardServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return DashboardServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service DashboardService.
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DashboardServiceStub
      extends io.grpc.stub.AbstractAsyncStub<DashboardServiceStub> {
    private DashboardServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DashboardServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DashboardServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads the row of one order.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order and for one whose
     * first event has not arrived.
     * </pre>
     */
    public void getOrderView(dev.baedal.dashboard.v1.GetOrderViewRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetOrderViewResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetOrderViewMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the rows of the caller's orders, newest order first.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listOrderViews(dev.baedal.dashboard.v1.ListOrderViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListOrderViewsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListOrderViewsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends each changed row, in the order of `version`, until the caller goes away, and a heartbeat every few seconds. A caller
     * that comes back with the last version it has seen, in a row or a heartbeat, misses no row's latest state; states in
     * between may be skipped.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`WATCH_ENDED`, with google.rpc.RetryInfo) when the server stops
     * or the watch has lasted long enough for the token to be checked again: call again with the last version seen;
     * RESOURCE_EXHAUSTED (`TOO_MANY_WATCHES` when the caller watches eight times already, `TOO_MANY_WATCHERS` when the server
     * has as many callers as it can tell; both with google.rpc.RetryInfo).
     * </pre>
     */
    public void watchOrderViews(dev.baedal.dashboard.v1.WatchOrderViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.WatchOrderViewsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchOrderViewsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first; an item counts once it is cooked.
     * Who: the store's owner, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public void listItemSales(dev.baedal.dashboard.v1.ListItemSalesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListItemSalesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListItemSalesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listRiderStats(dev.baedal.dashboard.v1.ListRiderStatsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListRiderStatsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRiderStatsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How far the read model is behind the events.
     * Who: an operator.
     * </pre>
     */
    public void getProjectionStatus(dev.baedal.dashboard.v1.GetProjectionStatusRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetProjectionStatusResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetProjectionStatusMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Builds the read model anew from the stream, beside the one that answers, and puts it in its place once it has caught up.
     * Rows that do not come out different keep their version; the others get new ones, so that watchers hear of them. What the
     * stream does not tell any more, because it has lost its beginning, is carried over as it was; where a service still has the
     * events in its outbox, `republish` sends them again before.
     * Who: an operator.
     * Idempotent by `request_id`; while a rebuild runs, the call answers its status and starts no other.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void rebuildViews(dev.baedal.dashboard.v1.RebuildViewsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.RebuildViewsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRebuildViewsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service DashboardService.
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DashboardServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<DashboardServiceBlockingV2Stub> {
    private DashboardServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DashboardServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DashboardServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads the row of one order.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order and for one whose
     * first event has not arrived.
     * </pre>
     */
    public dev.baedal.dashboard.v1.GetOrderViewResponse getOrderView(dev.baedal.dashboard.v1.GetOrderViewRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetOrderViewMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the rows of the caller's orders, newest order first.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListOrderViewsResponse listOrderViews(dev.baedal.dashboard.v1.ListOrderViewsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListOrderViewsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends each changed row, in the order of `version`, until the caller goes away, and a heartbeat every few seconds. A caller
     * that comes back with the last version it has seen, in a row or a heartbeat, misses no row's latest state; states in
     * between may be skipped.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`WATCH_ENDED`, with google.rpc.RetryInfo) when the server stops
     * or the watch has lasted long enough for the token to be checked again: call again with the last version seen;
     * RESOURCE_EXHAUSTED (`TOO_MANY_WATCHES` when the caller watches eight times already, `TOO_MANY_WATCHERS` when the server
     * has as many callers as it can tell; both with google.rpc.RetryInfo).
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.baedal.dashboard.v1.WatchOrderViewsResponse>
        watchOrderViews(dev.baedal.dashboard.v1.WatchOrderViewsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchOrderViewsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first; an item counts once it is cooked.
     * Who: the store's owner, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListItemSalesResponse listItemSales(dev.baedal.dashboard.v1.ListItemSalesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListItemSalesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListRiderStatsResponse listRiderStats(dev.baedal.dashboard.v1.ListRiderStatsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRiderStatsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far the read model is behind the events.
     * Who: an operator.
     * </pre>
     */
    public dev.baedal.dashboard.v1.GetProjectionStatusResponse getProjectionStatus(dev.baedal.dashboard.v1.GetProjectionStatusRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetProjectionStatusMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Builds the read model anew from the stream, beside the one that answers, and puts it in its place once it has caught up.
     * Rows that do not come out different keep their version; the others get new ones, so that watchers hear of them. What the
     * stream does not tell any more, because it has lost its beginning, is carried over as it was; where a service still has the
     * events in its outbox, `republish` sends them again before.
     * Who: an operator.
     * Idempotent by `request_id`; while a rebuild runs, the call answers its status and starts no other.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.RebuildViewsResponse rebuildViews(dev.baedal.dashboard.v1.RebuildViewsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRebuildViewsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service DashboardService.
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DashboardServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<DashboardServiceBlockingStub> {
    private DashboardServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DashboardServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DashboardServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads the row of one order.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order and for one whose
     * first event has not arrived.
     * </pre>
     */
    public dev.baedal.dashboard.v1.GetOrderViewResponse getOrderView(dev.baedal.dashboard.v1.GetOrderViewRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetOrderViewMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the rows of the caller's orders, newest order first.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListOrderViewsResponse listOrderViews(dev.baedal.dashboard.v1.ListOrderViewsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListOrderViewsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends each changed row, in the order of `version`, until the caller goes away, and a heartbeat every few seconds. A caller
     * that comes back with the last version it has seen, in a row or a heartbeat, misses no row's latest state; states in
     * between may be skipped.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); UNAVAILABLE (`WATCH_ENDED`, with google.rpc.RetryInfo) when the server stops
     * or the watch has lasted long enough for the token to be checked again: call again with the last version seen;
     * RESOURCE_EXHAUSTED (`TOO_MANY_WATCHES` when the caller watches eight times already, `TOO_MANY_WATCHERS` when the server
     * has as many callers as it can tell; both with google.rpc.RetryInfo).
     * </pre>
     */
    public java.util.Iterator<dev.baedal.dashboard.v1.WatchOrderViewsResponse> watchOrderViews(
        dev.baedal.dashboard.v1.WatchOrderViewsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchOrderViewsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first; an item counts once it is cooked.
     * Who: the store's owner, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListItemSalesResponse listItemSales(dev.baedal.dashboard.v1.ListItemSalesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListItemSalesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.ListRiderStatsResponse listRiderStats(dev.baedal.dashboard.v1.ListRiderStatsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRiderStatsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far the read model is behind the events.
     * Who: an operator.
     * </pre>
     */
    public dev.baedal.dashboard.v1.GetProjectionStatusResponse getProjectionStatus(dev.baedal.dashboard.v1.GetProjectionStatusRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetProjectionStatusMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Builds the read model anew from the stream, beside the one that answers, and puts it in its place once it has caught up.
     * Rows that do not come out different keep their version; the others get new ones, so that watchers hear of them. What the
     * stream does not tell any more, because it has lost its beginning, is carried over as it was; where a service still has the
     * events in its outbox, `republish` sends them again before.
     * Who: an operator.
     * Idempotent by `request_id`; while a rebuild runs, the call answers its status and starts no other.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.dashboard.v1.RebuildViewsResponse rebuildViews(dev.baedal.dashboard.v1.RebuildViewsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRebuildViewsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service DashboardService.
   * <pre>
   * The read model: one row for each order, put together from the events of all services. It answers whatever else is down, and
   * says how old its answer is.
   * A customer sees its own orders, a store owner those of its stores, a rider those it carries, an operator all.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DashboardServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<DashboardServiceFutureStub> {
    private DashboardServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DashboardServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DashboardServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Reads the row of one order.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`ORDER_NOT_FOUND`), also for someone else's order and for one whose
     * first event has not arrived.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.GetOrderViewResponse> getOrderView(
        dev.baedal.dashboard.v1.GetOrderViewRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetOrderViewMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the rows of the caller's orders, newest order first.
     * Who: anyone signed in, for its own orders.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.ListOrderViewsResponse> listOrderViews(
        dev.baedal.dashboard.v1.ListOrderViewsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListOrderViewsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first; an item counts once it is cooked.
     * Who: the store's owner, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.ListItemSalesResponse> listItemSales(
        dev.baedal.dashboard.v1.ListItemSalesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListItemSalesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.ListRiderStatsResponse> listRiderStats(
        dev.baedal.dashboard.v1.ListRiderStatsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRiderStatsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How far the read model is behind the events.
     * Who: an operator.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.GetProjectionStatusResponse> getProjectionStatus(
        dev.baedal.dashboard.v1.GetProjectionStatusRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetProjectionStatusMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Builds the read model anew from the stream, beside the one that answers, and puts it in its place once it has caught up.
     * Rows that do not come out different keep their version; the others get new ones, so that watchers hear of them. What the
     * stream does not tell any more, because it has lost its beginning, is carried over as it was; where a service still has the
     * events in its outbox, `republish` sends them again before.
     * Who: an operator.
     * Idempotent by `request_id`; while a rebuild runs, the call answers its status and starts no other.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.dashboard.v1.RebuildViewsResponse> rebuildViews(
        dev.baedal.dashboard.v1.RebuildViewsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRebuildViewsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_ORDER_VIEW = 0;
  private static final int METHODID_LIST_ORDER_VIEWS = 1;
  private static final int METHODID_WATCH_ORDER_VIEWS = 2;
  private static final int METHODID_LIST_ITEM_SALES = 3;
  private static final int METHODID_LIST_RIDER_STATS = 4;
  private static final int METHODID_GET_PROJECTION_STATUS = 5;
  private static final int METHODID_REBUILD_VIEWS = 6;

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
        case METHODID_GET_ORDER_VIEW:
          serviceImpl.getOrderView((dev.baedal.dashboard.v1.GetOrderViewRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetOrderViewResponse>) responseObserver);
          break;
        case METHODID_LIST_ORDER_VIEWS:
          serviceImpl.listOrderViews((dev.baedal.dashboard.v1.ListOrderViewsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListOrderViewsResponse>) responseObserver);
          break;
        case METHODID_WATCH_ORDER_VIEWS:
          serviceImpl.watchOrderViews((dev.baedal.dashboard.v1.WatchOrderViewsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.WatchOrderViewsResponse>) responseObserver);
          break;
        case METHODID_LIST_ITEM_SALES:
          serviceImpl.listItemSales((dev.baedal.dashboard.v1.ListItemSalesRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListItemSalesResponse>) responseObserver);
          break;
        case METHODID_LIST_RIDER_STATS:
          serviceImpl.listRiderStats((dev.baedal.dashboard.v1.ListRiderStatsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.ListRiderStatsResponse>) responseObserver);
          break;
        case METHODID_GET_PROJECTION_STATUS:
          serviceImpl.getProjectionStatus((dev.baedal.dashboard.v1.GetProjectionStatusRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.GetProjectionStatusResponse>) responseObserver);
          break;
        case METHODID_REBUILD_VIEWS:
          serviceImpl.rebuildViews((dev.baedal.dashboard.v1.RebuildViewsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.dashboard.v1.RebuildViewsResponse>) responseObserver);
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
          getGetOrderViewMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.GetOrderViewRequest,
              dev.baedal.dashboard.v1.GetOrderViewResponse>(
                service, METHODID_GET_ORDER_VIEW)))
        .addMethod(
          getListOrderViewsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.ListOrderViewsRequest,
              dev.baedal.dashboard.v1.ListOrderViewsResponse>(
                service, METHODID_LIST_ORDER_VIEWS)))
        .addMethod(
          getWatchOrderViewsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.WatchOrderViewsRequest,
              dev.baedal.dashboard.v1.WatchOrderViewsResponse>(
                service, METHODID_WATCH_ORDER_VIEWS)))
        .addMethod(
          getListItemSalesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.ListItemSalesRequest,
              dev.baedal.dashboard.v1.ListItemSalesResponse>(
                service, METHODID_LIST_ITEM_SALES)))
        .addMethod(
          getListRiderStatsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.ListRiderStatsRequest,
              dev.baedal.dashboard.v1.ListRiderStatsResponse>(
                service, METHODID_LIST_RIDER_STATS)))
        .addMethod(
          getGetProjectionStatusMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.GetProjectionStatusRequest,
              dev.baedal.dashboard.v1.GetProjectionStatusResponse>(
                service, METHODID_GET_PROJECTION_STATUS)))
        .addMethod(
          getRebuildViewsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.dashboard.v1.RebuildViewsRequest,
              dev.baedal.dashboard.v1.RebuildViewsResponse>(
                service, METHODID_REBUILD_VIEWS)))
        .build();
  }

  private static abstract class DashboardServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    DashboardServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.dashboard.v1.DashboardProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("DashboardService");
    }
  }

  private static final class DashboardServiceFileDescriptorSupplier
      extends DashboardServiceBaseDescriptorSupplier {
    DashboardServiceFileDescriptorSupplier() {}
  }

  private static final class DashboardServiceMethodDescriptorSupplier
      extends DashboardServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    DashboardServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (DashboardServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new DashboardServiceFileDescriptorSupplier())
              .addMethod(getGetOrderViewMethod())
              .addMethod(getListOrderViewsMethod())
              .addMethod(getWatchOrderViewsMethod())
              .addMethod(getListItemSalesMethod())
              .addMethod(getListRiderStatsMethod())
              .addMethod(getGetProjectionStatusMethod())
              .addMethod(getRebuildViewsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
