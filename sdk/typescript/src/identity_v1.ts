export * from "./gen/baedal/identity/v1/access_pb.js";
export * from "./gen/baedal/identity/v1/identity_pb.js";
