export * from "./gen/google/type/latlng_pb.js";
export * from "./gen/google/type/money_pb.js";
