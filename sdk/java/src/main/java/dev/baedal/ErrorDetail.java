package dev.baedal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Baedal says about a call that failed.
 *
 * @param code the status code
 * @param message for people who read logs; programs go by {@code reason}
 * @param reason why, as the contracts name it: {@code CARD_DECLINED}. Empty where the failure is not Baedal's: no connection
 * @param metadata more about the reason
 * @param fieldViolations the fields that were refused; none but for {@code INVALID_FIELDS}
 * @param retryAfter how long to wait before the call is tried again; empty where the server does not say
 */
public record ErrorDetail(
    Status.Code code,
    String message,
    Optional<String> reason,
    Map<String, String> metadata,
    List<FieldViolation> fieldViolations,
    Optional<Duration> retryAfter) {

  /**
   * A field that was refused.
   *
   * @param field its path in the request: {@code lines[0].quantity}
   * @param description what is wrong with it
   */
  public record FieldViolation(String field, String description) {}

  /**
   * Whether the same call may go through later: where the server says when, and where it did not answer at all (UNAVAILABLE,
   * DEADLINE_EXCEEDED). The latter may have had its effect by then, so it is made again only under the same request id. Anything
   * else stays as it is, a request that is too large (RESOURCE_EXHAUSTED) for one.
   */
  public boolean mayPass() {
    return retryAfter.isPresent() || code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  /** Reads an error that a call threw, whatever it is. */
  public static ErrorDetail of(Throwable error) {
    Status status = Status.fromThrowable(error);
    Optional<String> reason = Optional.empty();
    Map<String, String> metadata = Map.of();
    List<FieldViolation> violations = new ArrayList<>();
    Optional<Duration> retryAfter = Optional.empty();
    var details = StatusProto.fromThrowable(error);
    for (Any detail : details == null ? List.<Any>of() : details.getDetailsList()) {
      try {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          reason = Optional.of(info.getReason());
          metadata = Map.copyOf(info.getMetadataMap());
        } else if (detail.is(BadRequest.class)) {
          for (var violation : detail.unpack(BadRequest.class).getFieldViolationsList()) {
            violations.add(new FieldViolation(violation.getField(), violation.getDescription()));
          }
        } else if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          retryAfter = Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
        }
      } catch (InvalidProtocolBufferException malformed) {
        // The call has failed either way; what can be read of it is told.
        continue;
      }
    }
    String message = status.getDescription() == null ? "" : status.getDescription();
    return new ErrorDetail(status.getCode(), message, reason, metadata, List.copyOf(violations), retryAfter);
  }
}
