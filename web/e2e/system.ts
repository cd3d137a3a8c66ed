import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const STARTS_WITHIN_MS = 180_000;

/** Starts a whole system with data of its own, and stops it when the tests are done. */
export default async function system(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BASE_URL) return undefined;
  const data = mkdtempSync(join(tmpdir(), "baedal-console-"));
  const program = resolve(import.meta.dirname, "../..", process.env.CARGO_TARGET_DIR ?? "target", "debug/baedal-dev");
  const child = spawn(
    program,
    [
      ...["run", "--random-ports", "--no-build", "--data-dir", join(data, "system")],
      // Few pay at once here, and whoever is told to wait waits long enough to be looked at.
      ...["--set", "order.checkout.max_in_flight=2", "--set", "order.checkout.retry_after=10s"],
    ],
    { stdio: ["ignore", process.env.DEBUG ? "inherit" : "ignore", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const script = join(data, "system", "demo.env");
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!existsSync(script)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error("the system does not start");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const gateway = /^export GATEWAY=(.+)$/m.exec(readFileSync(script, "utf8"))?.[1];
  if (!gateway) throw new Error("demo.env does not say where the gateway is");
  process.env.BASE_URL = `http://${gateway}`;
  process.env.SYSTEM_PID = String(child.pid);
  return async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}
