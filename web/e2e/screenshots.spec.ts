import { mkdirSync } from "node:fs";

import { Fulfillment, OrderStatus } from "@baedal/sdk/order/v1";
import { expect, test, type Browser, type Page } from "@playwright/test";

import { slipIn } from "./events.js";
import { arrive, base, fillCart, order, ticket } from "./people.js";

const folder = process.env.SCREENSHOTS ?? "screenshots";
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;

interface Look {
  name: string;
  colorScheme: "light" | "dark";
  viewport: { width: number; height: number };
}

const looks: Look[] = (["light", "dark"] as const).flatMap((colorScheme) =>
  Object.entries(sizes).map(([size, viewport]) => ({ name: `${size}-${colorScheme}`, colorScheme, viewport })),
);

/** A town with something going on, so that the views have something to show. */
async function liven(browser: Browser): Promise<{ minji: string; rider: string; cooking: string }> {
  const [minji, rider] = ["minji", "junho"];
  const customer = await arrive(browser, "customer", minji);
  const owner = await arrive(browser, "store", "demo-owner");
  const carrier = await arrive(browser, "rider", rider);
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Han River Chicken" });
  const ids: string[] = [];
  for (const items of [{ "Fried chicken": 2 }, { "Soy garlic chicken": 1, "Pickled radish": 2 }, { "Fried chicken": 1, "Pickled radish": 1 }, { "Soy garlic chicken": 2 }]) {
    await customer.getByRole("link", { name: "Stores" }).click();
    ids.push(await order(customer, "Han River Chicken", items));
  }
  const [first = "", second = "", third = ""] = ids;
  const press = (page: Page, id: string, name: string) => ticket(page, id).getByRole("button", { name, exact: true }).click();
  for (const id of [first, second, third]) await press(owner, id, "Accept");
  for (const id of [first, second]) await press(owner, id, "Start");
  await press(owner, first, "Ready");
  await press(carrier, first, "Take it");
  await press(carrier, first, "I have the food");
  await expect(ticket(carrier, first).getByRole("button", { name: "Handed over" })).toBeVisible();
  if (process.env.SYSTEM_PID) await trouble(customer, owner, third);
  return { minji, rider, cooking: first };
}

/** An event that nobody can work, and an order whose goods and money do not fit: what an operator is there for. */
async function trouble(customer: Page, owner: Page, accepted: string): Promise<void> {
  await customer.getByRole("link", { name: "Stores" }).click();
  const id = await order(customer, "Han River Chicken", { "Pickled radish": 1 });
  await ticket(owner, id).getByRole("button", { name: "Decline" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "We are out of an ingredient" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Decline", exact: true }).click();
  await expect(customer.getByText("You have your money back.")).toBeVisible();
  const whose = [[2, "minji"], [3, await owner.getByRole("combobox", { name: "Store" }).inputValue()]] as const;
  await slipIn("order.progressed", "OrderProgressed", id, [...whose, [5, OrderStatus.DELIVERED]]);
  // The kitchen cannot be done before it has begun.
  await slipIn("ticket.cooked", "TicketCooked", accepted, [...whose, [5, Fulfillment.DELIVERY]]);
}

let town: Awaited<ReturnType<typeof liven>>;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(600_000);
  mkdirSync(folder, { recursive: true });
  town = await liven(browser);
});

for (const look of looks) {
  test(`every view, ${look.name}`, async ({ browser }) => {
    test.setTimeout(600_000);
    const options = { colorScheme: look.colorScheme, viewport: look.viewport, reducedMotion: "reduce" } as const;
    const take = async (page: Page, name: string) => {
      await expect(page.locator(".skeleton")).toHaveCount(0);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `${folder}/${name}-${look.name}.png`, animations: "disabled" });
    };

    const welcome = await (await browser.newContext({ baseURL: base(), locale: "en-US", ...options })).newPage();
    await welcome.goto("/");
    await expect(welcome.getByRole("button", { name: "Enter" })).toBeVisible();
    await take(welcome, "welcome");

    const customer = await arrive(browser, "customer", town.minji, options);
    await take(customer, "stores");
    await customer.goto(`/customer/orders/${town.cooking}`);
    await expect(customer.locator(".way-steps")).toBeVisible();
    await take(customer, "order");
    await customer.goto("/customer/orders");
    await take(customer, "orders");
    await customer.goto("/customer/notifications");
    await take(customer, "notifications");
    await customer.goto("/customer");
    await fillCart(customer, "Han River Chicken", { "Fried chicken": 2, "Pickled radish": 1 });
    await take(customer, "menu");
    await customer.locator("#cart").scrollIntoViewIfNeeded();
    await customer.getByRole("button", { name: /^Pay / }).scrollIntoViewIfNeeded();
    await take(customer, "cart");

    const owner = await arrive(browser, "store", "demo-owner", options);
    await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Han River Chicken" });
    await take(owner, "board");
    await owner.getByRole("button", { name: "Decline" }).first().click();
    await take(owner, "decline");
    await owner.keyboard.press("Escape");
    await owner.getByRole("link", { name: "Menu" }).click();
    await expect(owner.getByText("Soy garlic chicken")).toBeVisible();
    await take(owner, "menu-editor");
    await owner.getByRole("button", { name: "Change Soy garlic chicken" }).click();
    await take(owner, "menu-item");
    await owner.keyboard.press("Escape");
    await owner.getByRole("link", { name: "Sales" }).click();
    await expect(owner.locator(".bars")).toBeVisible();
    await take(owner, "sales");

    await take(await arrive(browser, "rider", town.rider, options), "rider");

    const operator = await arrive(browser, "operator", "sora", options);
    await expect(operator.getByText("Caught up")).toBeVisible();
    await take(operator, "overview");
    await operator.getByRole("link", { name: "Orders" }).click();
    await take(operator, "operator-orders");
    await operator.getByRole("link", { name: "Dead letters" }).click();
    if (process.env.SYSTEM_PID) await expect(operator.locator(".letter").first()).toBeVisible();
    await take(operator, "dead-letters");
    if (process.env.SYSTEM_PID) {
      await operator.getByRole("button", { name: "Show" }).first().click();
      await expect(operator.getByRole("dialog").locator("pre")).toContainText("orderId");
      await take(operator, "dead-letter");
      await operator.keyboard.press("Escape");
    }
    await operator.getByRole("link", { name: "Ledger" }).click();
    await operator.getByRole("button", { name: "Audit now" }).click();
    await expect(operator.getByText(/^Payments compared: \d+\./)).toBeVisible();
    await take(operator, "ledger");

    if (look.name === "phone-light") {
      const korean = await (await browser.newContext({ baseURL: base(), locale: "ko-KR", ...options })).newPage();
      await korean.goto("/");
      await korean.getByLabel("이름").fill(town.minji);
      await korean.getByRole("button", { name: "들어가기" }).click();
      await korean.waitForURL("**/customer");
      await korean.goto(`/customer/orders/${town.cooking}`);
      await expect(korean.locator(".way-steps")).toBeVisible();
      await take(korean, "order-korean");
    }
    for (const context of browser.contexts()) await context.close();
  });
}
