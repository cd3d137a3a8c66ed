package dev.baedal;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where the gateway is, and how it is called.
 *
 * <pre>{@code
 * ManagedChannel channel = Gateway.at("api.example.com:443").token(token).connect();
 * var orders = OrderServiceGrpc.newBlockingStub(channel);
 * }</pre>
 */
public final class Gateway {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String target;
  private Supplier<String> token = () -> null;
  private Duration timeout = Duration.ofSeconds(10);
  private boolean plaintext;

  private Gateway(String target) {
    this.target = target;
  }

  /**
   * The gateway at {@code target}: {@code host:port}. Whether there is TLS is said by {@link #plaintext} alone.
   *
   * @throws IllegalArgumentException when it is a URL
   */
  public static Gateway at(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8)) {
      throw new IllegalArgumentException("target: " + target + " is a URL: it is host:port, with or without plaintext()");
    }
    return new Gateway(target);
  }

  /** Names the caller; without a token calls are anonymous. */
  public Gateway token(String token) {
    return token(() -> token);
  }

  /** Gives the token for each call: from a session, say, that renews it. {@code null} calls without. */
  public Gateway token(Supplier<String> token) {
    this.token = token;
    return this;
  }

  /** How long a unary call may take where the call itself does not say: 10 s unless set. Streams have no end. */
  public Gateway timeout(Duration timeout) {
    this.timeout = timeout;
    return this;
  }

  /**
   * Talks without TLS, and sends the token in the clear: on the own machine, or inside a mesh. Without it nothing is ever sent in
   * the clear.
   */
  public Gateway plaintext() {
    this.plaintext = true;
    return this;
  }

  /** A channel for the stubs. It connects with the first call; whoever made it shuts it down. */
  public ManagedChannel connect() {
    ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forTarget(target);
    if (plaintext) {
      builder.usePlaintext();
    }
    return builder
        .intercept(new Caller(token, timeout))
        // A connection that is dropped without a word, by a NAT say, is found out.
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .build();
  }

  /** Adds the token to every call, and a deadline to every unary one that has none. */
  private record Caller(Supplier<String> token, Duration timeout) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
      if (unary && options.getDeadline() == null) {
        options = options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
      }
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          String bearer = token.get();
          if (bearer != null) {
            headers.put(AUTHORIZATION, "Bearer " + bearer);
          }
          super.start(listener, headers);
        }
      };
    }
  }
}
