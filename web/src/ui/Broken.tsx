import { Component, type ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { Button } from "./Button.js";
import { Notice } from "./Loaded.js";

/** Catches what should not happen: a bug, or a part of the page that a new release has replaced. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Apology /> : this.props.children;
  }
}

function Apology() {
  const { text } = useWords();
  return (
    <main className="page">
      <Notice icon="cross" words={text.state.broken} problem>
        <Button look="primary" onClick={() => location.reload()}>{text.state.reload}</Button>
      </Notice>
    </main>
  );
}
