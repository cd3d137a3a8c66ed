import type { Timestamp } from "@bufbuild/protobuf/wkt";

import { formatAgo, formatTime, isoTime } from "../format/time.js";
import { useWords } from "../i18n/index.js";
import { useNow } from "./useNow.js";

/** How long ago, kept up to date; the exact time is in the title. */
export function Since({ at }: { at: Timestamp | undefined }) {
  const { locale } = useWords();
  const now = useNow(15_000);
  if (!at) return null;
  return <time dateTime={isoTime(at)} title={formatTime(at, locale)}>{formatAgo(at, locale, now)}</time>;
}

/** At what time. */
export function At({ at }: { at: Timestamp | undefined }) {
  const { locale } = useWords();
  if (!at) return null;
  return <time dateTime={isoTime(at)}>{formatTime(at, locale)}</time>;
}
