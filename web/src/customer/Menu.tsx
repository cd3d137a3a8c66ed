import { CatalogService, type MenuItem, type Store } from "@baedal/sdk/store/v1";
import { useQuery } from "@connectrpc/connect-query";

import { formatMoney } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { Art } from "../ui/Art.js";
import { Button } from "../ui/Button.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Checkout } from "./Checkout.js";
import { quantityOf, useCart, withItem } from "./cart.js";

export function Menu({ subject, storeId }: { subject: string; storeId: string }) {
  const { text } = useWords();
  const [cart] = useCart(subject);
  const store = useQuery(CatalogService.method.getStore, { storeId });
  const menu = useQuery(CatalogService.method.listMenuItems, { storeId, pageSize: 200 });
  return (
    <Loaded query={store} shape="page">
      {({ store }) => store && (
        <Page
          title={store.name}
          intro={store.address?.text ?? ""}
          aside={<span className={`chip ${store.open ? "chip-good" : "chip-calm"}`}>{store.open ? text.customer.open : text.customer.closed}</span>}
        >
          <div className="menu-cover"><Art kind={store.kind} wide /></div>
          {cart.lines.length > 0 && cart.storeId !== storeId && (
            <p className="hint">{cart.attempt ? text.customer.openOther(cart.storeName) : text.customer.cartOther(cart.storeName)}</p>
          )}
          <Loaded query={menu}>
            {({ menuItems }) => (
              <div className="split">
                {menuItems.length === 0 ? <Notice icon="list" words={text.customer.noMenu} /> : (
                  // What is being paid for stays as it is until the outcome is known.
                  <fieldset disabled={cart.attempt !== undefined}>
                    <ul className="lines card">
                      {menuItems.map((item) => <Item key={item.itemId} subject={subject} store={store} item={item} />)}
                    </ul>
                  </fieldset>
                )}
                <Checkout subject={subject} store={store} menu={menuItems} />
              </div>
            )}
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}

function Item({ subject, store, item }: { subject: string; store: Store; item: MenuItem }) {
  const { text, locale } = useWords();
  const [cart, changeCart] = useCart(subject);
  const quantity = quantityOf(cart, item.itemId);
  const put = (number: number) => changeCart((cart) => withItem(cart, store, item, number));
  const sellable = item.available && store.open;
  return (
    <li className={`line ${sellable ? "" : "line-off"}`}>
      <div className="line-words">
        <strong>{item.name}</strong>
        <span className="price">{formatMoney(item.price, locale)}</span>
      </div>
      {!item.available ? <span className="chip chip-calm">{text.customer.soldOut}</span> : quantity === 0 ? (
        <Button icon="plus" disabled={!sellable} aria-label={text.customer.add(item.name)} onClick={() => put(1)}>
          {text.customer.addShort}
        </Button>
      ) : <Stepper name={item.name} quantity={quantity} onChange={put} />}
    </li>
  );
}

export function Stepper({ name, quantity, onChange }: { name: string; quantity: number; onChange: (quantity: number) => void }) {
  const { text } = useWords();
  return (
    <div className="stepper" role="group" aria-label={name}>
      <Button look="quiet" icon="minus" aria-label={text.customer.remove(name)} onClick={() => onChange(quantity - 1)} />
      <span aria-live="polite">{quantity}</span>
      <Button look="quiet" icon="plus" aria-label={text.customer.oneMore(name)} onClick={() => onChange(quantity + 1)} />
    </div>
  );
}
