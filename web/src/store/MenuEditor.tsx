import { CatalogService, type MenuItem, type Store } from "@baedal/sdk/store/v1";
import { useQuery } from "@connectrpc/connect-query";
import { useState, type FormEvent, type ReactNode } from "react";

import { decimalOf, formatMoney, parseMoney } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Field, Switch } from "../ui/Field.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";

export function MenuEditor({ store, which }: { store: Store; which: ReactNode }) {
  const { text } = useWords();
  const [editing, setEditing] = useState<MenuItem | "new">();
  const query = useQuery(CatalogService.method.listMenuItems, { storeId: store.storeId, pageSize: 200 });
  return (
    <Page title={text.store.menu} intro={store.name} aside={<div className="tools">{which}<Button look="primary" icon="plus" onClick={() => setEditing("new")}>{text.store.addItem}</Button></div>}>
      <Loaded query={query}>
        {({ menuItems }) => menuItems.length === 0 ? <Notice icon="list" words={text.store.noItems} /> : (
          <ul className="lines card">
            {menuItems.map((item) => <Item key={item.itemId} item={item} onEdit={() => setEditing(item)} />)}
          </ul>
        )}
      </Loaded>
      {editing && <ItemForm store={store} item={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function Item({ item, onEdit }: { item: MenuItem; onEdit: () => void }) {
  const { text, locale } = useWords();
  const put = useAct(CatalogService.method.putMenuItem);
  const { storeId, itemId, name, price } = item;
  return (
    <li className={`line ${item.available ? "" : "line-off"}`}>
      <div className="line-words">
        <strong>{name}</strong>
        <span className="price">{formatMoney(price, locale)}</span>
      </div>
      <div className="row">
        <Switch
          label={item.available ? text.store.available : text.store.soldOut}
          on={item.available}
          busy={put.isPending}
          onChange={(available) => price && put.mutate({ storeId, itemId, name, price, available })}
        />
        <Button aria-label={text.store.editItem(name)} onClick={onEdit}>{text.store.edit}</Button>
      </div>
    </li>
  );
}

function ItemForm({ store, item, onClose }: { store: Store; item: MenuItem | undefined; onClose: () => void }) {
  const { text, locale } = useWords();
  const [name, setName] = useState(item?.name ?? "");
  const [typed, setTyped] = useState(item?.price ? decimalOf(item.price) : "");
  const price = parseMoney(typed, store.currencyCode, locale);
  const put = useAct(CatalogService.method.putMenuItem, { said: text.store.saved, done: onClose });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!price) return;
    put.mutate({ storeId: store.storeId, itemId: item?.itemId ?? "", name: name.trim(), price, available: item?.available ?? true });
  };
  return (
    <Dialog title={item ? text.store.editItem(item.name) : text.store.addItem} onClose={onClose}>
      <form className="stack" onSubmit={save}>
        <Field label={text.store.itemName} value={name} required maxLength={100} onChange={setName} />
        <Field
          label={text.store.itemPrice(store.currencyCode)}
          value={typed}
          required
          inputMode="decimal"
          problem={typed !== "" && !price ? text.store.badPrice : undefined}
          onChange={setTyped}
        />
        <Button type="submit" look="primary" busy={put.isPending}>{text.store.save}</Button>
      </form>
    </Dialog>
  );
}
