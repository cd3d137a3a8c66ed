import { isAccessible, isAccessibleDayAndNight } from "../axe.js";
import { crowd } from "../crowd.js";
import { arrive, base, fillCart, order, pay, someone, statusOf, ticket, type Place } from "../people.js";
import { expect, test, type Locator } from "../test.js";

/** Every view that a place has, without those of one order. */
const views: Record<Place, string[]> = {
  customer: ["/customer", "/customer/orders", "/customer/notifications", "/customer/nowhere"],
  store: ["/store", "/store/menu", "/store/sales"],
  rider: ["/rider"],
  operator: ["/operator", "/operator/orders", "/operator/dead-letters", "/operator/ledger"],
};
const names: Record<Place, string> = { customer: "", store: "demo-owner", rider: "junho", operator: "sora" };

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in any view, ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const options = { colorScheme, reducedMotion: "reduce" } as const;
    const welcome = await (await browser.newContext({ baseURL: base(), ...options })).newPage();
    await welcome.goto("/");
    await expect(welcome.getByRole("button", { name: "Enter" })).toBeVisible();
    await isAccessible(welcome);

    const customer = await arrive(browser, "customer", someone("minji"), options);
    const id = await order(customer, "Blue Hanok Coffee", { Americano: 2 });
    await expect(customer.locator(".way-steps")).toBeVisible();
    await isAccessible(customer);
    await customer.getByRole("button", { name: "Cancel the order" }).click();
    await isAccessible(customer);
    await customer.keyboard.press("Escape");
    await customer.getByRole("link", { name: "Stores" }).click();
    await fillCart(customer, "Han River Chicken", { "Fried chicken": 1 });
    await isAccessible(customer);

    for (const [place, paths] of Object.entries(views) as [Place, string[]][]) {
      const page = place === "customer" ? customer : await arrive(browser, place, names[place], options);
      for (const path of paths) {
        await page.goto(base() + path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        if (place === "operator" && path === "/operator/orders") await expect(page.locator(`[data-order="${id}"]`)).toBeVisible();
        await isAccessible(page);
      }
    }
  });
}

test("axe finds nothing serious in the dialogs of stores and of those who pay, light and dark", async ({ browser }) => {
  test.skip(!process.env.SYSTEM_PID, "only on a system that takes two payments at once");
  const owner = await arrive(browser, "store", "demo-owner");
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Mugunghwa Flowers" });
  const customer = await arrive(browser, "customer", someone("minji"));
  const id = await order(customer, "Mugunghwa Flowers", { "Single rose": 1 }, { pickup: true });

  await ticket(owner, id).getByRole("button", { name: "Decline" }).click();
  await expect(owner.getByRole("dialog", { name: "Decline this order?" })).toBeVisible();
  await isAccessibleDayAndNight(owner);
  await owner.keyboard.press("Escape");
  await owner.getByRole("link", { name: "Menu" }).click();
  await owner.getByRole("button", { name: "Change Single rose" }).click();
  await owner.getByLabel("Price (KRW)").fill("a rose");
  await expect(owner.getByRole("dialog", { name: "Change Single rose" })).toContainText("A price is more than zero");
  await isAccessibleDayAndNight(owner);
  await owner.keyboard.press("Escape");
  await owner.getByRole("button", { name: "Add an item" }).click();
  await expect(owner.getByRole("dialog", { name: "Add an item" })).toBeVisible();
  await isAccessibleDayAndNight(owner);

  await customer.getByRole("link", { name: "Stores" }).click();
  await fillCart(customer, "Mugunghwa Flowers", { "Single rose": 1 });
  const goHome = await crowd("Mugunghwa Flowers");
  await pay(customer);
  const patience = customer.getByRole("dialog", { name: "Just a moment" });
  await expect(patience.getByRole("button", { name: /Try again in \d+ s/ })).toBeDisabled();
  await goHome();
  await isAccessibleDayAndNight(customer);
  await expect(patience.getByRole("button", { name: "Try again", exact: true })).toBeEnabled();
  await isAccessibleDayAndNight(customer);
});

test("the console speaks Korean to who reads Korean, and either language by a switch", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: base(), locale: "ko-KR" });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("오늘은 누구신가요?");
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await page.getByRole("button", { name: "들어가기" }).click();
  await page.getByRole("link", { name: "Blue Hanok Coffee" }).click();
  await expect(page.getByText("₩4,500")).toBeVisible();

  await page.locator(".menu summary").click();
  await page.getByRole("radio", { name: "English" }).check();
  await expect(page.getByRole("link", { name: "My orders" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: "My orders" })).toBeVisible();
});

test("the whole of an order works by keyboard", async ({ browser }) => {
  const page = await arrive(browser, "customer", someone("minji"));
  await tabTo(page.getByRole("link", { name: /Han River Chicken/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page.getByRole("button", { name: "Add Fried chicken" }));
  await page.keyboard.press("Enter");
  await tabTo(page.getByRole("radio", { name: "Delivery" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "Pick up" })).toBeChecked();
  await tabTo(page.getByRole("button", { name: /^Pay / }));
  await page.keyboard.press("Enter");
  await expect(statusOf(page)).toHaveAttribute("data-status", "placed");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await tabTo(page.getByRole("button", { name: "Cancel the order" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Cancel the order" })).toBeFocused();
});

/** No view has more that can have the focus between where one comes in and what one wants. */
const MOST_TABS = 40;

/** Goes there as people without a mouse do. */
async function tabTo(wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await wanted.page().keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${wanted} is not reached by ${MOST_TABS} tabs`);
}

test("a store whose page was loaded again is told that nothing rings yet, until something is pressed", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: base(), locale: "en-US", reducedMotion: "reduce" });
  await context.addInitScript(() => {
    // As browsers do it to a page that nobody has touched, but not to one that a test looks at.
    window.AudioContext = class extends AudioContext {
      constructor() {
        super();
        void this.suspend();
      }
    };
    localStorage.setItem("baedal.sound", "on");
    sessionStorage.setItem("baedal.person", "store:demo-owner");
  });
  const page = await context.newPage();
  await page.goto("/store");
  const hint = page.getByText("No sound yet: press anywhere on this page first.");
  await expect(page.getByRole("switch", { name: "Sound for new orders" })).toBeChecked();
  await expect(hint).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Tab");
  await expect(hint).toHaveCount(0);
});

test("the page runs under its policy: no inline script, no other host, no token kept", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: base() });
  const page = await context.newPage();
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const answer = await page.goto("/");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'none'");
  await page.getByRole("button", { name: "Enter" }).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  expect([...hosts]).toEqual([base()]);
  expect(complaints).toEqual([]);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept).not.toContain("eyJ");
});
