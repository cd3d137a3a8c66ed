import { Fulfillment, OrderStatus } from "@baedal/sdk/order/v1";

import { isAccessibleDayAndNight } from "../axe.js";
import { slipIn } from "../events.js";
import { arrive, order, someone, statusOf, ticket } from "../people.js";
import { expect, test, type Browser, type Page } from "../test.js";

test.skip(!process.env.SYSTEM_PID, "only on a system whose broker is at hand");

const STORE = "Blue Hanok Coffee";

/** An order in a store that somebody keeps, and how events say whose it is and where. */
async function scene(browser: Browser) {
  const owner = await arrive(browser, "store", "demo-owner");
  const store = owner.getByRole("combobox", { name: "Store" });
  await store.selectOption({ label: STORE });
  const name = someone("minji");
  const customer = await arrive(browser, "customer", name);
  const id = await order(customer, STORE, { Americano: 1 }, { pickup: true });
  await expect(ticket(owner, id)).toBeVisible();
  return { owner, customer, id, whose: [[2, name], [3, await store.inputValue()]] as const };
}

/** The parked event about an order, among all that are parked. */
const letterOf = (page: Page, orderId: string) => page.locator(`article.letter[data-order="${orderId}"]`);

test("an event that came too early is found parked, read, and worked once its time has come", async ({ browser }) => {
  const { owner, customer, id, whose } = await scene(browser);

  const operator = await arrive(browser, "operator", "sora");
  await expect(operator.getByRole("region", { name: "Dead letters" })).toContainText("None.");
  // The kitchen cannot be done before it has begun.
  await slipIn("ticket.cooked", "TicketCooked", id, [...whose, [5, Fulfillment.PICKUP]]);
  await operator.getByRole("link", { name: "1 parked event" }).click();
  const letter = letterOf(operator, id);
  await expect(letter).toContainText("TicketCooked");
  await expect(letter).toContainText("order-progress");
  await expect(letter).toContainText("12 tries");
  await isAccessibleDayAndNight(operator);

  await letter.getByRole("button", { name: "Show" }).click();
  await expect(operator.getByRole("dialog", { name: "What it says" })).toContainText(`"orderId": "${id}"`);
  await isAccessibleDayAndNight(operator);
  await operator.keyboard.press("Escape");
  // Its time has not come yet.
  await letter.getByRole("button", { name: "Work it again" }).click();
  await expect(operator.getByText("It failed again and stays parked.")).toBeVisible();
  await expect(letter).toContainText("13 tries");

  await ticket(owner, id).getByRole("button", { name: "Accept" }).click();
  await ticket(owner, id).getByRole("button", { name: "Start" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "cooking");
  await letter.getByRole("button", { name: "Work it again" }).click();
  await expect(operator.getByText("It was worked.")).toBeVisible();
  await expect(letter).toHaveCount(0);
  await expect(statusOf(customer)).toHaveAttribute("data-status", "cooked");
});

test("an audit names the order whose money and goods do not fit", async ({ browser }) => {
  const { owner, customer, id, whose } = await scene(browser);
  await ticket(owner, id).getByRole("button", { name: "Decline" }).click();
  const refusal = owner.getByRole("dialog");
  await refusal.getByLabel("Reason").fill("The machine is broken");
  await refusal.getByRole("button", { name: "Decline", exact: true }).click();
  await expect(customer.getByText("You have your money back.")).toBeVisible();

  const operator = await arrive(browser, "operator", "sora");
  await operator.getByRole("link", { name: "Ledger" }).click();
  const audit = operator.getByRole("button", { name: "Audit now" });
  const found = operator.locator(`[data-order="${id}"]`);
  await audit.click();
  await expect(operator.getByText(/^Payments compared: \d+\. Everything fits\.$/)).toBeVisible();
  await expect(found).toHaveCount(0);

  // The money went back, and here the customer has the goods all the same.
  await slipIn("order.progressed", "OrderProgressed", id, [...whose, [5, OrderStatus.DELIVERED]]);
  await expect(async () => {
    await audit.click();
    await expect(found).toContainText("Refunded but delivered", { timeout: 2_000 });
  }).toPass();
  await expect(operator.getByText(/^Payments compared: \d+\. Differences: 1\.$/)).toBeVisible();
  await isAccessibleDayAndNight(operator);
});
