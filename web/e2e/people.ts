import { expect, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";

export type Place = "customer" | "store" | "rider" | "operator";

const parts: Record<Place, string> = { customer: "Customer", store: "Store", rider: "Rider", operator: "Operator" };

export const base = (): string => {
  const url = process.env.BASE_URL;
  if (!url) throw new Error("no system was started");
  return url;
};

let number = 0;
/** A customer nobody else is. */
export const someone = (name: string): string => `${name}-${Date.now().toString(36)}-${number++}`;

/** Someone with a browser of their own, signed in by the form. */
export async function arrive(browser: Browser, place: Place, name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: base(), locale: "en-US", timezoneId: "Asia/Seoul", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto("/");
  await page.getByRole("radio", { name: parts[place] }).check();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.waitForURL(`**/${place}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  return page;
}

/** Puts things into the cart of a demo store. */
export async function fillCart(page: Page, store: string, items: Record<string, number>): Promise<void> {
  await page.getByRole("link", { name: store }).first().click();
  for (const [item, quantity] of Object.entries(items)) {
    await page.getByRole("button", { name: `Add ${item}` }).click();
    for (let more = 1; more < quantity; more++) await page.getByRole("button", { name: `One more ${item}` }).first().click();
  }
}

export const pay = (page: Page) => page.getByRole("button", { name: /^Pay / }).click();

/** Orders, and answers the order's id. */
export async function order(page: Page, store: string, items: Record<string, number>, options: { pickup?: boolean; card?: string } = {}): Promise<string> {
  await fillCart(page, store, items);
  if (options.pickup) await page.getByRole("radio", { name: "Pick up" }).check();
  if (options.card) await page.getByLabel("Test card").selectOption(options.card);
  await pay(page);
  await page.waitForURL("**/customer/orders/*");
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** What the order's page says of it. */
export const statusOf = (page: Page) => page.locator("[data-status]");

export const ticket = (page: Page, orderId: string) => page.locator(`article[data-order="${orderId}"]`);
