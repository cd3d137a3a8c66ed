import { useEffect, useRef, type ReactNode } from "react";

import { useWords } from "../i18n/index.js";

/** A view: its heading is the page's title, and gets the focus when the person comes here by a link within the console. */
export function Page({ title, aside, intro, children }: { title: string; intro?: string; aside?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { text } = useWords();
  useEffect(() => {
    document.title = `${title} · ${text.product}`;
  }, [title, text]);
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {intro && <p className="muted">{intro}</p>}
        </div>
        {aside}
      </header>
      {children}
    </div>
  );
}

/** The first view leaves the focus where browsers put it. */
let arrived = false;
