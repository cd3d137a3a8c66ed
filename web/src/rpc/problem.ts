import { Code, errorDetail } from "@baedal/sdk";

import type { Text } from "../i18n/en.js";

/** Whether the same call may work a little later. */
export function mayComeRight(error: unknown): boolean {
  const { code } = errorDetail(error);
  return code === Code.Unavailable || code === Code.ResourceExhausted || code === Code.DeadlineExceeded;
}

/** How long to wait before a read is tried again. */
export function waitBefore(failures: number, error: unknown, random: () => number): number {
  return (errorDetail(error).retryAfterMs ?? 0) + random() * Math.min(5_000, 300 * 2 ** failures);
}

/**
 * Whether the server may still act on the attempt, or would act on it if it was made again: then the next try must carry the same
 * request id. After every other answer the attempt is over, and a new one needs a new id.
 */
export function isAttemptOpen(error: unknown): boolean {
  const { code } = errorDetail(error);
  return mayComeRight(error) || code === Code.Unknown || code === Code.Internal || code === Code.Canceled || code === Code.Unauthenticated;
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
