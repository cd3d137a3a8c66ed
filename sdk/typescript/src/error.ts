import { durationMs } from "@bufbuild/protobuf/wkt";
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
    retryAfterMs: delay && durationMs(delay),
  };
}
