import { useState, type ReactNode } from "react";

import { languages, useWords, type Language } from "./i18n/index.js";
import { Segments } from "./ui/Field.js";
import { Icon } from "./ui/Icon.js";
import { applyTheme, chosenTheme, themes, type Theme } from "./ui/theme.js";

/** Appearance, language, and whatever else the place adds, in a small menu. */
export function Preferences({ name, children }: { name?: string; children?: ReactNode }) {
  const { text, language, choose } = useWords();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <details className="menu">
      <summary aria-label={[text.settings.theme, text.settings.language, name].filter(Boolean).join(", ")}>
        <Icon name={name ? "user" : "sun"} />
        {name && <span className="menu-name">{name}</span>}
      </summary>
      <div className="menu-body card">
        <Segments
          label={text.settings.language}
          value={language}
          options={Object.entries(languages).map(([code, words]) => [code as Language, <span lang={code}>{words.name}</span>] as const)}
          onChange={choose}
        />
        <Segments
          label={text.settings.theme}
          value={theme}
          options={themes.map((each) => [each, text.settings[each]] as const)}
          onChange={(next) => {
            applyTheme(next);
            setTheme(next);
          }}
        />
        {children}
      </div>
    </details>
  );
}
