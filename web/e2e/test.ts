import { test as base } from "@playwright/test";

export { expect, type Browser, type Locator, type Page, type Route } from "@playwright/test";

/** A test after which everybody goes home: pages that stay open go on following, asking and drawing beside the next ones. */
export const test = base.extend<{ everybodyGoes: void }>({
  everybodyGoes: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
