import { CatalogService, StoreKind, type Store } from "@baedal/sdk/store/v1";
import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";
import { Link } from "wouter";

import { useWords } from "../i18n/index.js";
import { Art } from "../ui/Art.js";
import { Segments } from "../ui/Field.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { CartBar } from "./CartBar.js";

export function Stores({ subject }: { subject: string }) {
  const { text } = useWords();
  const [kind, setKind] = useState<`${StoreKind}`>("0");
  const query = useQuery(CatalogService.method.listStores, { kind: Number(kind), pageSize: 200 });
  return (
    <Page title={text.customer.hello(subject)} intro={text.customer.storesIntro}>
      <Segments
        label={text.store.newKind}
        hideLabel
        value={kind}
        options={[
          ["0", text.kinds.all],
          [`${StoreKind.RESTAURANT}`, text.kinds.restaurant],
          [`${StoreKind.COFFEE_SHOP}`, text.kinds.coffee],
          [`${StoreKind.FLORIST}`, text.kinds.florist],
        ]}
        onChange={setKind}
      />
      <Loaded query={query} shape="cards">
        {({ stores }) =>
          stores.length === 0 ? <Notice icon="store" words={text.customer.noStores} /> : (
            <ul className="cards">
              {stores.toSorted(openFirst).map((store) => <StoreCard key={store.storeId} store={store} />)}
            </ul>
          )
        }
      </Loaded>
      <CartBar subject={subject} />
    </Page>
  );
}

const openFirst = (a: Store, b: Store) => Number(b.open) - Number(a.open);

function StoreCard({ store }: { store: Store }) {
  const { text } = useWords();
  return (
    <li>
      <Link href={`/stores/${store.storeId}`} className="card store-card">
        <Art kind={store.kind} />
        <div className="store-card-body">
          <h2>{store.name}</h2>
          <p className="muted">{store.address?.text}</p>
          <span className={`chip ${store.open ? "chip-good" : "chip-calm"}`}>
            {store.open ? text.customer.open : text.customer.closed}
          </span>
        </div>
      </Link>
    </li>
  );
}
