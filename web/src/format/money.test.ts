import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@baedal/sdk/google/type";
import { expect, test } from "vitest";

import { decimalOf, digitsOf, formatMoney, parseMoney, totalOf } from "./money.js";

const money = (currencyCode: string, units: bigint, nanos = 0) => create(MoneySchema, { currencyCode, units, nanos });

test("a total is exact where floats are not", () => {
  const total = totalOf([
    { price: money("EUR", 0n, 100_000_000), quantity: 3 },
    { price: money("EUR", 0n, 200_000_000), quantity: 1 },
  ]);
  expect(total && decimalOf(total)).toBe("0.5");
});

test("won have no digits behind the point", () => {
  expect(digitsOf("KRW")).toBe(0);
  expect(formatMoney(money("KRW", 19_000n), "ko-KR")).toBe("₩19,000");
  expect(formatMoney(money("EUR", 12n, 500_000_000), "de-DE")).toBe("12,50\u00a0€");
});

test("two currencies are never added", () => {
  expect(totalOf([{ price: money("EUR", 1n), quantity: 1 }, { price: money("KRW", 1n), quantity: 1 }])).toBeUndefined();
});

test("an empty cart has no total", () => {
  expect(totalOf([])).toBeUndefined();
});

test("very large amounts keep every digit", () => {
  expect(decimalOf(money("KRW", 9_007_199_254_740_993n))).toBe("9007199254740993");
  expect(formatMoney(money("KRW", 9_007_199_254_740_993n), "en-US")).toBe("₩9,007,199,254,740,993");
});

test.each([
  ["19000", "KRW", "ko-KR", "19000"],
  ["12.50", "EUR", "en-IE", "12.5"],
  ["12,50", "EUR", "de-DE", "12.5"],
  ["12.50", "EUR", "de-DE", "12.5"],
  ["0.05", "USD", "en-US", "0.05"],
])("%s %s is a price in %s", (typed, currency, locale, decimal) => {
  const price = parseMoney(typed, currency, locale);
  expect(price && decimalOf(price)).toBe(decimal);
});

test.each([
  ["0", "KRW"],
  ["1.5", "KRW"],
  ["1.005", "EUR"],
  ["-1", "EUR"],
  ["1e3", "EUR"],
  ["", "EUR"],
  ["12,50", "EUR"],
  ["1,200", "EUR"],
])("%s %s is none in English", (typed, currency) => {
  expect(parseMoney(typed, currency, "en-US")).toBeUndefined();
});

test("thousands are not taken for hundredths, whatever stands between them", () => {
  expect(parseMoney("1.200", "EUR", "de-DE")).toBeUndefined();
  expect(parseMoney("1,200", "KRW", "ko-KR")).toBeUndefined();
});
