const paths = {
  bag: "M6 8h12l1 12H5L6 8Zm3 0V6a3 3 0 0 1 6 0v2",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16Zm4 4h4",
  bike: "M5.5 18a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm13 0a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM5.5 15l4-7h6l3 7M12 15l3-7M8 8H6",
  chart: "M4 20V4m0 16h16M8 16v-5m4 5V7m4 9v-7",
  check: "m5 12 5 5 9-10",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 2",
  cross: "m6 6 12 12M18 6 6 18",
  door: "M5 21h14M7 21V4h10v17M14 12h.01",
  gauge: "M4 17a8 8 0 1 1 16 0M12 17l4-5",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  mail: "M3 6h18v12H3V6Zm0 1 9 6 9-6",
  minus: "M6 12h12",
  moon: "M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10Z",
  pin: "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11Zm0-8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  plus: "M12 6v12M6 12h12",
  pot: "M4 11h16v5a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4v-5Zm-2 0h20M9 7c0-1.5 1-1.5 1-3m4 3c0-1.5 1-1.5 1-3",
  scale: "M12 4v16M7 20h10M5 7h14M5 7l-3 7h6L5 7Zm14 0-3 7h6l-3-7Z",
  store: "M4 10v10h16V10M3 10l2-6h14l2 6c0 1.5-1 2.5-2.5 2.500S16 11.5 16 10c0 1.5-1.5 2.5-4 2.500S8 11.5 8 10c0 1.5-1 2.5-2.5 2.500S3 11.5 3 10Z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2m0 16v2M4.9 4.900l1.4 1.400m11.4 11.4 1.4 1.400M2 12h2m16 0h2M4.9 19.100l1.4-1.400M17.7 6.300l1.4-1.4",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9c0-4 4-6 8-6s8 2 8 6",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside words; it says nothing by itself. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
