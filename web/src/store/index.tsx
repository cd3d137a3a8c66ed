import { CatalogService, type Store as StoreMessage } from "@baedal/sdk/store/v1";
import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";
import { Route, Switch } from "wouter";

import { useWords } from "../i18n/index.js";
import type { Person } from "../session/session.js";
import { Choice } from "../ui/Field.js";
import { Loaded } from "../ui/Loaded.js";
import { NotFound } from "../ui/NotFound.js";
import { Board } from "./Board.js";
import { MenuEditor } from "./MenuEditor.js";
import { NewStore } from "./NewStore.js";
import { Sales } from "./Sales.js";

export default function Store({ person }: { person: Person }) {
  const [chosen, setChosen] = useState<string>();
  const query = useQuery(CatalogService.method.listStores, { ownerId: person.subject, pageSize: 200 });
  return (
    <Loaded query={query} shape="page">
      {({ stores }) => {
        const store = stores.find(({ storeId }) => storeId === chosen) ?? stores[0];
        if (!store) return <NewStore />;
        const which = <Which stores={stores} store={store} onChange={setChosen} />;
        return (
          <Switch>
            <Route path="/"><Board key={store.storeId} store={store} which={which} /></Route>
            <Route path="/menu"><MenuEditor key={store.storeId} store={store} which={which} /></Route>
            <Route path="/sales"><Sales key={store.storeId} store={store} which={which} /></Route>
            <Route><NotFound /></Route>
          </Switch>
        );
      }}
    </Loaded>
  );
}

function Which({ stores, store, onChange }: {
  stores: readonly StoreMessage[];
  store: StoreMessage;
  onChange: (storeId: string) => void;
}) {
  const { text } = useWords();
  return (
    <Choice
      label={text.store.which}
      value={store.storeId}
      options={stores.map(({ storeId, name }) => [storeId, name] as const)}
      onChange={onChange}
    />
  );
}
