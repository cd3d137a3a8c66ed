import { Link } from "wouter";

import { useWords } from "../i18n/index.js";
import { Notice } from "./Loaded.js";
import { Page } from "./Page.js";

export function NotFound() {
  const { text } = useWords();
  return (
    <Page title={text.state.notFound}>
      <Notice icon="pin" words={text.state.notFound}>
        <Link href="/" className="button button-primary">{text.state.home}</Link>
      </Notice>
    </Page>
  );
}
