import { DeliveryService, type Delivery } from "@baedal/sdk/delivery/v1";
import { useQuery } from "@connectrpc/connect-query";
import { keepPreviousData } from "@tanstack/react-query";

import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { Button } from "../ui/Button.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Trip } from "./Trip.js";

/** Riders do not see orders that they do not carry, so the stream cannot tell of new ones: the list is asked for. */
const LOOK_EVERY_MS = 2_500;

export function Nearby({ position }: { position: { latitude: number; longitude: number } }) {
  const { text } = useWords();
  const { latitude, longitude } = position;
  const query = useQuery(
    DeliveryService.method.listAvailableDeliveries,
    { position: { latitude, longitude }, pageSize: 20 },
    { refetchInterval: LOOK_EVERY_MS, placeholderData: keepPreviousData },
  );
  return (
    <section className="stack" aria-label={text.rider.nearby}>
      <h2>{text.rider.nearby}</h2>
      <Loaded query={query}>
        {({ deliveries }) => deliveries.length === 0 ? <Notice icon="bike" words={text.rider.none} /> : (
          <ul className="stack">
            {deliveries.map((delivery) => <li key={delivery.deliveryId}><Offer delivery={delivery} position={position} /></li>)}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Offer({ delivery, position }: { delivery: Delivery; position: { latitude: number; longitude: number } }) {
  const { text } = useWords();
  const claim = useAct(DeliveryService.method.claimDelivery, { said: text.rider.claimed });
  return (
    <Trip delivery={delivery} position={position}>
      <Button look="primary" busy={claim.isPending} onClick={() => claim.mutate({ deliveryId: delivery.deliveryId })}>
        {text.rider.claim}
      </Button>
    </Trip>
  );
}
