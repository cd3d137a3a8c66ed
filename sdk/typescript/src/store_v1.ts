export * from "./gen/baedal/store/v1/catalog_pb.js";
export * from "./gen/baedal/store/v1/ticket_pb.js";
