package dev.baedal.store.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
 * on whether an order can still be canceled.
 * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
 * google.rpc.BadRequest.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TicketServiceGrpc {

  private TicketServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "baedal.store.v1.TicketService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.ListTicketsRequest,
      dev.baedal.store.v1.ListTicketsResponse> getListTicketsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTickets",
      requestType = dev.baedal.store.v1.ListTicketsRequest.class,
      responseType = dev.baedal.store.v1.ListTicketsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.ListTicketsRequest,
      dev.baedal.store.v1.ListTicketsResponse> getListTicketsMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.ListTicketsRequest, dev.baedal.store.v1.ListTicketsResponse> getListTicketsMethod;
    if ((getListTicketsMethod = TicketServiceGrpc.getListTicketsMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getListTicketsMethod = TicketServiceGrpc.getListTicketsMethod) == null) {
          TicketServiceGrpc.getListTicketsMethod = getListTicketsMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.ListTicketsRequest, dev.baedal.store.v1.ListTicketsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTickets"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListTicketsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListTicketsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("ListTickets"))
              .build();
        }
      }
    }
    return getListTicketsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.GetTicketRequest,
      dev.baedal.store.v1.GetTicketResponse> getGetTicketMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTicket",
      requestType = dev.baedal.store.v1.GetTicketRequest.class,
      responseType = dev.baedal.store.v1.GetTicketResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.GetTicketRequest,
      dev.baedal.store.v1.GetTicketResponse> getGetTicketMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.GetTicketRequest, dev.baedal.store.v1.GetTicketResponse> getGetTicketMethod;
    if ((getGetTicketMethod = TicketServiceGrpc.getGetTicketMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getGetTicketMethod = TicketServiceGrpc.getGetTicketMethod) == null) {
          TicketServiceGrpc.getGetTicketMethod = getGetTicketMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.GetTicketRequest, dev.baedal.store.v1.GetTicketResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTicket"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.GetTicketRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.GetTicketResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("GetTicket"))
              .build();
        }
      }
    }
    return getGetTicketMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.AcceptTicketRequest,
      dev.baedal.store.v1.AcceptTicketResponse> getAcceptTicketMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AcceptTicket",
      requestType = dev.baedal.store.v1.AcceptTicketRequest.class,
      responseType = dev.baedal.store.v1.AcceptTicketResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.AcceptTicketRequest,
      dev.baedal.store.v1.AcceptTicketResponse> getAcceptTicketMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.AcceptTicketRequest, dev.baedal.store.v1.AcceptTicketResponse> getAcceptTicketMethod;
    if ((getAcceptTicketMethod = TicketServiceGrpc.getAcceptTicketMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getAcceptTicketMethod = TicketServiceGrpc.getAcceptTicketMethod) == null) {
          TicketServiceGrpc.getAcceptTicketMethod = getAcceptTicketMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.AcceptTicketRequest, dev.baedal.store.v1.AcceptTicketResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AcceptTicket"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.AcceptTicketRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.AcceptTicketResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("AcceptTicket"))
              .build();
        }
      }
    }
    return getAcceptTicketMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.RejectTicketRequest,
      dev.baedal.store.v1.RejectTicketResponse> getRejectTicketMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RejectTicket",
      requestType = dev.baedal.store.v1.RejectTicketRequest.class,
      responseType = dev.baedal.store.v1.RejectTicketResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.RejectTicketRequest,
      dev.baedal.store.v1.RejectTicketResponse> getRejectTicketMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.RejectTicketRequest, dev.baedal.store.v1.RejectTicketResponse> getRejectTicketMethod;
    if ((getRejectTicketMethod = TicketServiceGrpc.getRejectTicketMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getRejectTicketMethod = TicketServiceGrpc.getRejectTicketMethod) == null) {
          TicketServiceGrpc.getRejectTicketMethod = getRejectTicketMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.RejectTicketRequest, dev.baedal.store.v1.RejectTicketResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RejectTicket"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.RejectTicketRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.RejectTicketResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("RejectTicket"))
              .build();
        }
      }
    }
    return getRejectTicketMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.StartCookingRequest,
      dev.baedal.store.v1.StartCookingResponse> getStartCookingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StartCooking",
      requestType = dev.baedal.store.v1.StartCookingRequest.class,
      responseType = dev.baedal.store.v1.StartCookingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.StartCookingRequest,
      dev.baedal.store.v1.StartCookingResponse> getStartCookingMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.StartCookingRequest, dev.baedal.store.v1.StartCookingResponse> getStartCookingMethod;
    if ((getStartCookingMethod = TicketServiceGrpc.getStartCookingMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getStartCookingMethod = TicketServiceGrpc.getStartCookingMethod) == null) {
          TicketServiceGrpc.getStartCookingMethod = getStartCookingMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.StartCookingRequest, dev.baedal.store.v1.StartCookingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StartCooking"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.StartCookingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.StartCookingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("StartCooking"))
              .build();
        }
      }
    }
    return getStartCookingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.FinishCookingRequest,
      dev.baedal.store.v1.FinishCookingResponse> getFinishCookingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "FinishCooking",
      requestType = dev.baedal.store.v1.FinishCookingRequest.class,
      responseType = dev.baedal.store.v1.FinishCookingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.FinishCookingRequest,
      dev.baedal.store.v1.FinishCookingResponse> getFinishCookingMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.FinishCookingRequest, dev.baedal.store.v1.FinishCookingResponse> getFinishCookingMethod;
    if ((getFinishCookingMethod = TicketServiceGrpc.getFinishCookingMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getFinishCookingMethod = TicketServiceGrpc.getFinishCookingMethod) == null) {
          TicketServiceGrpc.getFinishCookingMethod = getFinishCookingMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.FinishCookingRequest, dev.baedal.store.v1.FinishCookingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "FinishCooking"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.FinishCookingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.FinishCookingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("FinishCooking"))
              .build();
        }
      }
    }
    return getFinishCookingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.baedal.store.v1.ListItemSalesRequest,
      dev.baedal.store.v1.ListItemSalesResponse> getListItemSalesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListItemSales",
      requestType = dev.baedal.store.v1.ListItemSalesRequest.class,
      responseType = dev.baedal.store.v1.ListItemSalesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.baedal.store.v1.ListItemSalesRequest,
      dev.baedal.store.v1.ListItemSalesResponse> getListItemSalesMethod() {
    io.grpc.MethodDescriptor<dev.baedal.store.v1.ListItemSalesRequest, dev.baedal.store.v1.ListItemSalesResponse> getListItemSalesMethod;
    if ((getListItemSalesMethod = TicketServiceGrpc.getListItemSalesMethod) == null) {
      synchronized (TicketServiceGrpc.class) {
        if ((getListItemSalesMethod = TicketServiceGrpc.getListItemSalesMethod) == null) {
          TicketServiceGrpc.getListItemSalesMethod = getListItemSalesMethod =
              io.grpc.MethodDescriptor.<dev.baedal.store.v1.ListItemSalesRequest, dev.baedal.store.v1.ListItemSalesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListItemSales"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListItemSalesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.baedal.store.v1.ListItemSalesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TicketServiceMethodDescriptorSupplier("ListItemSales"))
              .build();
        }
      }
    }
    return getListItemSalesMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TicketServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TicketServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TicketServiceStub>() {
        @java.lang.Override
        public TicketServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TicketServiceStub(channel, callOptions);
        }
      };
    return TicketServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static TicketServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TicketServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TicketServiceBlockingV2Stub>() {
        @java.lang.Override
        public TicketServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TicketServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return TicketServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TicketServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TicketServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TicketServiceBlockingStub>() {
        @java.lang.Override
        public TicketServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TicketServiceBlockingStub(channel, callOptions);
        }
      };
    return TicketServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TicketServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TicketServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TicketServiceFutureStub>() {
        @java.lang.Override
        public TicketServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TicketServiceFutureStub(channel, callOptions);
        }
      };
    return TicketServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Lists the tickets of one store, oldest first.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    default void listTickets(dev.baedal.store.v1.ListTicketsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListTicketsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTicketsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads one ticket.
     * Who: the owner of the ticket's store.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket.
     * </pre>
     */
    default void getTicket(dev.baedal.store.v1.GetTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetTicketResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTicketMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes the order. For DELIVERY, riders can claim it from now on.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    default void acceptTicket(dev.baedal.store.v1.AcceptTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.AcceptTicketResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAcceptTicketMethod(), responseObserver);
    }

    /**
     * <pre>
     * Refuses a NEW ticket; the customer is refunded and told the reason.
     * Who: the owner of the ticket's store.
     * Idempotent: a REJECTED ticket is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    default void rejectTicket(dev.baedal.store.v1.RejectTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.RejectTicketResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRejectTicketMethod(), responseObserver);
    }

    /**
     * <pre>
     * Starts an ACCEPTED ticket. From here the order can no longer be canceled.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    default void startCooking(dev.baedal.store.v1.StartCookingRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.StartCookingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getStartCookingMethod(), responseObserver);
    }

    /**
     * <pre>
     * The food of a COOKING ticket is ready to be picked up.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    default void finishCooking(dev.baedal.store.v1.FinishCookingRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.FinishCookingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getFinishCookingMethod(), responseObserver);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first. An item counts once its ticket is COOKED: nothing cooked is
     * refunded.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    default void listItemSales(dev.baedal.store.v1.ListItemSalesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListItemSalesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListItemSalesMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service TicketService.
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static abstract class TicketServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return TicketServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service TicketService.
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class TicketServiceStub
      extends io.grpc.stub.AbstractAsyncStub<TicketServiceStub> {
    private TicketServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TicketServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TicketServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tickets of one store, oldest first.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public void listTickets(dev.baedal.store.v1.ListTicketsRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListTicketsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTicketsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads one ticket.
     * Who: the owner of the ticket's store.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket.
     * </pre>
     */
    public void getTicket(dev.baedal.store.v1.GetTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetTicketResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTicketMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes the order. For DELIVERY, riders can claim it from now on.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public void acceptTicket(dev.baedal.store.v1.AcceptTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.AcceptTicketResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAcceptTicketMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Refuses a NEW ticket; the customer is refunded and told the reason.
     * Who: the owner of the ticket's store.
     * Idempotent: a REJECTED ticket is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public void rejectTicket(dev.baedal.store.v1.RejectTicketRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.RejectTicketResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRejectTicketMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Starts an ACCEPTED ticket. From here the order can no longer be canceled.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public void startCooking(dev.baedal.store.v1.StartCookingRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.StartCookingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getStartCookingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The food of a COOKING ticket is ready to be picked up.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public void finishCooking(dev.baedal.store.v1.FinishCookingRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.FinishCookingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getFinishCookingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first. An item counts once its ticket is COOKED: nothing cooked is
     * refunded.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public void listItemSales(dev.baedal.store.v1.ListItemSalesRequest request,
        io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListItemSalesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListItemSalesMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service TicketService.
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class TicketServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<TicketServiceBlockingV2Stub> {
    private TicketServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TicketServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TicketServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tickets of one store, oldest first.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.store.v1.ListTicketsResponse listTickets(dev.baedal.store.v1.ListTicketsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTicketsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one ticket.
     * Who: the owner of the ticket's store.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket.
     * </pre>
     */
    public dev.baedal.store.v1.GetTicketResponse getTicket(dev.baedal.store.v1.GetTicketRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes the order. For DELIVERY, riders can claim it from now on.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.AcceptTicketResponse acceptTicket(dev.baedal.store.v1.AcceptTicketRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAcceptTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Refuses a NEW ticket; the customer is refunded and told the reason.
     * Who: the owner of the ticket's store.
     * Idempotent: a REJECTED ticket is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.RejectTicketResponse rejectTicket(dev.baedal.store.v1.RejectTicketRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRejectTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts an ACCEPTED ticket. From here the order can no longer be canceled.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.StartCookingResponse startCooking(dev.baedal.store.v1.StartCookingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getStartCookingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The food of a COOKING ticket is ready to be picked up.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.FinishCookingResponse finishCooking(dev.baedal.store.v1.FinishCookingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getFinishCookingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first. An item counts once its ticket is COOKED: nothing cooked is
     * refunded.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.store.v1.ListItemSalesResponse listItemSales(dev.baedal.store.v1.ListItemSalesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListItemSalesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service TicketService.
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class TicketServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<TicketServiceBlockingStub> {
    private TicketServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TicketServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TicketServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tickets of one store, oldest first.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.store.v1.ListTicketsResponse listTickets(dev.baedal.store.v1.ListTicketsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTicketsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads one ticket.
     * Who: the owner of the ticket's store.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket.
     * </pre>
     */
    public dev.baedal.store.v1.GetTicketResponse getTicket(dev.baedal.store.v1.GetTicketRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes the order. For DELIVERY, riders can claim it from now on.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.AcceptTicketResponse acceptTicket(dev.baedal.store.v1.AcceptTicketRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAcceptTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Refuses a NEW ticket; the customer is refunded and told the reason.
     * Who: the owner of the ticket's store.
     * Idempotent: a REJECTED ticket is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.RejectTicketResponse rejectTicket(dev.baedal.store.v1.RejectTicketRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRejectTicketMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts an ACCEPTED ticket. From here the order can no longer be canceled.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.StartCookingResponse startCooking(dev.baedal.store.v1.StartCookingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getStartCookingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The food of a COOKING ticket is ready to be picked up.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public dev.baedal.store.v1.FinishCookingResponse finishCooking(dev.baedal.store.v1.FinishCookingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getFinishCookingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first. An item counts once its ticket is COOKED: nothing cooked is
     * refunded.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public dev.baedal.store.v1.ListItemSalesResponse listItemSales(dev.baedal.store.v1.ListItemSalesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListItemSalesMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service TicketService.
   * <pre>
   * The kitchen's side of orders: one ticket for each order. The kitchen has the last word on whether cooking has started, and so
   * on whether an order can still be canceled.
   * Every error carries google.rpc.ErrorInfo with domain `baedal.dev`; INVALID_ARGUMENT (`INVALID_FIELDS`) also carries
   * google.rpc.BadRequest.
   * </pre>
   */
  public static final class TicketServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<TicketServiceFutureStub> {
    private TicketServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TicketServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TicketServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Lists the tickets of one store, oldest first.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.ListTicketsResponse> listTickets(
        dev.baedal.store.v1.ListTicketsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTicketsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads one ticket.
     * Who: the owner of the ticket's store.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.GetTicketResponse> getTicket(
        dev.baedal.store.v1.GetTicketRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTicketMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes the order. For DELIVERY, riders can claim it from now on.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.AcceptTicketResponse> acceptTicket(
        dev.baedal.store.v1.AcceptTicketRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAcceptTicketMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Refuses a NEW ticket; the customer is refunded and told the reason.
     * Who: the owner of the ticket's store.
     * Idempotent: a REJECTED ticket is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.RejectTicketResponse> rejectTicket(
        dev.baedal.store.v1.RejectTicketRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRejectTicketMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Starts an ACCEPTED ticket. From here the order can no longer be canceled.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.StartCookingResponse> startCooking(
        dev.baedal.store.v1.StartCookingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getStartCookingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The food of a COOKING ticket is ready to be picked up.
     * Who: the owner of the ticket's store.
     * Idempotent: a ticket that is already there, or further on the same way, is answered as it is.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`TICKET_NOT_FOUND`), also for someone else's ticket;
     * FAILED_PRECONDITION (`ILLEGAL_TRANSITION`).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.FinishCookingResponse> finishCooking(
        dev.baedal.store.v1.FinishCookingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getFinishCookingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How much of each item a store has sold, most sold first. An item counts once its ticket is COOKED: nothing cooked is
     * refunded.
     * Who: the store's owner.
     * Errors: INVALID_ARGUMENT (`INVALID_FIELDS`); NOT_FOUND (`STORE_NOT_FOUND`), also for someone else's store.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.baedal.store.v1.ListItemSalesResponse> listItemSales(
        dev.baedal.store.v1.ListItemSalesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListItemSalesMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_LIST_TICKETS = 0;
  private static final int METHODID_GET_TICKET = 1;
  private static final int METHODID_ACCEPT_TICKET = 2;
  private static final int METHODID_REJECT_TICKET = 3;
  private static final int METHODID_START_COOKING = 4;
  private static final int METHODID_FINISH_COOKING = 5;
  private static final int METHODID_LIST_ITEM_SALES = 6;

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
        case METHODID_LIST_TICKETS:
          serviceImpl.listTickets((dev.baedal.store.v1.ListTicketsRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListTicketsResponse>) responseObserver);
          break;
        case METHODID_GET_TICKET:
          serviceImpl.getTicket((dev.baedal.store.v1.GetTicketRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.GetTicketResponse>) responseObserver);
          break;
        case METHODID_ACCEPT_TICKET:
          serviceImpl.acceptTicket((dev.baedal.store.v1.AcceptTicketRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.AcceptTicketResponse>) responseObserver);
          break;
        case METHODID_REJECT_TICKET:
          serviceImpl.rejectTicket((dev.baedal.store.v1.RejectTicketRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.RejectTicketResponse>) responseObserver);
          break;
        case METHODID_START_COOKING:
          serviceImpl.startCooking((dev.baedal.store.v1.StartCookingRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.StartCookingResponse>) responseObserver);
          break;
        case METHODID_FINISH_COOKING:
          serviceImpl.finishCooking((dev.baedal.store.v1.FinishCookingRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.FinishCookingResponse>) responseObserver);
          break;
        case METHODID_LIST_ITEM_SALES:
          serviceImpl.listItemSales((dev.baedal.store.v1.ListItemSalesRequest) request,
              (io.grpc.stub.StreamObserver<dev.baedal.store.v1.ListItemSalesResponse>) responseObserver);
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
          getListTicketsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.ListTicketsRequest,
              dev.baedal.store.v1.ListTicketsResponse>(
                service, METHODID_LIST_TICKETS)))
        .addMethod(
          getGetTicketMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.GetTicketRequest,
              dev.baedal.store.v1.GetTicketResponse>(
                service, METHODID_GET_TICKET)))
        .addMethod(
          getAcceptTicketMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.AcceptTicketRequest,
              dev.baedal.store.v1.AcceptTicketResponse>(
                service, METHODID_ACCEPT_TICKET)))
        .addMethod(
          getRejectTicketMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.RejectTicketRequest,
              dev.baedal.store.v1.RejectTicketResponse>(
                service, METHODID_REJECT_TICKET)))
        .addMethod(
          getStartCookingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.StartCookingRequest,
              dev.baedal.store.v1.StartCookingResponse>(
                service, METHODID_START_COOKING)))
        .addMethod(
          getFinishCookingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.FinishCookingRequest,
              dev.baedal.store.v1.FinishCookingResponse>(
                service, METHODID_FINISH_COOKING)))
        .addMethod(
          getListItemSalesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.baedal.store.v1.ListItemSalesRequest,
              dev.baedal.store.v1.ListItemSalesResponse>(
                service, METHODID_LIST_ITEM_SALES)))
        .build();
  }

  private static abstract class TicketServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TicketServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.baedal.store.v1.TicketProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TicketService");
    }
  }

  private static final class TicketServiceFileDescriptorSupplier
      extends TicketServiceBaseDescriptorSupplier {
    TicketServiceFileDescriptorSupplier() {}
  }

  private static final class TicketServiceMethodDescriptorSupplier
      extends TicketServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    TicketServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (TicketServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TicketServiceFileDescriptorSupplier())
              .addMethod(getListTicketsMethod())
              .addMethod(getGetTicketMethod())
              .addMethod(getAcceptTicketMethod())
              .addMethod(getRejectTicketMethod())
              .addMethod(getStartCookingMethod())
              .addMethod(getFinishCookingMethod())
              .addMethod(getListItemSalesMethod())
              .build();
        }
      }
    }
    return result;
  }
}
