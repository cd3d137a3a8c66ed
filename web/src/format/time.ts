import { timestampDate, type Timestamp } from "@bufbuild/protobuf/wkt";

/** The time of day, with the day where it is another one than today. */
export function formatTime(at: Timestamp | undefined, locale: string, now = new Date()): string {
  if (!at) return "";
  const date = timestampDate(at);
  const sameDay = date.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(locale, { timeStyle: "short", ...(sameDay ? {} : { dateStyle: "medium" }) }).format(date);
}

/** For `<time datetime>`. */
export const isoTime = (at: Timestamp | undefined): string | undefined => at && timestampDate(at).toISOString();

/** `5 minutes ago`, in the reader's words. */
export function formatAgo(at: Timestamp | undefined, locale: string, now = Date.now()): string {
  if (!at) return "";
  return formatSpan(timestampDate(at).getTime() - now, locale);
}

/** A span in milliseconds as its largest unit; negative is past. */
export function formatSpan(ms: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const seconds = Math.round(Math.min(ms, 0) / 1000);
  if (seconds > -60) return format.format(seconds, "second");
  if (seconds > -3600) return format.format(Math.ceil(seconds / 60), "minute");
  if (seconds > -86400) return format.format(Math.ceil(seconds / 3600), "hour");
  return format.format(Math.ceil(seconds / 86400), "day");
}
