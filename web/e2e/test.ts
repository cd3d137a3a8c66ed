import { expect, test as base, type Page } from "@playwright/test";

export { expect, type Browser, type Locator, type Page, type Route } from "@playwright/test";

/** What somebody else could pay or sign in with: a card's token, or the begin of a JWT. */
const SECRET = /card_[a-z]|eyJ[\w-]{8}/;

/** What the browser keeps for a page, and shows to whatever runs in it. */
async function keptBy(page: Page): Promise<string> {
  const all = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
  // A page that is on its way, or has none, keeps nothing of ours.
  return page.evaluate(all).catch(() => "");
}

/**
 * A test after which no page has kept a secret, and everybody goes home: pages that stay open go on following, asking and drawing
 * beside the next ones.
 */
export const test = base.extend<{ everybodyGoes: void }>({
  everybodyGoes: [
    async ({ browser }, use) => {
      await use();
      const pages = browser.contexts().flatMap((context) => context.pages());
      for (const kept of await Promise.all(pages.map(keptBy))) expect(kept).not.toMatch(SECRET);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
