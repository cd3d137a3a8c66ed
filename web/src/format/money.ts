import { create } from "@bufbuild/protobuf";
import { MoneySchema, type Money } from "@baedal/sdk/google/type";

const NANOS = 1_000_000_000n;

/** The whole of it in billionths, which is exact for every currency. */
const nanosOf = (money: Money): bigint => money.units * NANOS + BigInt(money.nanos);

function ofNanos(currencyCode: string, nanos: bigint): Money {
  return create(MoneySchema, { currencyCode, units: nanos / NANOS, nanos: Number(nanos % NANOS) });
}

/** The sum of prices times quantities; `undefined` for nothing at all. Two currencies are never added. */
export function totalOf(lines: readonly { price: Money | undefined; quantity: number }[]): Money | undefined {
  let sum: { currencyCode: string; nanos: bigint } | undefined;
  for (const { price, quantity } of lines) {
    if (!price) return undefined;
    if (sum && sum.currencyCode !== price.currencyCode) return undefined;
    sum = { currencyCode: price.currencyCode, nanos: (sum?.nanos ?? 0n) + nanosOf(price) * BigInt(quantity) };
  }
  return sum && ofNanos(sum.currencyCode, sum.nanos);
}

/** How many digits a currency has behind the point: 0 for KRW, 2 for EUR. */
export function digitsOf(currencyCode: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency: currencyCode }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** As the reader's locale writes it. Exact: it never passes through a float. */
export function formatMoney(money: Money | undefined, locale: string): string {
  if (!money) return "–";
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: money.currencyCode || "KRW",
    currencyDisplay: "narrowSymbol",
  });
  return format.format(decimalOf(money) as Intl.StringNumericLiteral);
}

/** `12.5` for 12 units and 500,000,000 nanos. */
export function decimalOf(money: Money): string {
  const nanos = nanosOf(money);
  const size = nanos < 0n ? -nanos : nanos;
  const rest = (size % NANOS).toString().padStart(9, "0").replace(/0+$/, "");
  return `${nanos < 0n ? "-" : ""}${size / NANOS}${rest && `.${rest}`}`;
}

/** What a person typed, with a point or with the comma of their locale, if it is more than zero and no finer than the currency. */
export function parseMoney(typed: string, currencyCode: string, locale: string): Money | undefined {
  const match = /^(\d{1,12})(?:([.,])(\d+))?$/.exec(typed.trim());
  const [, units, sign = ".", rest = ""] = match ?? [];
  if (units === undefined || rest.length > digitsOf(currencyCode)) return undefined;
  if (sign !== "." && sign !== decimalSign(locale)) return undefined;
  const nanos = BigInt(units) * NANOS + BigInt(rest.padEnd(9, "0"));
  return nanos > 0n ? ofNanos(currencyCode, nanos) : undefined;
}

const decimalSign = (locale: string): string | undefined =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value;
