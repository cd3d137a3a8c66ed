import { Code, ConnectError } from "@connectrpc/connect";

import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

/** A field that was refused. */
export interface FieldViolation {
  /** Its path in the request: `lines[0].quantity`. */
  field: string;
  /** What is wrong with it. */
  description: string;
}

/** What Baedal says about a call that failed. */
export interface ErrorDetail {
  code: Code;
  /** For people who read logs; programs go by `reason`. */
  message: string;
  /** Why, as the contracts name it: `CARD_DECLINED`. `undefined` where the failure is not Baedal's: no connection, say. */
  reason: string | undefined;
  /** More about the reason. */
  metadata: Readonly<Record<string, string>>;
  /** The fields that were refused; empty but for `INVALID_FIELDS`. */
  fieldViolations: readonly FieldViolation[];
  /** How long to wait before the call is tried again; `undefined` where the server does not say. */
  retryAfterMs: number | undefined;
  /**
   * Whether the same call may go through later: where the server says when, and where it did not answer at all (UNAVAILABLE,
   * DEADLINE_EXCEEDED). The latter may have had its effect by then, so it is made again only under the same `request_id`. Anything
   * else stays as it is, a request that is too large (RESOURCE_EXHAUSTED) for one.
   */
  mayPass: boolean;
}

/** Reads an error that a call threw, whatever it is. */
export function errorDetail(error: unknown): ErrorDetail {
  const status = ConnectError.from(error);
  const info = status.findDetails(ErrorInfoSchema)[0];
  const delay = status.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    code: status.code,
    message: status.rawMessage,
    reason: info?.reason,
    metadata: info?.metadata ?? {},
    fieldViolations: status
      .findDetails(BadRequestSchema)
      .flatMap((detail) => detail.fieldViolations)
      .map(({ field, description }) => ({ field, description })),
    // Upwards, as no try may come before its time.
    retryAfterMs: delay && Number(delay.seconds) * 1_000 + Math.ceil(delay.nanos / 1_000_000),
    mayPass: delay !== undefined || status.code === Code.Unavailable || status.code === Code.DeadlineExceeded,
  };
}
