import { StoreKind } from "@baedal/sdk/store/v1";

/** A picture for a kind of store: drawn here, because nothing is loaded from elsewhere. */
export function Art({ kind, wide = false }: { kind: StoreKind; wide?: boolean }) {
  return (
    <svg className={`art art-kind-${kind}`} viewBox={wide ? "-240 0 640 90" : "0 0 160 90"} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect className="art-back" x="-240" width="640" height="90" />
      <circle className="art-moon" cx="124" cy="24" r="34" />
      <path className="art-hill" d="M-240 70c50-16 80-8 120 0s80 16 120 4c26-14 50-14 80-6s54 6 80-4c50-18 90-10 120-2s80 12 120-2v40h-640Z" />
      {drawing(kind)}
    </svg>
  );
}

function drawing(kind: StoreKind) {
  switch (kind) {
    case StoreKind.COFFEE_SHOP:
      return (
        <g transform="translate(58 26)">
          <path className="art-steam" d="M14 6c0-5 4-5 4-10m8 10c0-5 4-5 4-10" />
          <path className="art-line" d="M40 18h6a7 7 0 0 1 0 14h-7" />
          <path className="art-body" d="M2 12h38v16a12 12 0 0 1-12 12H14A12 12 0 0 1 2 28Z" />
          <path className="art-top" d="M2 12h38v5H2Z" />
          <ellipse className="art-plate" cx="21" cy="45" rx="28" ry="4" />
        </g>
      );
    case StoreKind.FLORIST:
      return (
        <g transform="translate(80 40)">
          <path className="art-line" d="M0 34V6M0 24c-8 0-12-4-13-9 8 0 12 3 13 9Zm0 4c8 0 12-4 13-9-8 0-12 3-13 9Z" />
          {[0, 72, 144, 216, 288].map((angle) => (
            <ellipse key={angle} className="art-body" rx="8" ry="11" cy="-11" transform={`rotate(${angle})`} />
          ))}
          <circle className="art-top" r="6.5" />
        </g>
      );
    default:
      return (
        <g transform="translate(48 28)">
          <path className="art-steam" d="M22 4c0-5 4-5 4-10m12 10c0-5 4-5 4-10" />
          <ellipse className="art-top" cx="32" cy="16" rx="31" ry="8" />
          <path className="art-body" d="M1 16h62c0 16-12 28-24 28H25C13 44 1 32 1 16Z" />
          <path className="art-line" d="M44 12 66-4M50 14 72 0" />
          <ellipse className="art-plate" cx="32" cy="47" rx="20" ry="3" />
        </g>
      );
  }
}
