import { DeliveryService } from "@baedal/sdk/delivery/v1";
import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";

import { askForPosition, demoPlaces } from "../format/place.js";
import { useWords } from "../i18n/index.js";
import type { Person } from "../session/session.js";
import { Choice } from "../ui/Field.js";
import { Loaded } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { useSay } from "../ui/Say.js";
import { Since } from "../ui/Since.js";
import { Mine } from "./Mine.js";
import { Nearby } from "./Nearby.js";

const HERE = "here";

export default function Rider({ person }: { person: Person }) {
  const { text } = useWords();
  const say = useSay();
  const [position, setPosition] = useState<{ latitude: number; longitude: number }>(demoPlaces[3]);
  const move = async (choice: string) => {
    const place = demoPlaces.find(({ text }) => text === choice);
    if (place) setPosition(place);
    else await askForPosition().then(setPosition, () => say(text.customer.hereFailed, "problem"));
  };
  return (
    <Page
      title={text.rider.nav.deliveries}
      aside={
        <div className="tools">
          <Choice
            label={text.rider.where}
            value={demoPlaces.find(({ latitude }) => latitude === position.latitude)?.text ?? HERE}
            options={[...demoPlaces.map(({ text }) => [text, text] as const), [HERE, text.rider.here]]}
            onChange={(choice) => void move(choice)}
          />
        </div>
      }
    >
      <div className="split">
        <div className="stack">
          <Mine />
          <Nearby position={position} />
        </div>
        <Count subject={person.subject} />
      </div>
    </Page>
  );
}

function Count({ subject }: { subject: string }) {
  const { text, locale } = useWords();
  const query = useQuery(DeliveryService.method.listRiderStats, {});
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="card stack" aria-label={text.rider.counts}>
      <h2>{text.rider.counts}</h2>
      <Loaded query={query}>
        {({ riderStats }) => {
          const own = riderStats.find(({ riderId }) => riderId === subject);
          return (
            <div className="figures">
              <p className="figure"><strong>{number.format(own?.completed ?? 0n)}</strong><span>{text.rider.total}</span></p>
              <p className="figure"><strong>{number.format(own?.active ?? 0n)}</strong><span>{text.rider.active}</span></p>
              {own?.lastCompletedAt && <p className="figure"><strong className="figure-words"><Since at={own.lastCompletedAt} /></strong><span>{text.rider.last}</span></p>}
            </div>
          );
        }}
      </Loaded>
    </section>
  );
}

