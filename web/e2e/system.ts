import { runSystem } from "./run.js";

/** Starts a whole system with data of its own, and stops it when the tests are done. */
export default async function system(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BASE_URL) return undefined;
  const system = await runSystem([
    // Few pay at once here, and whoever is told to wait waits long enough to be looked at.
    "order.checkout.max_in_flight=2",
    "order.checkout.retry_after=10s",
    // As many tries as ever before an event is parked, within seconds and not hours.
    "order.consumer.retry_max_ms=500",
    "order.consumer.patience_s=0",
  ]);
  process.env.BASE_URL = system.url;
  process.env.SYSTEM_PID = String(system.pid);
  return system.stop;
}
