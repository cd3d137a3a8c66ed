import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** `kill -9` for the gateway of the system that these tests started, which starts it again. */
export function killGateway(): void {
  const system = Number(process.env.SYSTEM_PID);
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && isGateway(pid) && descendsFrom(pid, system)) process.kill(pid, "SIGKILL");
  }
}

function isGateway(pid: number): boolean {
  try {
    return /\/baedal-gateway( \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`));
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
