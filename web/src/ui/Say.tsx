import { createContext, use, useCallback, useRef, useState, type ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { Icon } from "./Icon.js";

type Tone = "good" | "problem";
interface Said {
  id: number;
  words: string;
  tone: Tone;
}

const Context = createContext<(words: string, tone?: Tone) => void>(() => undefined);

const SHOWN_MS = 6_000;
const MOST = 3;

/** Short words about what has just happened: seen in a corner, and read aloud by screen readers. */
export function SayProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Said[]>([]);
  const next = useRef(0);
  const { text } = useWords();
  const forget = useCallback((id: number) => setSaid((all) => all.filter((one) => one.id !== id)), []);
  const say = useCallback(
    (words: string, tone: Tone = "good") => {
      const id = next.current++;
      setSaid((all) => [...all.filter((one) => one.words !== words), { id, words, tone }].slice(-MOST));
      setTimeout(() => forget(id), SHOWN_MS);
    },
    [forget],
  );
  return (
    <Context value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {said.map(({ id, words, tone }) => (
          <p key={id} className={`toast toast-${tone}`}>
            <Icon name={tone === "good" ? "check" : "bell"} size={18} />
            <span>{words}</span>
            <button type="button" className="toast-close" aria-label={text.state.close} onClick={() => forget(id)}>
              <Icon name="cross" size={16} />
            </button>
          </p>
        ))}
      </div>
    </Context>
  );
}

export const useSay = () => use(Context);
