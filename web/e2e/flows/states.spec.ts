import { ListDeadLettersRequestSchema, ListDeadLettersResponseSchema } from "@baedal/sdk/ops/v1";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";

import { arrive, base, someone, type Place } from "../people.js";
import { expect, test, type Page, type Route } from "../test.js";

const INTERNAL = "13";
const DENIED = "7";

interface List {
  place: Place;
  path: string;
  /** What fills it. */
  call: string;
  /** Something that is there when it is filled, or the words that it is empty. */
  then: string | RegExp;
  /** What it says when the call fails, where that is not the same as everywhere. */
  says?: string;
}

/** Each list of each place. */
const lists: List[] = [
  { place: "customer", path: "/customer", call: "CatalogService/ListStores", then: "Han River Chicken" },
  { place: "customer", path: "/customer/orders", call: "OrderService/ListOrders", then: "You have not ordered anything yet." },
  { place: "customer", path: "/customer/notifications", call: "NotificationService/ListNotifications", then: "Nothing yet." },
  { place: "customer", path: "/customer/notifications", call: "NotificationService/GetPreferences", then: "Language of messages" },
  { place: "store", path: "/store", call: "CatalogService/ListStores", then: "You have no store yet." },
  { place: "rider", path: "/rider", call: "DeliveryService/ListAvailableDeliveries", then: /Nothing to carry right now|Take it/ },
  { place: "rider", path: "/rider", call: "DashboardService/ListOrderViews", then: "You carry nothing." },
  { place: "rider", path: "/rider", call: "DeliveryService/ListRiderStats", then: "Under way" },
  { place: "operator", path: "/operator", call: "DashboardService/GetProjectionStatus", then: /Caught up|events behind/ },
  { place: "operator", path: "/operator/orders", call: "DashboardService/ListOrderViews", then: /No orders yet|Customer/ },
  { place: "operator", path: "/operator/dead-letters", call: "DeadLetterService/ListDeadLetters", then: /Every event was worked|Work it again/, says: "no answer." },
];
const kept: List[] = [
  { place: "store", path: "/store", call: "TicketService/ListTickets", then: "Being made" },
  { place: "store", path: "/store/menu", call: "CatalogService/ListMenuItems", then: /^₩/ },
  { place: "store", path: "/store/sales", call: "DashboardService/ListItemSales", then: /Nothing is sold yet|Revenue/ },
];

const failure = (route: Route, status = INTERNAL) =>
  route.fulfill({ status: 200, contentType: "application/grpc-web+proto", headers: { "grpc-status": status, "grpc-message": "broken" }, body: "" });

/** A flag and a length stand before each message, and the last one holds the trailers. */
const FRAME = 5;
const TRAILERS = 0x80;

function success(route: Route, message: Uint8Array): Promise<void> {
  const framed = (flag: number, body: Uint8Array) => {
    const head = Buffer.alloc(FRAME);
    head.writeUInt8(flag, 0);
    head.writeUInt32BE(body.length, 1);
    return Buffer.concat([head, body]);
  };
  const body = Buffer.concat([framed(0, message), framed(TRAILERS, Buffer.from("grpc-status: 0\r\n"))]);
  return route.fulfill({ status: 200, contentType: "application/grpc-web+proto", body });
}

/** Keeps the call waiting; answers what lets it fail. */
async function hold(page: Page, call: string): Promise<() => void> {
  let letFail = () => {};
  const held = new Promise<void>((resolve) => (letFail = resolve));
  await page.route(`**/*.${call}`, async (route) => {
    await held;
    await failure(route);
  });
  return letFail;
}

async function waitsFailsAndComes(page: Page, { path, call, then, says = "That did not work." }: List): Promise<void> {
  const letFail = await hold(page, call);
  await page.goto(base() + path);
  await expect(page.locator(".skeleton").first(), `${call} is waited for`).toBeVisible();
  letFail();
  const problem = page.getByRole("alert").filter({ hasText: says }).first();
  await expect(problem, `${call} fails`).toBeVisible();
  await page.unroute(`**/*.${call}`);
  const again = problem.getByRole("button", { name: "Try again" });
  await expect(async () => {
    // What is asked for now and then, or when an order changes, may come before it is asked for by hand.
    if (await again.isVisible()) await again.click({ timeout: 1_000 });
    await expect(page.getByText(then).first(), `${call} comes`).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(problem).toHaveCount(0);
}

for (const place of ["customer", "store", "rider", "operator"] as const) {
  test(`every list is waited for, says when it fails, and when it is empty: ${place}`, async ({ browser }) => {
    const page = await arrive(browser, place, someone(place));
    for (const list of lists.filter((each) => each.place === place)) await waitsFailsAndComes(page, list);
  });
}

test("so does what a store with something in it shows", async ({ browser }) => {
  const page = await arrive(browser, "store", "demo-owner");
  for (const list of kept) await waitsFailsAndComes(page, list);
});

test("an audit that fails says so, and is made again", async ({ browser }) => {
  const page = await arrive(browser, "operator", "sora");
  const letFail = await hold(page, "PaymentService/AuditLedger");
  await page.goto(`${base()}/operator/ledger`);
  await page.getByRole("button", { name: "Audit now" }).click();
  await expect(page.getByText("Payments compared: 0…")).toBeVisible();
  letFail();
  const problem = page.getByRole("alert").filter({ hasText: "That did not work." });
  await expect(problem).toBeVisible();
  await page.unroute("**/*.PaymentService/AuditLedger");
  await problem.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText(/^Payments compared: \d+\. /)).toBeVisible();
  await expect(problem).toHaveCount(0);
});

test("where a role is refused the orders, that is said, and not that the connection is lost", async ({ browser }) => {
  const page = await arrive(browser, "operator", someone("operator"));
  await page.route("**/*.DashboardService/ListOrderViews", (route) => failure(route, DENIED));
  await page.goto(`${base()}/operator/orders`);
  await expect(page.getByRole("alert")).toContainText("You may not do that with this role.");
  await expect(page.getByRole("status").filter({ hasText: "You may not do that with this role." })).toBeVisible();
  await expect(page.getByText("Connection lost.")).toHaveCount(0);
});

test("an operator sees that more is parked than fits a page, and turns the page", async ({ browser }) => {
  const page = await arrive(browser, "operator", "sora");
  const letters = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ deadLetterId: `letter-${from + index}`, eventType: "baedal.events.v1.Unheard", key: `order-${from + index}` }));
  await page.route("**/*.DeadLetterService/ListDeadLetters", async (route) => {
    const isPayment = route.request().headers()["baedal-service"] === "payment";
    const { pageToken } = fromBinary(ListDeadLettersRequestSchema, route.request().postDataBuffer()?.subarray(FRAME) ?? new Uint8Array());
    const answer = !isPayment ? {} : pageToken ? { deadLetters: letters(100, 3) } : { deadLetters: letters(0, 100), nextPageToken: "more" };
    await success(route, toBinary(ListDeadLettersResponseSchema, create(ListDeadLettersResponseSchema, answer)));
  });
  await page.goto(`${base()}/operator`);
  await page.getByRole("link", { name: "100+ parked events" }).click();
  await expect(page.locator("article.letter")).toHaveCount(100);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.locator("article.letter")).toHaveCount(103);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("an operator is told who does not answer, and not that all is well", async ({ browser }) => {
  const page = await arrive(browser, "operator", "sora");
  await page.route("**/*.DeadLetterService/ListDeadLetters", (route) =>
    route.request().headers()["baedal-service"] === "payment" ? failure(route) : route.continue(),
  );
  await page.goto(`${base()}/operator`);
  const tile = page.getByRole("region", { name: "Dead letters" });
  await expect(tile).toContainText("Payment: no answer.");
  await expect(tile).not.toContainText("None.");
  await page.getByRole("link", { name: "Dead letters" }).click();
  await expect(page.getByRole("alert")).toContainText("Payment: no answer.");
  await page.unroute("**/*.DeadLetterService/ListDeadLetters");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a view that was never loaded says that one is offline, and loads when the connection is back", async ({ browser }) => {
  const page = await arrive(browser, "customer", someone("minji"));
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "My orders" }).click();
  await expect(page.locator(".notice").filter({ hasText: "You are offline." })).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("You have not ordered anything yet.")).toBeVisible();
});

test("nobody is asked for new deliveries while the page is hidden, and at once when it is seen again", async ({ browser }) => {
  const page = await arrive(browser, "rider", someone("rider"));
  await page.clock.install();
  await page.reload();
  let asked = 0;
  page.on("request", (request) => request.url().endsWith("/ListAvailableDeliveries") && asked++);
  await expect.poll(() => asked, "it is asked again and again").toBeGreaterThan(1);

  const become = (state: "hidden" | "visible") =>
    page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await become("hidden");
  const before = asked;
  await page.clock.runFor(15_000);
  expect(asked).toBe(before);
  await become("visible");
  await expect.poll(() => asked).toBeGreaterThan(before);
});

test("over plain http, from a machine nearby, an order can be placed", async ({ browser }) => {
  // Only https and the machine itself count as secure, and browsers keep some of what they can from everybody else.
  const nearby = base().replace("127.0.0.1", "console.test");
  const page = await arrive(browser, "customer", someone("minji"), { baseURL: nearby });
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.randomUUID])).toEqual([false, "undefined"]);
  await page.getByRole("link", { name: "Blue Hanok Coffee" }).click();
  await page.getByRole("button", { name: "Add Americano" }).click();
  await page.getByRole("button", { name: /^Pay / }).click();
  await expect(page.locator("[data-status]")).toHaveAttribute("data-status", "placed");
});
