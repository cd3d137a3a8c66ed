import { defineConfig } from "@playwright/test";

/** A system is started for the run; its gateway serves the console. `BASE_URL` takes one that runs already. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./system.ts",
  // One system and few cores: tests share it, each with people of its own.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    locale: "en-US",
    timezoneId: "Asia/Seoul",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A name for this machine that is not one of those that browsers trust without TLS.
        "--host-resolver-rules=MAP console.test 127.0.0.1",
      ],
    },
  },
  projects: [
    { name: "flows", testMatch: "flows/*.spec.ts" },
    { name: "screenshots", testMatch: "screenshots.spec.ts" },
  ],
});
