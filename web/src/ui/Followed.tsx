import type { OrderView } from "@baedal/sdk/dashboard/v1";
import type { ReactNode } from "react";

import { useWords } from "../i18n/index.js";
import { useFeed, useFeedAgain } from "../rpc/context.js";
import { wordsFor } from "../rpc/problem.js";
import { Button } from "./Button.js";
import { Notice, Skeleton } from "./Loaded.js";

/** What the stream of orders brings: while it is waited for, and when it is refused. What came once stays on show. */
export function Followed({ children }: { children: (views: readonly OrderView[]) => ReactNode }) {
  const { views, loaded, problem } = useFeed();
  const again = useFeedAgain();
  const { text } = useWords();
  if (loaded) return children(views);
  if (problem === undefined) return <Skeleton shape="list" />;
  return (
    <Notice icon="cross" words={wordsFor(problem, text)} problem>
      <Button onClick={again}>{text.state.retry}</Button>
    </Notice>
  );
}
