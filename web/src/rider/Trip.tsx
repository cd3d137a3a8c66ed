import type { Delivery } from "@baedal/sdk/delivery/v1";
import type { ReactNode } from "react";

import { distanceKm, formatDistance } from "../format/place.js";
import { useWords } from "../i18n/index.js";
import { Since } from "../ui/Since.js";
import { shortId } from "../ui/Status.js";

/** From where to where, and how far. To whose door, only its rider is told. */
export function Trip({ delivery, position, children }: {
  delivery: Delivery;
  position?: { latitude: number; longitude: number };
  children: ReactNode;
}) {
  const { text, locale } = useWords();
  const { pickup, dropoff } = delivery;
  const from = pickup?.location;
  return (
    <article className="card trip" aria-label={`${delivery.storeName} ${shortId(delivery.orderId)}`} data-order={delivery.orderId}>
      <header className="row between">
        <h3>{delivery.storeName}</h3>
        <span className="row">
          {delivery.urgent && <span className="chip chip-bad">{text.rider.urgent}</span>}
          <span className={`chip ${delivery.ready ? "chip-good" : "chip-calm"}`}>{delivery.ready ? text.rider.ready : text.rider.notReady}</span>
        </span>
      </header>
      <dl className="stops">
        <dt>{text.rider.from}</dt>
        <dd>{pickup?.text}</dd>
        <dt>{text.rider.to}</dt>
        <dd className={dropoff?.text ? undefined : "muted"}>{dropoff?.text || text.rider.doorLater}</dd>
      </dl>
      <footer className="row between">
        <span className="muted trip-facts">
          {position && from && <span>{text.rider.away(formatDistance(distanceKm(position, from), locale))}</span>}
          <span>{text.rider.trip(formatDistance(delivery.tripMetres / 1000, locale))}</span>
          <Since at={delivery.waitingSince ?? delivery.claimedAt ?? delivery.createdAt} />
        </span>
        <span className="row">{children}</span>
      </footer>
    </article>
  );
}
