import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { DeliveryStatus } from "@baedal/sdk/delivery/v1";
import { OrderStatus } from "@baedal/sdk/order/v1";
import { PaymentStatus } from "@baedal/sdk/payment/v1";
import { useRef, useState } from "react";

import { useWords } from "../i18n/index.js";
import { useFeed, useOrderChange } from "../rpc/context.js";
import type { Part, State } from "./status.js";

/** Where each service is drawn. */
const spots: Record<Part, [x: number, y: number]> = {
  gateway: [64, 146],
  order: [220, 146],
  payment: [220, 40],
  store: [376, 40],
  delivery: [376, 146],
  notification: [376, 252],
  dashboard: [220, 252],
};

const roads = {
  call: ["gateway", "order"],
  charge: ["order", "payment"],
  placed: ["order", "store"],
  cooked: ["store", "delivery"],
  progress: ["delivery", "order"],
  tell: ["order", "notification"],
  view: ["order", "dashboard"],
} as const satisfies Record<string, readonly [Part, Part]>;
type Road = keyof typeof roads;

/** So many orders on their way are drawn at once; the others are counted all the same. */
const MOST_DOTS = 24;
const DOT_MS = 1_400;

interface Dot {
  id: number;
  road: Road;
  bad: boolean;
}

/** Which roads the news of a changed order took. */
export function roadsOf(view: OrderView, before: OrderView | undefined): Road[] {
  const roads: Road[] = ["view"];
  if (!before) roads.push("call", "charge", "placed");
  if (before && view.orderStatus !== before.orderStatus) {
    if (view.orderStatus === OrderStatus.PICKED_UP || view.orderStatus === OrderStatus.DELIVERED) roads.push("progress");
    if (view.orderStatus === OrderStatus.CANCELING) roads.push("call", "placed");
    if (view.orderStatus === OrderStatus.COMPLETED) roads.push("call");
    roads.push("tell");
  }
  if (before && view.ticketStatus !== before.ticketStatus) roads.push("cooked");
  if (view.paymentStatus === PaymentStatus.REFUNDED && before?.paymentStatus !== view.paymentStatus) roads.push("charge");
  return roads;
}

function countsOf(views: readonly OrderView[]): Record<"store" | "delivery" | "order" | "payment", number> {
  const count = (test: (view: OrderView) => boolean) => views.filter(test).length;
  return {
    store: count((view) => [OrderStatus.PLACED, OrderStatus.ACCEPTED, OrderStatus.COOKING, OrderStatus.CANCELING].includes(view.orderStatus)),
    delivery: count((view) => [DeliveryStatus.AVAILABLE, DeliveryStatus.CLAIMED, DeliveryStatus.PICKED_UP].includes(view.deliveryStatus)),
    order: count((view) => view.closedAt === undefined),
    payment: count((view) => view.paymentStatus === PaymentStatus.REFUND_PENDING),
  };
}

export function Flow({ health }: { health: Record<Part, State> }) {
  const { text, locale } = useWords();
  const { views } = useFeed();
  const [dots, setDots] = useState<Dot[]>([]);
  const next = useRef(0);

  useOrderChange((view, before) => {
    const bad = view.orderStatus === OrderStatus.REJECTED || view.orderStatus === OrderStatus.CANCELED;
    const fresh = roadsOf(view, before).map((road) => ({ id: next.current++, road, bad }));
    setDots((all) => [...all, ...fresh].slice(-MOST_DOTS));
    setTimeout(() => setDots((all) => all.filter((dot) => !fresh.includes(dot))), DOT_MS);
  });

  const counts: Partial<Record<Part, number>> = countsOf(views);
  const number = new Intl.NumberFormat(locale);
  const words = Object.entries(counts).map(([part, count]) => `${text.operator.services[part as Part]} ${number.format(count)}`).join(", ");
  return (
    <section className="card flow" aria-label={text.operator.flow}>
      <h2>{text.operator.flow}</h2>
      <svg viewBox="-6 0 452 290" role="img" aria-label={text.operator.flowText(words)}>
        {Object.entries(roads).map(([name, [from, to]]) => (
          <path key={name} className="road" d={path(from, to)} />
        ))}
        {dots.map((dot) => (
          <circle key={dot.id} r="6" className={`dot dot-${dot.road} ${dot.bad ? "dot-bad" : ""}`} />
        ))}
        {(Object.keys(spots) as Part[]).map((part) => (
          <g key={part} transform={`translate(${spots[part][0]} ${spots[part][1]})`} className={`spot spot-${health[part]}`}>
            <rect x="-66" y="-24" width="132" height="48" rx="14" />
            <circle className="spot-light" cx="-50" cy="0" r="5" />
            <text x="-38" y="5">{text.operator.services[part]}</text>
            {counts[part] ? <><circle className="spot-badge" cx="56" cy="-22" r="14" /><text className="spot-count" x="56" y="-17">{number.format(counts[part])}</text></> : null}
          </g>
        ))}
      </svg>
    </section>
  );
}

function path(from: Part, to: Part): string {
  const [[x1, y1], [x2, y2]] = [spots[from], spots[to]];
  return `M${x1} ${y1}L${x2} ${y2}`;
}
