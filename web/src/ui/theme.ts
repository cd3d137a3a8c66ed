import { stored } from "./stored.js";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const choice = stored<Theme>("theme", (value) => (themes as readonly string[]).includes(value));

export const chosenTheme = (): Theme => choice.get() ?? "system";

export function applyTheme(theme: Theme): void {
  choice.set(theme === "system" ? undefined : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
