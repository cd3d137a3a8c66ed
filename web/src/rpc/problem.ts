import { Code, errorDetail, type ErrorDetail } from "@baedal/sdk";

import type { Text } from "../i18n/en.js";

/** Whether the same call may work a little later, by the SDK's rule for all its callers. */
export const mayComeRight = (error: unknown): boolean => errorDetail(error).mayPass;

/** How long to wait before a read is tried again. */
export function waitBefore(failures: number, error: unknown, random: () => number): number {
  return (errorDetail(error).retryAfterMs ?? 0) + random() * Math.min(5_000, 300 * 2 ** failures);
}

/**
 * What an answer says of an attempt to order:
 *
 * - `over`: the server looked at it and said no. A new attempt needs a new id.
 * - `busy`: this call was turned away before anything was charged, and can be made again.
 * - `barred`: so was this one, at the door, and as things are it always will be.
 * - `open`: the server may still act on it, or would if it was made again: the next try must carry the same request id.
 */
export type Fate = "over" | "busy" | "barred" | "open";

export function fateOf({ code, reason, retryAfterMs }: Pick<ErrorDetail, "code" | "reason" | "retryAfterMs">): Fate {
  switch (code) {
    case Code.ResourceExhausted:
      // Without a reason it is somebody's in between, or of an answer that is too large here: the order may be placed.
      if (reason === undefined) return "open";
      // Without a time to come again it is what was asked for, which is too large.
      return retryAfterMs === undefined ? "barred" : "busy";
    case Code.Unavailable:
      return reason === "PAYMENT_OVERLOADED" ? "busy" : "open";
    case Code.Unauthenticated:
    case Code.PermissionDenied:
      return "barred";
    case Code.InvalidArgument:
    case Code.NotFound:
    case Code.AlreadyExists:
    case Code.FailedPrecondition:
    case Code.OutOfRange:
      // The server always says why. What comes without a reason is of somebody in between, who knows nothing of earlier calls.
      return reason === undefined ? "open" : "over";
    default:
      return "open";
  }
}

/** What went wrong, in words for people. */
export function wordsFor(error: unknown, text: Text): string {
  const { code, reason, fieldViolations } = errorDetail(error);
  const known = reason === undefined ? undefined : text.problem.reasons[reason];
  if (known) return known;
  switch (code) {
    case Code.Unauthenticated:
      return text.problem.signedOut;
    case Code.PermissionDenied:
      return text.problem.denied;
    case Code.ResourceExhausted:
      return text.problem.tooMany;
    case Code.Unavailable:
      return text.problem.unavailable;
    case Code.DeadlineExceeded:
      return text.problem.late;
    case Code.InvalidArgument: {
      const fields = fieldViolations.map(({ field, description }) => `${field}: ${description}`).join("; ");
      return fields || text.problem.unknown;
    }
    default:
      return text.problem.unknown;
  }
}
