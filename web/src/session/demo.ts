import { createClient } from "@baedal/sdk";
import { IdentityService, Role } from "@baedal/sdk/identity/v1";
import { webTransport } from "@baedal/sdk/web";
import { timestampMs } from "@bufbuild/protobuf/wkt";

import type { Place, Renew } from "./session.js";

const roles: Record<Place, Role> = {
  customer: Role.CUSTOMER,
  store: Role.STORE_OWNER,
  rider: Role.RIDER,
  operator: Role.OPERATOR,
};

/** Who the demo's people are; the owner is the one whose stores there are. */
export const demoNames: Record<Place, string> = {
  customer: "minji",
  store: "demo-owner",
  rider: "junho",
  operator: "sora",
};

/** Tokens for anyone, as the demo hands them out. */
export function demoTokens(): Renew {
  const client = createClient(IdentityService, webTransport({ baseUrl: location.origin, plaintext: true }));
  return async ({ subject, place }) => {
    const { token, expiresAt } = await client.issueToken({ subject, roles: [roles[place]] });
    return { token, expiresAt: expiresAt ? timestampMs(expiresAt) : 0 };
  };
}
