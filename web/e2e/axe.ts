import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** axe finds nothing serious in what is on show. */
export async function isAccessible(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await expect(page.locator(".skeleton")).toHaveCount(0);
  // A colour that is on its way to another one is neither, and what is still rising into view is looked past. Told to arrive, not
  // waited for: a page that draws nothing is never there. What has no end, as a spinner, stays as it is.
  await page.evaluate(() => {
    for (const each of document.getAnimations()) {
      if (Number.isFinite(Number(each.effect?.getComputedTiming().endTime))) each.finish();
    }
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`), page.url()).toEqual([]);
}

/** In the light and in the dark. */
export async function isAccessibleDayAndNight(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await isAccessible(page);
  }
}
