package dev.baedal.delivery.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
 * order.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class DeliveryServiceGrpc {

  private DeliveryServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.delivery.v1.DeliveryService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListAvailableDeliveriesRequest,
      dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> getListAvailableDeliveriesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListAvailableDeliveries",
      requestType = dev.baedal.delivery.v1.ListAvailableDeliveriesRequest.class,
      responseType = dev.baedal.delivery.v1.ListAvailableDeliveriesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListAvailableDeliveriesRequest,
      dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> getListAvailableDeliveriesMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListAvailableDeliveriesRequest, dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> getListAvailableDeliveriesMethod;
    if ((getListAvailableDeliveriesMethod = DeliveryServiceGrpc.getListAvailableDeliveriesMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getListAvailableDeliveriesMethod = DeliveryServiceGrpc.getListAvailableDeliveriesMethod) == null) {
          DeliveryServiceGrpc.getListAvailableDeliveriesMethod = getListAvailableDeliveriesMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.ListAvailableDeliveriesRequest, dev.baedal.delivery.v1.ListAvailableDeliveriesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListAvailableDeliveries"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ListAvailableDeliveriesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ListAvailableDeliveriesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("ListAvailableDeliveries"))
              .build();
        }
      }
    }
    return getListAvailableDeliveriesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ClaimDeliveryRequest,
      dev.baedal.delivery.v1.ClaimDeliveryResponse> getClaimDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ClaimDelivery",
      requestType = dev.baedal.delivery.v1.ClaimDeliveryRequest.class,
      responseType = dev.baedal.delivery.v1.ClaimDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ClaimDeliveryRequest,
      dev.baedal.delivery.v1.ClaimDeliveryResponse> getClaimDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ClaimDeliveryRequest, dev.baedal.delivery.v1.ClaimDeliveryResponse> getClaimDeliveryMethod;
    if ((getClaimDeliveryMethod = DeliveryServiceGrpc.getClaimDeliveryMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getClaimDeliveryMethod = DeliveryServiceGrpc.getClaimDeliveryMethod) == null) {
          DeliveryServiceGrpc.getClaimDeliveryMethod = getClaimDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.ClaimDeliveryRequest, dev.baedal.delivery.v1.ClaimDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ClaimDelivery"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ClaimDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ClaimDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("ClaimDelivery"))
              .build();
        }
      }
    }
    return getClaimDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ReleaseDeliveryRequest,
      dev.baedal.delivery.v1.ReleaseDeliveryResponse> getReleaseDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReleaseDelivery",
      requestType = dev.baedal.delivery.v1.ReleaseDeliveryRequest.class,
      responseType = dev.baedal.delivery.v1.ReleaseDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ReleaseDeliveryRequest,
      dev.baedal.delivery.v1.ReleaseDeliveryResponse> getReleaseDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ReleaseDeliveryRequest, dev.baedal.delivery.v1.ReleaseDeliveryResponse> getReleaseDeliveryMethod;
    if ((getReleaseDeliveryMethod = DeliveryServiceGrpc.getReleaseDeliveryMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getReleaseDeliveryMethod = DeliveryServiceGrpc.getReleaseDeliveryMethod) == null) {
          DeliveryServiceGrpc.getReleaseDeliveryMethod = getReleaseDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.ReleaseDeliveryRequest, dev.baedal.delivery.v1.ReleaseDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReleaseDelivery"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ReleaseDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ReleaseDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("ReleaseDelivery"))
              .build();
        }
      }
    }
    return getReleaseDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.PickUpDeliveryRequest,
      dev.baedal.delivery.v1.PickUpDeliveryResponse> getPickUpDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PickUpDelivery",
      requestType = dev.baedal.delivery.v1.PickUpDeliveryRequest.class,
      responseType = dev.baedal.delivery.v1.PickUpDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.PickUpDeliveryRequest,
      dev.baedal.delivery.v1.PickUpDeliveryResponse> getPickUpDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.PickUpDeliveryRequest, dev.baedal.delivery.v1.PickUpDeliveryResponse> getPickUpDeliveryMethod;
    if ((getPickUpDeliveryMethod = DeliveryServiceGrpc.getPickUpDeliveryMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getPickUpDeliveryMethod = DeliveryServiceGrpc.getPickUpDeliveryMethod) == null) {
          DeliveryServiceGrpc.getPickUpDeliveryMethod = getPickUpDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.PickUpDeliveryRequest, dev.baedal.delivery.v1.PickUpDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PickUpDelivery"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.PickUpDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.PickUpDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("PickUpDelivery"))
              .build();
        }
      }
    }
    return getPickUpDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.CompleteDeliveryRequest,
      dev.baedal.delivery.v1.CompleteDeliveryResponse> getCompleteDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CompleteDelivery",
      requestType = dev.baedal.delivery.v1.CompleteDeliveryRequest.class,
      responseType = dev.baedal.delivery.v1.CompleteDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.CompleteDeliveryRequest,
      dev.baedal.delivery.v1.CompleteDeliveryResponse> getCompleteDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.CompleteDeliveryRequest, dev.baedal.delivery.v1.CompleteDeliveryResponse> getCompleteDeliveryMethod;
    if ((getCompleteDeliveryMethod = DeliveryServiceGrpc.getCompleteDeliveryMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getCompleteDeliveryMethod = DeliveryServiceGrpc.getCompleteDeliveryMethod) == null) {
          DeliveryServiceGrpc.getCompleteDeliveryMethod = getCompleteDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.CompleteDeliveryRequest, dev.baedal.delivery.v1.CompleteDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CompleteDelivery"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.CompleteDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.CompleteDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("CompleteDelivery"))
              .build();
        }
      }
    }
    return getCompleteDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.GetDeliveryRequest,
      dev.baedal.delivery.v1.GetDeliveryResponse> getGetDeliveryMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDelivery",
      requestType = dev.baedal.delivery.v1.GetDeliveryRequest.class,
      responseType = dev.baedal.delivery.v1.GetDeliveryResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.GetDeliveryRequest,
      dev.baedal.delivery.v1.GetDeliveryResponse> getGetDeliveryMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.GetDeliveryRequest, dev.baedal.delivery.v1.GetDeliveryResponse> getGetDeliveryMethod;
    if ((getGetDeliveryMethod = DeliveryServiceGrpc.getGetDeliveryMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getGetDeliveryMethod = DeliveryServiceGrpc.getGetDeliveryMethod) == null) {
          DeliveryServiceGrpc.getGetDeliveryMethod = getGetDeliveryMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.GetDeliveryRequest, dev.baedal.delivery.v1.GetDeliveryResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDelivery"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.GetDeliveryRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.GetDeliveryResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("GetDelivery"))
              .build();
        }
      }
    }
    return getGetDeliveryMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListRiderStatsRequest,
      dev.baedal.delivery.v1.ListRiderStatsResponse> getListRiderStatsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRiderStats",
      requestType = dev.baedal.delivery.v1.ListRiderStatsRequest.class,
      responseType = dev.baedal.delivery.v1.ListRiderStatsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListRiderStatsRequest,
      dev.baedal.delivery.v1.ListRiderStatsResponse> getListRiderStatsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.delivery.v1.ListRiderStatsRequest, dev.baedal.delivery.v1.ListRiderStatsResponse> getListRiderStatsMethod;
    if ((getListRiderStatsMethod = DeliveryServiceGrpc.getListRiderStatsMethod) == null) {
      synchronized (DeliveryServiceGrpc.class) {
        if ((getListRiderStatsMethod = DeliveryServiceGrpc.getListRiderStatsMethod) == null) {
          DeliveryServiceGrpc.getListRiderStatsMethod = getListRiderStatsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.delivery.v1.ListRiderStatsRequest, dev.baedal.delivery.v1.ListRiderStatsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRiderStats"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ListRiderStatsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.delivery.v1.ListRiderStatsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new DeliveryServiceMethodDescriptorSupplier("ListRiderStats"))
              .build();
        }
      }
    }
    return getListRiderStatsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static DeliveryServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceStub>() {
        @java.lang.Override
        public DeliveryServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeliveryServiceStub(channel, callOptions);
        }
      };
    return DeliveryServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static DeliveryServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceBlockingV2Stub>() {
        @java.lang.Override
        public DeliveryServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeliveryServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return DeliveryServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static DeliveryServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceBlockingStub>() {
        @java.lang.Override
        public DeliveryServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeliveryServiceBlockingStub(channel, callOptions);
        }
      };
    return DeliveryServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static DeliveryServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<DeliveryServiceFutureStub>() {
        @java.lang.Override
        public DeliveryServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new DeliveryServiceFutureStub(channel, callOptions);
        }
      };
    return DeliveryServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists deliveries that nobody has claimed. Those that nobody claimed in time (`urgent`) come first, with a position those
     * of them within 50 km; then the others. Among both, the nearest to the position come first, or the oldest without one.
     * Who: a rider.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listAvailableDeliveries(dev.baedal.delivery.v1.ListAvailableDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListAvailableDeliveriesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes an AVAILABLE delivery for the caller. Of several riders at once, one gets it.
     * Who: a rider.
     * Idempotent: a delivery that the caller has claimed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`DELIVERY_TAKEN`:
     * another rider has it; `TOO_MANY_CLAIMS`: the caller has as many as a rider may have at a time, claimed or picked up:
     * `deliveries.most_claims`, 5 unless configured; `ILLEGAL_TRANSITION`: it is over); ABORTED (`CONTENDED`: it kept changing, with
     * google.rpc.RetryInfo).
     * </pre>
     */
    default void claimDelivery(dev.baedal.delivery.v1.ClaimDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ClaimDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getClaimDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * The caller gives up a delivery that it claimed and has not picked up. It is AVAILABLE again at once, for every rider, and
     * no longer among the caller's.
     * The same happens to a claim that is not picked up in time (`deliveries.pick_up_within`, 30 minutes unless configured, from
     * the claim or from when the food was ready, whichever came later: a rider never loses a delivery to a slow kitchen).
     * Who: a rider.
     * Idempotent: an AVAILABLE delivery is answered as it is. Once another rider has it, it is NOT_FOUND.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`: the caller has picked it up, or it is over); ABORTED (`CONTENDED`: it kept
     * changing, with google.rpc.RetryInfo).
     * </pre>
     */
    default void releaseDelivery(dev.baedal.delivery.v1.ReleaseDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ReleaseDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReleaseDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * The caller has the food. Refused before the kitchen says that it is ready.
     * Who: a rider.
     * Idempotent: a delivery that the caller has picked up is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`NOT_READY`: the food
     * is not cooked yet; `ILLEGAL_TRANSITION`); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    default void pickUpDelivery(dev.baedal.delivery.v1.PickUpDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.PickUpDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPickUpDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * The caller handed the food to the customer.
     * Who: a rider.
     * Idempotent: a delivery that the caller has completed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * it is not picked up); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    default void completeDelivery(dev.baedal.delivery.v1.CompleteDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.CompleteDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCompleteDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one delivery.
     * Who: its rider, any rider while it is AVAILABLE, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery.
     * </pre>
     */
    default void getDelivery(dev.baedal.delivery.v1.GetDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.GetDeliveryResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDeliveryMethod(), responseObserver);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    default void listRiderStats(dev.baedal.delivery.v1.ListRiderStatsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListRiderStatsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRiderStatsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service DeliveryService.
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class DeliveryServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return DeliveryServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service DeliveryService.
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeliveryServiceStub
      extends io.grpc.stub.AbstractAsyncStub<DeliveryServiceStub> {
    private DeliveryServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeliveryServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeliveryServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists deliveries that nobody has claimed. Those that nobody claimed in time (`urgent`) come first, with a position those
     * of them within 50 km; then the others. Among both, the nearest to the position come first, or the oldest without one.
     * Who: a rider.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listAvailableDeliveries(dev.baedal.delivery.v1.ListAvailableDeliveriesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListAvailableDeliveriesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes an AVAILABLE delivery for the caller. Of several riders at once, one gets it.
     * Who: a rider.
     * Idempotent: a delivery that the caller has claimed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`DELIVERY_TAKEN`:
     * another rider has it; `TOO_MANY_CLAIMS`: the caller has as many as a rider may have at a time, claimed or picked up:
     * `deliveries.most_claims`, 5 unless configured; `ILLEGAL_TRANSITION`: it is over); ABORTED (`CONTENDED`: it kept changing, with
     * google.rpc.RetryInfo).
     * </pre>
     */
    public void claimDelivery(dev.baedal.delivery.v1.ClaimDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ClaimDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getClaimDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The caller gives up a delivery that it claimed and has not picked up. It is AVAILABLE again at once, for every rider, and
     * no longer among the caller's.
     * The same happens to a claim that is not picked up in time (`deliveries.pick_up_within`, 30 minutes unless configured, from
     * the claim or from when the food was ready, whichever came later: a rider never loses a delivery to a slow kitchen).
     * Who: a rider.
     * Idempotent: an AVAILABLE delivery is answered as it is. Once another rider has it, it is NOT_FOUND.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`: the caller has picked it up, or it is over); ABORTED (`CONTENDED`: it kept
     * changing, with google.rpc.RetryInfo).
     * </pre>
     */
    public void releaseDelivery(dev.baedal.delivery.v1.ReleaseDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ReleaseDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReleaseDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The caller has the food. Refused before the kitchen says that it is ready.
     * Who: a rider.
     * Idempotent: a delivery that the caller has picked up is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`NOT_READY`: the food
     * is not cooked yet; `ILLEGAL_TRANSITION`); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public void pickUpDelivery(dev.baedal.delivery.v1.PickUpDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.PickUpDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPickUpDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The caller handed the food to the customer.
     * Who: a rider.
     * Idempotent: a delivery that the caller has completed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * it is not picked up); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public void completeDelivery(dev.baedal.delivery.v1.CompleteDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.CompleteDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCompleteDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one delivery.
     * Who: its rider, any rider while it is AVAILABLE, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery.
     * </pre>
     */
    public void getDelivery(dev.baedal.delivery.v1.GetDeliveryRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.GetDeliveryResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDeliveryMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public void listRiderStats(dev.baedal.delivery.v1.ListRiderStatsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListRiderStatsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRiderStatsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service DeliveryService.
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeliveryServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<DeliveryServiceBlockingV2Stub> {
    private DeliveryServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeliveryServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeliveryServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists deliveries that nobody has claimed. Those that nobody claimed in time (`urgent`) come first, with a position those
     * of them within 50 km; then the others. Among both, the nearest to the position come first, or the oldest without one.
     * Who: a rider.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.delivery.v1.ListAvailableDeliveriesResponse listAvailableDeliveries(dev.baedal.delivery.v1.ListAvailableDeliveriesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListAvailableDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes an AVAILABLE delivery for the caller. Of several riders at once, one gets it.
     * Who: a rider.
     * Idempotent: a delivery that the caller has claimed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`DELIVERY_TAKEN`:
     * another rider has it; `TOO_MANY_CLAIMS`: the caller has as many as a rider may have at a time, claimed or picked up:
     * `deliveries.most_claims`, 5 unless configured; `ILLEGAL_TRANSITION`: it is over); ABORTED (`CONTENDED`: it kept changing, with
     * google.rpc.RetryInfo).
     * </pre>
     */
    public dev.baedal.delivery.v1.ClaimDeliveryResponse claimDelivery(dev.baedal.delivery.v1.ClaimDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getClaimDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller gives up a delivery that it claimed and has not picked up. It is AVAILABLE again at once, for every rider, and
     * no longer among the caller's.
     * The same happens to a claim that is not picked up in time (`deliveries.pick_up_within`, 30 minutes unless configured, from
     * the claim or from when the food was ready, whichever came later: a rider never loses a delivery to a slow kitchen).
     * Who: a rider.
     * Idempotent: an AVAILABLE delivery is answered as it is. Once another rider has it, it is NOT_FOUND.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`: the caller has picked it up, or it is over); ABORTED (`CONTENDED`: it kept
     * changing, with google.rpc.RetryInfo).
     * </pre>
     */
    public dev.baedal.delivery.v1.ReleaseDeliveryResponse releaseDelivery(dev.baedal.delivery.v1.ReleaseDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReleaseDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller has the food. Refused before the kitchen says that it is ready.
     * Who: a rider.
     * Idempotent: a delivery that the caller has picked up is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`NOT_READY`: the food
     * is not cooked yet; `ILLEGAL_TRANSITION`); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.delivery.v1.PickUpDeliveryResponse pickUpDelivery(dev.baedal.delivery.v1.PickUpDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPickUpDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller handed the food to the customer.
     * Who: a rider.
     * Idempotent: a delivery that the caller has completed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * it is not picked up); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.delivery.v1.CompleteDeliveryResponse completeDelivery(dev.baedal.delivery.v1.CompleteDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCompleteDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one delivery.
     * Who: its rider, any rider while it is AVAILABLE, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery.
     * </pre>
     */
    public dev.baedal.delivery.v1.GetDeliveryResponse getDelivery(dev.baedal.delivery.v1.GetDeliveryRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.delivery.v1.ListRiderStatsResponse listRiderStats(dev.baedal.delivery.v1.ListRiderStatsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRiderStatsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service DeliveryService.
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeliveryServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<DeliveryServiceBlockingStub> {
    private DeliveryServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeliveryServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeliveryServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists deliveries that nobody has claimed. Those that nobody claimed in time (`urgent`) come first, with a position those
     * of them within 50 km; then the others. Among both, the nearest to the position come first, or the oldest without one.
     * Who: a rider.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.delivery.v1.ListAvailableDeliveriesResponse listAvailableDeliveries(dev.baedal.delivery.v1.ListAvailableDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListAvailableDeliveriesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes an AVAILABLE delivery for the caller. Of several riders at once, one gets it.
     * Who: a rider.
     * Idempotent: a delivery that the caller has claimed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`DELIVERY_TAKEN`:
     * another rider has it; `TOO_MANY_CLAIMS`: the caller has as many as a rider may have at a time, claimed or picked up:
     * `deliveries.most_claims`, 5 unless configured; `ILLEGAL_TRANSITION`: it is over); ABORTED (`CONTENDED`: it kept changing, with
     * google.rpc.RetryInfo).
     * </pre>
     */
    public dev.baedal.delivery.v1.ClaimDeliveryResponse claimDelivery(dev.baedal.delivery.v1.ClaimDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getClaimDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller gives up a delivery that it claimed and has not picked up. It is AVAILABLE again at once, for every rider, and
     * no longer among the caller's.
     * The same happens to a claim that is not picked up in time (`deliveries.pick_up_within`, 30 minutes unless configured, from
     * the claim or from when the food was ready, whichever came later: a rider never loses a delivery to a slow kitchen).
     * Who: a rider.
     * Idempotent: an AVAILABLE delivery is answered as it is. Once another rider has it, it is NOT_FOUND.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`: the caller has picked it up, or it is over); ABORTED (`CONTENDED`: it kept
     * changing, with google.rpc.RetryInfo).
     * </pre>
     */
    public dev.baedal.delivery.v1.ReleaseDeliveryResponse releaseDelivery(dev.baedal.delivery.v1.ReleaseDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReleaseDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller has the food. Refused before the kitchen says that it is ready.
     * Who: a rider.
     * Idempotent: a delivery that the caller has picked up is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`NOT_READY`: the food
     * is not cooked yet; `ILLEGAL_TRANSITION`); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.delivery.v1.PickUpDeliveryResponse pickUpDelivery(dev.baedal.delivery.v1.PickUpDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPickUpDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The caller handed the food to the customer.
     * Who: a rider.
     * Idempotent: a delivery that the caller has completed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * it is not picked up); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public dev.baedal.delivery.v1.CompleteDeliveryResponse completeDelivery(dev.baedal.delivery.v1.CompleteDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCompleteDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one delivery.
     * Who: its rider, any rider while it is AVAILABLE, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery.
     * </pre>
     */
    public dev.baedal.delivery.v1.GetDeliveryResponse getDelivery(dev.baedal.delivery.v1.GetDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDeliveryMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public dev.baedal.delivery.v1.ListRiderStatsResponse listRiderStats(dev.baedal.delivery.v1.ListRiderStatsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRiderStatsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service DeliveryService.
   * <pre>
   * Deliveries, and the riders who claim and carry them. A delivery exists from the moment that the store accepts a DELIVERY
   * order.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class DeliveryServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<DeliveryServiceFutureStub> {
    private DeliveryServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected DeliveryServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new DeliveryServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists deliveries that nobody has claimed. Those that nobody claimed in time (`urgent`) come first, with a position those
     * of them within 50 km; then the others. Among both, the nearest to the position come first, or the oldest without one.
     * Who: a rider.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.ListAvailableDeliveriesResponse> listAvailableDeliveries(
        dev.baedal.delivery.v1.ListAvailableDeliveriesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListAvailableDeliveriesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes an AVAILABLE delivery for the caller. Of several riders at once, one gets it.
     * Who: a rider.
     * Idempotent: a delivery that the caller has claimed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`DELIVERY_TAKEN`:
     * another rider has it; `TOO_MANY_CLAIMS`: the caller has as many as a rider may have at a time, claimed or picked up:
     * `deliveries.most_claims`, 5 unless configured; `ILLEGAL_TRANSITION`: it is over); ABORTED (`CONTENDED`: it kept changing, with
     * google.rpc.RetryInfo).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.ClaimDeliveryResponse> claimDelivery(
        dev.baedal.delivery.v1.ClaimDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getClaimDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The caller gives up a delivery that it claimed and has not picked up. It is AVAILABLE again at once, for every rider, and
     * no longer among the caller's.
     * The same happens to a claim that is not picked up in time (`deliveries.pick_up_within`, 30 minutes unless configured, from
     * the claim or from when the food was ready, whichever came later: a rider never loses a delivery to a slow kitchen).
     * Who: a rider.
     * Idempotent: an AVAILABLE delivery is answered as it is. Once another rider has it, it is NOT_FOUND.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`: the caller has picked it up, or it is over); ABORTED (`CONTENDED`: it kept
     * changing, with google.rpc.RetryInfo).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.ReleaseDeliveryResponse> releaseDelivery(
        dev.baedal.delivery.v1.ReleaseDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReleaseDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The caller has the food. Refused before the kitchen says that it is ready.
     * Who: a rider.
     * Idempotent: a delivery that the caller has picked up is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`NOT_READY`: the food
     * is not cooked yet; `ILLEGAL_TRANSITION`); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.PickUpDeliveryResponse> pickUpDelivery(
        dev.baedal.delivery.v1.PickUpDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPickUpDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The caller handed the food to the customer.
     * Who: a rider.
     * Idempotent: a delivery that the caller has completed is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`); FAILED_PRECONDITION (`ILLEGAL_TRANSITION`:
     * it is not picked up); ABORTED (`CONTENDED`: it kept changing, with google.rpc.RetryInfo). Another rider's delivery is NOT_FOUND (`DELIVERY_NOT_FOUND`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.CompleteDeliveryResponse> completeDelivery(
        dev.baedal.delivery.v1.CompleteDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCompleteDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one delivery.
     * Who: its rider, any rider while it is AVAILABLE, an operator.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`DELIVERY_NOT_FOUND`), also for another rider's delivery.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.GetDeliveryResponse> getDelivery(
        dev.baedal.delivery.v1.GetDeliveryRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDeliveryMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How much each rider has carried, most deliveries first.
     * Who: a rider sees itself, an operator all.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.delivery.v1.ListRiderStatsResponse> listRiderStats(
        dev.baedal.delivery.v1.ListRiderStatsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRiderStatsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_AVAILABLE_DELIVERIES = 0;
  private static final int METHODID_CLAIM_DELIVERY = 1;
  private static final int METHODID_RELEASE_DELIVERY = 2;
  private static final int METHODID_PICK_UP_DELIVERY = 3;
  private static final int METHODID_COMPLETE_DELIVERY = 4;
  private static final int METHODID_GET_DELIVERY = 5;
  private static final int METHODID_LIST_RIDER_STATS = 6;

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
        case METHODID_LIST_AVAILABLE_DELIVERIES:
          serviceImpl.listAvailableDeliveries((dev.baedal.delivery.v1.ListAvailableDeliveriesRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListAvailableDeliveriesResponse>) responseObserver);
          break;
        case METHODID_CLAIM_DELIVERY:
          serviceImpl.claimDelivery((dev.baedal.delivery.v1.ClaimDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ClaimDeliveryResponse>) responseObserver);
          break;
        case METHODID_RELEASE_DELIVERY:
          serviceImpl.releaseDelivery((dev.baedal.delivery.v1.ReleaseDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ReleaseDeliveryResponse>) responseObserver);
          break;
        case METHODID_PICK_UP_DELIVERY:
          serviceImpl.pickUpDelivery((dev.baedal.delivery.v1.PickUpDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.PickUpDeliveryResponse>) responseObserver);
          break;
        case METHODID_COMPLETE_DELIVERY:
          serviceImpl.completeDelivery((dev.baedal.delivery.v1.CompleteDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.CompleteDeliveryResponse>) responseObserver);
          break;
        case METHODID_GET_DELIVERY:
          serviceImpl.getDelivery((dev.baedal.delivery.v1.GetDeliveryRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.GetDeliveryResponse>) responseObserver);
          break;
        case METHODID_LIST_RIDER_STATS:
          serviceImpl.listRiderStats((dev.baedal.delivery.v1.ListRiderStatsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.delivery.v1.ListRiderStatsResponse>) responseObserver);
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
          getListAvailableDeliveriesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.ListAvailableDeliveriesRequest,
              dev.baedal.delivery.v1.ListAvailableDeliveriesResponse>(
                service, METHODID_LIST_AVAILABLE_DELIVERIES)))
        .addMethod(
          getClaimDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.ClaimDeliveryRequest,
              dev.baedal.delivery.v1.ClaimDeliveryResponse>(
                service, METHODID_CLAIM_DELIVERY)))
        .addMethod(
          getReleaseDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.ReleaseDeliveryRequest,
              dev.baedal.delivery.v1.ReleaseDeliveryResponse>(
                service, METHODID_RELEASE_DELIVERY)))
        .addMethod(
          getPickUpDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.PickUpDeliveryRequest,
              dev.baedal.delivery.v1.PickUpDeliveryResponse>(
                service, METHODID_PICK_UP_DELIVERY)))
        .addMethod(
          getCompleteDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.CompleteDeliveryRequest,
              dev.baedal.delivery.v1.CompleteDeliveryResponse>(
                service, METHODID_COMPLETE_DELIVERY)))
        .addMethod(
          getGetDeliveryMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.GetDeliveryRequest,
              dev.baedal.delivery.v1.GetDeliveryResponse>(
                service, METHODID_GET_DELIVERY)))
        .addMethod(
          getListRiderStatsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.delivery.v1.ListRiderStatsRequest,
              dev.baedal.delivery.v1.ListRiderStatsResponse>(
                service, METHODID_LIST_RIDER_STATS)))
        .build();
  }

  private static abstract class DeliveryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    DeliveryServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.delivery.v1.DeliveryProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("DeliveryService");
    }
  }

  private static final class DeliveryServiceFileDescriptorSupplier
      extends DeliveryServiceBaseDescriptorSupplier {
    DeliveryServiceFileDescriptorSupplier() {}
  }

  private static final class DeliveryServiceMethodDescriptorSupplier
      extends DeliveryServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    DeliveryServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (DeliveryServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new DeliveryServiceFileDescriptorSupplier())
              .addMethod(getListAvailableDeliveriesMethod())
              .addMethod(getClaimDeliveryMethod())
              .addMethod(getReleaseDeliveryMethod())
              .addMethod(getPickUpDeliveryMethod())
              .addMethod(getCompleteDeliveryMethod())
              .addMethod(getGetDeliveryMethod())
              .addMethod(getListRiderStatsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
