import { CatalogService, StoreKind } from "@baedal/sdk/store/v1";
import { useState, type FormEvent } from "react";

import { demoPlaces } from "../format/place.js";
import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { Button } from "../ui/Button.js";
import { Choice, Field } from "../ui/Field.js";
import { Page } from "../ui/Page.js";

/** For an owner without a store. */
export function NewStore() {
  const { text } = useWords();
  const [name, setName] = useState("");
  const [kind, setKind] = useState(`${StoreKind.RESTAURANT}`);
  const [where, setWhere] = useState<string>(demoPlaces[0].text);
  const create = useAct(CatalogService.method.createStore);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = demoPlaces.find((each) => each.text === where) ?? demoPlaces[0];
    create.mutate({
      name: name.trim(),
      kind: Number(kind),
      address: { text: place.text, location: { latitude: place.latitude, longitude: place.longitude } },
      currencyCode: "KRW",
      open: true,
    });
  };
  return (
    <Page title={text.store.create} intro={text.store.none}>
      <form className="card stack narrow" onSubmit={submit}>
        <Field label={text.store.newName} value={name} required maxLength={100} onChange={setName} />
        <Choice
          label={text.store.newKind}
          value={kind}
          options={[
            [`${StoreKind.RESTAURANT}`, text.kinds.restaurant],
            [`${StoreKind.COFFEE_SHOP}`, text.kinds.coffee],
            [`${StoreKind.FLORIST}`, text.kinds.florist],
          ]}
          onChange={setKind}
        />
        <Choice label={text.store.newAddress} value={where} options={demoPlaces.map(({ text }) => [text, text] as const)} onChange={setWhere} />
        <Button type="submit" look="primary" busy={create.isPending}>{text.store.create}</Button>
      </form>
    </Page>
  );
}
