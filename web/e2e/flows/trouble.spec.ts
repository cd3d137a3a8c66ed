import { crowd } from "../crowd.js";
import { arrive, base, fillCart, order, pay, someone, statusOf, ticket } from "../people.js";
import { killGateway } from "../processes.js";
import { expect, test, type Page } from "../test.js";

test("a declined card charges nothing, and another card can be tried", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 2 });
  await customer.getByLabel("Test card").selectOption("card_decline");
  await pay(customer);
  await expect(customer.getByText("The card was declined.")).toBeVisible();

  await customer.getByLabel("Test card").selectOption("card_approve");
  await pay(customer);
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
});

test("when many people pay, one waits for a countdown, tries once more, and pays once", async ({ browser }) => {
  test.skip(!process.env.SYSTEM_PID, "only on a system that takes two payments at once");
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { "Flat white": 1 });
  const requests = idsOf(customer);

  const goHome = await crowd("Blue Hanok Coffee");
  const dialog = customer.getByRole("dialog", { name: "Just a moment" });
  await pay(customer);
  await expect(dialog).toContainText("Many people are paying right now. Nothing was charged.");
  await expect(dialog.getByRole("button", { name: /Try again in \d+ s/ })).toBeDisabled();
  await expect(dialog.getByRole("button", { name: "Change the cart instead" })).toBeVisible();
  await goHome();
  await dialog.getByRole("button", { name: "Try again", exact: true }).click();

  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  expect(requests.length).toBeGreaterThan(1);
  expect(new Set(requests).size).toBe(1);
  await customer.getByRole("link", { name: "My orders" }).click();
  await expect(customer.locator(".rows li")).toHaveCount(1);
});

test("while the card company is down nobody pays twice, also after loading the page again", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 1 });
  await customer.getByLabel("Test card").selectOption("card_unavailable");
  const ids = idsOf(customer);
  const dialog = customer.getByRole("dialog");
  await pay(customer);
  await expect(dialog).toContainText("The card company has not answered yet.");
  await expect(dialog.getByRole("button", { name: "Change the cart instead" })).toHaveCount(0);

  await customer.keyboard.press("Escape");
  await hasNoWayButOn(customer);
  await customer.reload();
  await hasNoWayButOnWithTheCard(customer);
  await customer.getByRole("link", { name: "Stores" }).click();
  await customer.getByRole("link", { name: "Han River Chicken" }).click();
  await expect(customer.getByText("We do not know yet what became of your order from Blue Hanok Coffee.")).toBeVisible();
  await expect(customer.getByRole("button", { name: "Add Fried chicken" })).toBeDisabled();
  await customer.goBack();
  await customer.getByRole("link", { name: /1 item/ }).click();
  await hasNoWayButOnWithTheCard(customer);
  await customer.getByLabel("Test card").selectOption("card_unavailable");
  await customer.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toBeVisible();
  expect(ids.length).toBe(2);
  expect(new Set(ids).size).toBe(1);
});

test("an order whose answer was lost is found again after loading the page, by its id and the card", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 1 });
  const ids = idsOf(customer);
  await customer.route("**/*.OrderService/PlaceOrder", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await pay(customer);
  await expect(customer.getByRole("dialog")).toBeVisible();
  await customer.unroute("**/*.OrderService/PlaceOrder");
  await customer.reload();
  await hasNoWayButOnWithTheCard(customer);
  // Another card is not charged under the same id, and the order stays as open as it was.
  await customer.getByLabel("Test card").selectOption("card_slow_2000");
  await customer.getByRole("button", { name: "Try again" }).click();
  await expect(customer.getByText("Your last try was with another card, and this one was not charged.")).toBeVisible();
  await customer.getByLabel("Test card").selectOption("card_approve");
  await customer.getByRole("button", { name: "Try again" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  expect(ids.length).toBe(3);
  await hasOrderedOnce(customer, ids);
});

test("an order whose answer was lost is asked for again, and is one order", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 1 });
  const ids = idsOf(customer);
  await customer.route("**/*.OrderService/PlaceOrder", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await pay(customer);
  await expect(customer.getByRole("dialog")).toBeVisible();
  await customer.unroute("**/*.OrderService/PlaceOrder");
  await customer.keyboard.press("Escape");
  await hasNoWayButOn(customer);
  await customer.getByRole("button", { name: "Try again" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  expect(ids.length).toBe(2);
  await hasOrderedOnce(customer, ids);
});

test("nothing of an order can be changed while it is paid for, also from another view", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 1 });
  const ids = idsOf(customer);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await customer.route("**/*.OrderService/PlaceOrder", async (route) => {
    await held;
    await route.continue();
  });
  await pay(customer);
  for (const more of await customer.getByRole("button", { name: "One more Americano" }).all()) await expect(more).toBeDisabled();
  await expect(customer.getByLabel("Test card")).toBeDisabled();
  await customer.getByRole("button", { name: "Paying…" }).click({ force: true });

  await customer.getByRole("link", { name: "Stores" }).click();
  await customer.getByRole("link", { name: /1 item/ }).click();
  await hasNoWayButOn(customer);
  letGo();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  await expect(customer.getByText("1 × Americano")).toBeVisible();
  await hasOrderedOnce(customer, ids);
});

test("somebody else's order is not there", async ({ browser }) => {
  const owner = await arrive(browser, "customer", someone("minji"));
  const id = await order(owner, "Blue Hanok Coffee", { Americano: 1 });
  const stranger = await arrive(browser, "customer", someone("stranger"));
  await stranger.goto(`${base()}/customer/orders/${id}`);
  await expect(stranger.getByRole("alert")).toContainText("There is no such order, or it is not yours.");
});

test("a token that ran out is renewed without a word", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  let refused = 0;
  await customer.route("**/*.OrderService/ListOrders", async (route) => {
    const headers = refused++ === 0 ? { ...route.request().headers(), authorization: "Bearer expired" } : route.request().headers();
    await route.continue({ headers });
  });
  await customer.getByRole("link", { name: "My orders" }).click();
  await expect(customer.getByText("You have not ordered anything yet.")).toBeVisible();
  expect(refused).toBe(2);
});

test("a sign-in that cannot be renewed says so, keeps the cart, and goes on after signing in", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 2 });
  await customer.route("**/baedal.order.v1.OrderService/*", (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: "Bearer expired" } }),
  );
  await pay(customer);
  await expect(customer.getByRole("alert").filter({ hasText: "Your sign-in has expired." })).toBeVisible();
  await customer.unroute("**/baedal.order.v1.OrderService/*");
  await customer.keyboard.press("Escape");
  await customer.getByRole("button", { name: "Sign in again" }).click();
  await expect(customer.getByText("Your sign-in has expired.")).toHaveCount(0);
  await pay(customer);
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
});

test("an order whose answer was lost stays the same one, also when somebody in between says no", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await fillCart(customer, "Blue Hanok Coffee", { Americano: 1 });
  const ids = idsOf(customer);
  const calls = "**/baedal.order.v1.OrderService/*";
  await customer.route(calls, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await pay(customer);
  await expect(customer.getByRole("dialog")).toBeVisible();
  await customer.unroute(calls);
  // As a mesh says it, of a call without a token: it has not heard of gRPC.
  await customer.route(calls, (route) => route.fulfill({ status: 403, body: "RBAC: access denied" }));
  await customer.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(customer.getByRole("dialog")).toContainText("You may not do that with this role.");
  await customer.unroute(calls);
  await customer.keyboard.press("Escape");
  await hasNoWayButOn(customer);
  await customer.getByRole("button", { name: "Try again" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  expect(ids.length).toBe(3);
  await hasOrderedOnce(customer, ids);
});

test("a gateway that dies in the middle is waited for, and nothing is missed", async ({ browser }) => {
  test.skip(!process.env.SYSTEM_PID, "only on a system of our own");
  const owner = await arrive(browser, "store", "demo-owner");
  const customer = await arrive(browser, "customer", someone("minji"));
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Blue Hanok Coffee" });
  const id = await order(customer, "Blue Hanok Coffee", { Americano: 1 }, { pickup: true });
  await ticket(owner, id).getByRole("button", { name: "Accept" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "accepted");

  killGateway();
  await expect(customer.getByText("Connection lost. Reconnecting…")).toBeVisible();
  await expect(owner.getByText("Live", { exact: true })).toBeVisible();
  await ticket(owner, id).getByRole("button", { name: "Start" }).click();
  await expect(customer.getByText("Live", { exact: true })).toBeVisible();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "cooking");
});

test("offline is said, and the page goes on by itself", async ({ browser }) => {
  const customer = await arrive(browser, "customer", someone("minji"));
  await customer.context().setOffline(true);
  await expect(customer.getByRole("status").filter({ hasText: "You are offline." })).toBeVisible();
  await customer.context().setOffline(false);
  await expect(customer.getByText("You are offline.")).toHaveCount(0);
  await expect(customer.getByText("Live", { exact: true })).toBeVisible();
});

/** The ids of all tries to order, as they are made. */
function idsOf(page: Page): string[] {
  const ids: string[] = [];
  page.on("request", (request) => request.url().endsWith("/PlaceOrder") && ids.push(requestId(request.postDataBuffer())));
  return ids;
}

/** Nothing can be changed, so nothing can be ordered by another id: there is only the same order, once more. */
async function hasNoWayButOn(page: Page): Promise<void> {
  await isTheSameOrder(page);
  await expect(page.getByLabel("Test card")).toBeDisabled();
}

/** The same, on a page that was loaded again: which card it was, the customer has to say, as no page keeps it. */
async function hasNoWayButOnWithTheCard(page: Page): Promise<void> {
  await isTheSameOrder(page);
  await expect(page.getByLabel("Test card")).toHaveValue("");
  await expect(page.getByRole("button", { name: "Try again" })).toBeDisabled();
}

async function isTheSameOrder(page: Page): Promise<void> {
  await expect(page.getByText("We do not know yet what became of your last try.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  for (const name of ["Change the cart instead", /^Pay /]) await expect(page.getByRole("button", { name })).toHaveCount(0);
  for (const button of await page.getByRole("button", { name: /^One |^Add / }).all()) await expect(button).toBeDisabled();
}

async function hasOrderedOnce(page: Page, ids: readonly string[]): Promise<void> {
  expect(new Set(ids).size).toBe(1);
  await page.getByRole("link", { name: "My orders" }).click();
  await expect(page.locator(".rows li")).toHaveCount(1);
}

/** The request's first field, as it lies on the wire: five bytes of frame, tag, length, text. */
const requestId = (body: Buffer | null): string => body?.subarray(7, 43).toString() ?? "";
