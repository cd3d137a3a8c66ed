import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CLIENT, startIssuer, type Issuer } from "../issuer.js";
import { order, someone, statusOf, ticket } from "../people.js";
import { settingsOf } from "../processes.js";
import { program, runSystem, stdio, until, type System } from "../run.js";
import { expect, test, type Browser, type Page } from "../test.js";

const AUDIENCE = "baedal-of-oidc-tests";
const services = ["order", "payment", "store", "delivery", "notification", "dashboard", "gateway"];
const parts = { customer: "Customer", store_owner: "Store", rider: "Rider", operator: "Operator" };

let folder: string;
let issuer: Issuer;
let system: System;
let gateway: ChildProcess;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = mkdtempSync(join(tmpdir(), "baedal-oidc-"));
  issuer = await startIssuer();
  const keys = join(folder, "jwks.json");
  writeFileSync(keys, issuer.jwks);
  const set = { issuer: issuer.url, audience: AUDIENCE, jwks_file: keys };
  // Nobody but the issuer's people may do anything here, so nobody can put the demo's stores there.
  system = await runSystem(services.flatMap((service) => Object.entries(set).map(([key, value]) => `${service}.auth.${key}=${value}`)), ["--no-seed"]);
  url = `http://127.0.0.1:${await freePort()}`;
  issuer.serve(url, AUDIENCE);
  gateway = startGateway(new URL(url).host);
  await until(() => fetch(`${url}/healthz`).then(({ ok }) => ok, () => false));
});

test.afterAll(async () => {
  gateway?.kill("SIGTERM");
  await Promise.all([system?.stop(), issuer?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A second door as people of their own have it: keys fetched from the issuer, and no demo tokens. */
function startGateway(listen: string): ChildProcess {
  const { BAEDAL_AUTH__JWKS_FILE: _file, BAEDAL_IDENTITY__SIGNING_KEY_FILE: _demo, ...told } = settingsOf("gateway", system.pid);
  const env = {
    ...told,
    BAEDAL_GRPC__LISTEN: listen,
    BAEDAL_ADMIN__LISTEN: "127.0.0.1:0",
    BAEDAL_AUTH__JWKS_URL: `${issuer.url}/jwks`,
    BAEDAL_CONSOLE__OIDC_CLIENT_ID: CLIENT,
    BAEDAL_CONSOLE__OIDC_SCOPE: "openid",
  };
  return spawn(program("baedal-gateway"), { env: { PATH: process.env.PATH, ...env }, stdio: [...stdio] });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Somebody at the console's front page, who knows no issuer yet. */
async function comes(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, locale: "en-US", timezoneId: "Asia/Seoul" });
  // The issuer's page would like a font from elsewhere.
  await context.route("https://**", (route) => route.abort());
  const page = await context.newPage();
  await page.goto("/");
  return page;
}

async function goesToSignIn(page: Page, part: string): Promise<void> {
  await page.getByRole("radio", { name: part }).check();
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Fills the issuer's own page, and lets the console in. */
async function saysWho(page: Page, account: string): Promise<void> {
  await page.waitForURL(`${issuer.url}/interaction/**`);
  await page.getByPlaceholder("Enter any login").fill(account);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function signsIn(browser: Browser, role: keyof typeof parts, part = parts[role]): Promise<Page> {
  const page = await comes(browser);
  await goesToSignIn(page, part);
  await saysWho(page, someone(role));
  return page;
}

const isLive = (page: Page) => expect(page.getByText("Live", { exact: true })).toBeVisible();

test("people of an issuer sign in at its page, and do what their roles let them", async ({ browser }) => {
  const owner = await signsIn(browser, "store_owner");
  await owner.waitForURL(`${url}/store`);
  await owner.getByLabel("Name of the store").fill("Paper Lantern Noodles");
  await owner.getByRole("button", { name: "Open a store" }).click();
  await owner.getByRole("link", { name: "Menu" }).click();
  await owner.getByRole("button", { name: "Add an item" }).click();
  await owner.getByLabel("Name", { exact: true }).fill("Cold noodles");
  await owner.getByLabel("Price (KRW)").fill("11000");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Cold noodles")).toBeVisible();
  await owner.getByRole("link", { name: "Orders" }).click();

  const customer = await signsIn(browser, "customer");
  await customer.waitForURL(`${url}/customer`);
  await isLive(customer);
  const id = await order(customer, "Paper Lantern Noodles", { "Cold noodles": 1 }, { pickup: true });
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  await ticket(owner, id).getByRole("button", { name: "Accept" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "accepted");
  expect(issuer.asked("/jwks")).toBeGreaterThan(0);

  // Loaded again, the page asks the issuer, who still knows who it is, and comes back to the same order.
  await customer.reload();
  await customer.waitForURL(`${url}/customer/orders/${id}`);
  await expect(statusOf(customer)).toHaveAttribute("data-status", "accepted");
  const kept = await customer.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept).not.toContain("eyJ");
});

test("a role that the token does not carry is not had by asking for its place", async ({ browser }) => {
  const rider = await signsIn(browser, "rider", "Operator");
  await rider.waitForURL(`${url}/operator`);
  await rider.getByRole("link", { name: "Ledger" }).click();
  await rider.getByRole("button", { name: "Audit now" }).click();
  await expect(rider.getByRole("alert").filter({ hasText: "You may not do that with this role." })).toBeVisible();
});

test("a token that runs out is renewed with nobody asked", async ({ browser }) => {
  const page = await comes(browser);
  await page.clock.install();
  await goesToSignIn(page, "Customer");
  await saysWho(page, someone("customer"));
  await isLive(page);
  const before = issuer.asked("/token");
  await page.clock.fastForward("05:00");
  await page.getByRole("link", { name: "My orders" }).click();
  await expect(page.getByText("You have not ordered anything yet.")).toBeVisible();
  expect(issuer.asked("/token")).toBe(before + 1);
  expect(new URL(page.url()).origin).toBe(url);
});

test("who signs out is signed out at the issuer too", async ({ browser }) => {
  const page = await signsIn(browser, "customer");
  await isLive(page);
  await page.locator(".menu summary").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${issuer.url}/session/end**`);
  await page.getByRole("button", { name: /Yes, sign me out/ }).click();
  await page.waitForURL(`${url}/`);
  await goesToSignIn(page, "Customer");
  await page.waitForURL(`${issuer.url}/interaction/**`);
  await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
});

test("who is no longer known at the issuer is asked there, and comes back to the same view", async ({ browser }) => {
  const page = await signsIn(browser, "customer");
  await isLive(page);
  await page.getByRole("link", { name: "Notifications" }).click();
  await page.context().clearCookies();
  await page.reload();
  await saysWho(page, someone("customer"));
  await page.waitForURL(`${url}/customer/notifications`);
  await isLive(page);
});

test("an answer that nobody waits for is refused", async ({ browser }) => {
  const page = await comes(browser);
  await page.goto("/signed-in?code=made-up&state=made-up");
  await expect(page.getByRole("alert")).toContainText("Signing in did not work.");

  // Somebody did leave from here, and the answer is to somebody else.
  await page.goto("/");
  await goesToSignIn(page, "Customer");
  await page.waitForURL(`${issuer.url}/interaction/**`);
  const before = issuer.asked("/token");
  await page.goto(`${url}/signed-in?code=made-up&state=made-up&iss=${encodeURIComponent(issuer.url)}`);
  await expect(page.getByRole("alert")).toContainText("Signing in did not work.");
  expect(issuer.asked("/token"), "the code is not even sent").toBe(before);
});

for (const { what, token } of [{ what: "verifier", token: "refuses" }, { what: "nonce", token: "answers" }]) {
  test(`a sign-in with another ${what} than the one that began is refused`, async ({ browser }) => {
    const page = await comes(browser);
    await page.addInitScript((what) => {
      const left = sessionStorage.getItem("baedal.journey");
      if (location.pathname !== "/signed-in" || !left) return;
      sessionStorage.setItem("baedal.journey", JSON.stringify({ ...JSON.parse(left), [what]: "another-".repeat(6) }));
    }, what);
    await goesToSignIn(page, "Customer");
    const answered = page.waitForResponse(`${issuer.url}/token`);
    await saysWho(page, someone("customer"));
    expect((await answered).status()).toBe(token === "refuses" ? 400 : 200);
    await expect(page.getByRole("alert")).toContainText("Signing in did not work.");
    await page.getByRole("button", { name: "Sign in again" }).click();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  });
}
