import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";

import { stored } from "../ui/stored.js";
import { en, type Text } from "./en.js";
import { ko } from "./ko.js";

export const languages = { en, ko } satisfies Record<string, Text>;
export type Language = keyof typeof languages;

interface Words {
  language: Language;
  /** What Intl is asked for: the reader's own locale where it is of this language. */
  locale: string;
  text: Text;
  choose(language: Language): void;
}

const Context = createContext<Words | undefined>(undefined);
const choice = stored<Language>("language", (value) => value in languages);

export function languageOf(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.split("-")[0] ?? "").find((tag) => tag in languages);
  return (known as Language | undefined) ?? "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => choice.get() ?? languageOf(navigator.languages));

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const words = useMemo<Words>(
    () => ({
      language,
      locale: navigator.languages.find((tag) => tag.startsWith(language)) ?? language,
      text: languages[language],
      choose(next) {
        choice.set(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
  const words = use(Context);
  if (!words) throw new Error("outside of LanguageProvider");
  return words;
}
