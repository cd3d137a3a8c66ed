import { Code, createClient, errorDetail } from "@baedal/sdk";
import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { DeliveryService, DeliveryStatus, type Delivery } from "@baedal/sdk/delivery/v1";
import { useTransport } from "@connectrpc/connect-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { Button } from "../ui/Button.js";
import { Followed } from "../ui/Followed.js";
import { Loaded } from "../ui/Loaded.js";
import { Trip } from "./Trip.js";

const underWay = [DeliveryStatus.CLAIMED, DeliveryStatus.PICKED_UP];

export function Mine() {
  const { text } = useWords();
  return (
    <section className="stack" aria-label={text.rider.mine}>
      <h2>{text.rider.mine}</h2>
      <Followed>{(views) => <Load views={views} />}</Followed>
    </section>
  );
}

/** What the rider carries: which, the stream knows; where to, the delivery. */
function Load({ views }: { views: readonly OrderView[] }) {
  const { text } = useWords();
  const client = createClient(DeliveryService, useTransport());
  const ids = views.filter((view) => underWay.includes(view.deliveryStatus)).map((view) => view.deliveryId);
  const query = useQuery({
    queryKey: ["mine", ids],
    queryFn: async ({ signal }) => {
      const answers = await Promise.all(ids.map((deliveryId) => client.getDelivery({ deliveryId }, { signal }).catch(unlessGone)));
      return answers.flatMap((answer) => answer?.delivery ?? []);
    },
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query}>
      {(deliveries) => {
        const mine = deliveries.filter(({ status }) => underWay.includes(status));
        return mine.length === 0 ? <p className="muted">{text.rider.noneMine}</p> : (
          <ul className="stack">
            {mine.map((delivery) => <li key={delivery.deliveryId}><Carried delivery={delivery} /></li>)}
          </ul>
        );
      }}
    </Loaded>
  );
}

/** Given back in the meantime, it is nobody's any more; whatever else went wrong is worth saying. */
function unlessGone(error: unknown): undefined {
  if (errorDetail(error).code !== Code.NotFound) throw error;
}

function Carried({ delivery }: { delivery: Delivery }) {
  const { text } = useWords();
  const { deliveryId } = delivery;
  const pickUp = useAct(DeliveryService.method.pickUpDelivery);
  const release = useAct(DeliveryService.method.releaseDelivery, { said: text.rider.released });
  const complete = useAct(DeliveryService.method.completeDelivery, { said: text.rider.completed });
  if (delivery.status === DeliveryStatus.PICKED_UP) {
    return (
      <Trip delivery={delivery}>
        <Button look="primary" icon="check" busy={complete.isPending} onClick={() => complete.mutate({ deliveryId })}>{text.rider.complete}</Button>
      </Trip>
    );
  }
  return (
    <Trip delivery={delivery}>
      <Button busy={release.isPending} onClick={() => release.mutate({ deliveryId })}>{text.rider.release}</Button>
      <Button look="primary" disabled={!delivery.ready} busy={pickUp.isPending} onClick={() => pickUp.mutate({ deliveryId })}>
        {delivery.ready ? text.rider.pickUp : text.rider.notReady}
      </Button>
    </Trip>
  );
}
