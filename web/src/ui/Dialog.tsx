import { useEffect, useId, useRef, type ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { Icon } from "./Icon.js";

/** The browser's own modal dialog: it keeps the focus, closes by Escape, and hides the page behind it from screen readers. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { text } = useWords();
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // The word that it closed comes late: in development React shows it once more in between.
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={({ currentTarget }) => currentTarget.open || onClose()}>
      <header className="row between">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" aria-label={text.state.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
