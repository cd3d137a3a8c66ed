import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const STARTS_WITHIN_MS = 180_000;
const STEP_MS = 100;

export interface System {
  /** Where its gateway is. */
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

/** A program of this workspace, as `cargo build` left it. */
export const program = (name: string): string =>
  resolve(import.meta.dirname, "../..", process.env.CARGO_TARGET_DIR ?? "target", "debug", name);

export const stdio = ["ignore", process.env.DEBUG ? "inherit" : "ignore", "inherit"] as const;

/** Starts a whole system with data of its own; `settings` are `service.key=value`. */
export async function runSystem(settings: readonly string[], more: readonly string[] = []): Promise<System> {
  const data = mkdtempSync(join(tmpdir(), "baedal-console-"));
  const child = spawn(
    program("baedal-dev"),
    ["run", "--random-ports", "--no-build", "--data-dir", join(data, "system"), ...settings.flatMap((each) => ["--set", each]), ...more],
    { stdio: [...stdio] },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const script = join(data, "system", "demo.env");
  await until(() => {
    if (child.exitCode !== null) throw new Error("the system does not start");
    return existsSync(script) && readFileSync(script, "utf8").includes("export OPERATOR=");
  });
  const gateway = /^export GATEWAY=(.+)$/m.exec(readFileSync(script, "utf8"))?.[1];
  if (!gateway || !child.pid) throw new Error("demo.env does not say where the gateway is");
  return {
    url: `http://${gateway}`,
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("it takes too long");
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
