import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The services of a system that these tests started, by the names of their programs. */
export type Program = "gateway" | "order" | "payment";

/** `kill -9` for the gateway of the system that all tests share, which starts it again. */
export function killGateway(): void {
  process.kill(pidOf("gateway", shared()), "SIGKILL");
}

/** What a service was told, by variable. */
export function settingsOf(service: Program, system = shared()): Record<string, string> {
  const lines = readFileSync(`/proc/${pidOf(service, system)}/environ`, "utf8").split("\0");
  const told = lines.filter((line) => line.startsWith("BAEDAL_")).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
  return Object.fromEntries(told) as Record<string, string>;
}

const shared = (): number => Number(process.env.SYSTEM_PID);

function pidOf(service: Program, system: number): number {
  const pid = readdirSync("/proc").map(Number).find((pid) => Number.isInteger(pid) && runs(pid, `baedal-${service}`) && descendsFrom(pid, system));
  if (pid === undefined) throw new Error(`${service} does not run`);
  return pid;
}

function runs(pid: number, program: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "").endsWith(`/${program}`);
  } catch {
    return false;
  }
}

function descendsFrom(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true;
    try {
      // The second field is the name in brackets, which may hold anything; the parent is the second one after it.
      at = Number(readFileSync(`/proc/${at}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
    } catch {
      return false;
    }
  }
  return false;
}
