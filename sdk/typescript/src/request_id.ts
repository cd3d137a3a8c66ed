const TIME_BYTES = 6;

/**
 * Names an attempt: one for each thing that is meant to happen once, and the same for all its tries.
 *
 * A UUID of version 7, which begins with the time, as the system's own ids do. Not `crypto.randomUUID`, which browsers have on
 * https and on localhost alone: a page that came over plain http can place orders too.
 */
export function newRequestId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // More than 32 bits, so by division: the bit operators would cut it.
  for (let at = TIME_BYTES - 1, rest = now; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes[6] = 0x70 | (byte(bytes, 6) & 0x0f);
  bytes[8] = 0x80 | (byte(bytes, 8) & 0x3f);
  const hex = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
