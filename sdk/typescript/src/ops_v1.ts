export * from "./gen/baedal/ops/v1/dead_letter_pb.js";
export * from "./gen/baedal/ops/v1/outbox_pb.js";
