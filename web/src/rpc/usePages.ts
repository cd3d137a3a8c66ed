import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

/** A list that comes in pages: all that were loaded, in one. */
export function usePages<Page extends { nextPageToken: string }, Item>(
  key: readonly unknown[],
  load: (pageToken: string, signal: AbortSignal) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  polled?: { refetchInterval: number; meta: { polled: true } },
) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page: Page) => page.nextPageToken || undefined,
    placeholderData: keepPreviousData,
    ...polled,
    select: ({ pages }) => pages.flatMap(itemsOf),
  });
}
