import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { wordsFor } from "../rpc/problem.js";
import { Button } from "./Button.js";
import { Icon, type IconName } from "./Icon.js";

/** A page or a part of one while it loads, when it failed, and when the browser is offline. What was loaded once stays on show. */
export function Loaded<T>({ query, shape = "list", children }: {
  query: UseQueryResult<T, unknown>;
  shape?: "list" | "cards" | "page";
  children: (data: T) => ReactNode;
}) {
  const { text } = useWords();
  if (query.data !== undefined) return children(query.data);
  if (query.fetchStatus === "paused") return <Notice icon="bell" words={text.state.offline} />;
  if (query.isError) {
    return (
      <Notice icon="cross" words={wordsFor(query.error, text)} problem>
        <Button onClick={() => void query.refetch()} busy={query.isFetching}>{text.state.retry}</Button>
      </Notice>
    );
  }
  return <Skeleton shape={shape} />;
}

export function Skeleton({ shape }: { shape: "list" | "cards" | "page" }) {
  const { text } = useWords();
  return (
    <div className={`skeletons skeletons-${shape}`} role="status">
      <span className="hidden">{text.state.loading}</span>
      {[0, 1, 2].map((index) => <div key={index} className="skeleton" aria-hidden="true" />)}
    </div>
  );
}

/** Where there is nothing to show: why, and what to do about it. */
export function Notice({ icon, words, problem = false, children }: {
  icon: IconName;
  words: string;
  problem?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="notice" role={problem ? "alert" : undefined}>
      <span className="notice-icon"><Icon name={icon} size={28} /></span>
      <p>{words}</p>
      {children}
    </div>
  );
}
