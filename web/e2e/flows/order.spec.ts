import { arrive, order, someone, statusOf, ticket } from "../people.js";
import { expect, test } from "../test.js";

test("a customer, an owner and a rider take an order to its end, each seeing the others' steps", async ({ browser }) => {
  const owner = await arrive(browser, "store", "demo-owner");
  const rider = await arrive(browser, "rider", someone("rider"));
  const customer = await arrive(browser, "customer", someone("minji"));

  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Han River Chicken" });
  const id = await order(customer, "Han River Chicken", { "Fried chicken": 2, "Pickled radish": 1 });
  await expect(statusOf(customer)).toHaveAttribute("data-status", "placed");
  await expect(customer.getByTestId("charged")).toHaveText("₩39,000");

  await expect(ticket(owner, id)).toContainText("2 × Fried chicken");
  await ticket(owner, id).getByRole("button", { name: "Accept" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "accepted");

  await ticket(rider, id).getByRole("button", { name: "Take it" }).click();
  await expect(customer.getByText("Rider:")).toBeVisible();
  await expect(ticket(rider, id).getByRole("button", { name: "The kitchen is still at it" })).toBeDisabled();

  await ticket(owner, id).getByRole("button", { name: "Start" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "cooking");
  await expect(customer.getByText("The kitchen has started, so it can no longer be canceled.")).toBeVisible();
  await ticket(owner, id).getByRole("button", { name: "Ready" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "cooked");

  await ticket(rider, id).getByRole("button", { name: "I have the food" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "pickedUp");
  await expect(ticket(owner, id)).toHaveCount(0);

  await ticket(rider, id).getByRole("button", { name: "Handed over" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "delivered");
  await expect(rider.getByRole("region", { name: "Your count" })).toContainText("1Delivered");

  await customer.getByRole("button", { name: "I have it" }).click();
  await expect(statusOf(customer)).toHaveAttribute("data-status", "completed");
  await expect(customer.locator(".step-done")).toHaveCount(8);

  await customer.getByRole("link", { name: "Notifications" }).click();
  await expect(customer.locator(".rows li").first()).toBeVisible();

  await owner.getByRole("link", { name: "Sales" }).click();
  await expect(owner.getByRole("row", { name: /Fried chicken/ })).toContainText("sold");
});

test("an order that is canceled in time is refunded, and the store sees it go", async ({ browser }) => {
  const owner = await arrive(browser, "store", "demo-owner");
  const customer = await arrive(browser, "customer", someone("minji"));
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Blue Hanok Coffee" });
  const id = await order(customer, "Blue Hanok Coffee", { Americano: 1 }, { pickup: true });
  await expect(ticket(owner, id)).toBeVisible();

  await customer.getByRole("button", { name: "Cancel the order" }).click();
  const dialog = customer.getByRole("dialog");
  await dialog.getByLabel("Why? (optional)").fill("Too late");
  await dialog.getByRole("button", { name: "Cancel the order" }).click();

  await expect(statusOf(customer)).toHaveAttribute("data-status", "canceled");
  await expect(customer.getByText("You have your money back.")).toBeVisible();
  await expect(ticket(owner, id)).toHaveCount(0);
});

test("a store that declines says why, and the customer reads it", async ({ browser }) => {
  const owner = await arrive(browser, "store", "demo-owner");
  const customer = await arrive(browser, "customer", someone("minji"));
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Mugunghwa Flowers" });
  const id = await order(customer, "Mugunghwa Flowers", { "Single rose": 3 }, { pickup: true });

  await ticket(owner, id).getByRole("button", { name: "Decline" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByRole("button", { name: "We are out of an ingredient" }).click();
  await dialog.getByRole("button", { name: "Decline", exact: true }).click();

  await expect(statusOf(customer)).toHaveAttribute("data-status", "rejected");
  await expect(customer.getByText("Reason: We are out of an ingredient")).toBeVisible();
});

test("of two riders one gets the delivery, and the other is told so", async ({ browser }) => {
  const owner = await arrive(browser, "store", "demo-owner");
  const customer = await arrive(browser, "customer", someone("minji"));
  const first = await arrive(browser, "rider", someone("first"));
  const second = await arrive(browser, "rider", someone("second"));
  await owner.getByRole("combobox", { name: "Store" }).selectOption({ label: "Blue Hanok Coffee" });
  const id = await order(customer, "Blue Hanok Coffee", { "Flat white": 1 });
  await ticket(owner, id).getByRole("button", { name: "Accept" }).click();
  await expect(ticket(first, id)).toBeVisible();
  await expect(ticket(second, id)).toBeVisible();

  // The second rider still looks at the list as it was.
  await second.route("**/*.DeliveryService/ListAvailableDeliveries", () => undefined);
  await ticket(first, id).getByRole("button", { name: "Take it" }).click();
  await expect(ticket(first, id).getByRole("button", { name: "Give it back" })).toBeVisible();
  await ticket(second, id).getByRole("button", { name: "Take it" }).click();
  await expect(second.getByText("Another rider was first. It is off your list.")).toBeVisible();
});
