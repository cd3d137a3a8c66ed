/**
 * What is the same in browsers and in Node. Transports are in `@baedal/sdk/web` and `@baedal/sdk/node`, the services and
 * their messages in `@baedal/sdk/order/v1` and its like.
 */
export { Code, ConnectError, createClient, type Client, type Transport } from "@connectrpc/connect";
export type { Credentials, GatewayOptions, TokenSource } from "./options.js";
export { errorDetail, type ErrorDetail, type FieldViolation } from "./error.js";
export { follow, type FollowOptions, type WatchRequest } from "./follow.js";
export { newRequestId } from "./request_id.js";
export { retry, type RetryOptions } from "./retry.js";
