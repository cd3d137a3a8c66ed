import { Fulfillment } from "@baedal/sdk/order/v1";
import type { MenuItem, Store } from "@baedal/sdk/store/v1";
import { useState, type FormEvent } from "react";

import { formatMoney, totalOf } from "../format/money.js";
import { askForPosition, demoPlaces } from "../format/place.js";
import { useWords } from "../i18n/index.js";
import { Button } from "../ui/Button.js";
import { Choice, Field, Segments } from "../ui/Field.js";
import { Icon } from "../ui/Icon.js";
import { useSay } from "../ui/Say.js";
import { Stepper } from "./Menu.js";
import { useCart, withItem } from "./cart.js";
import { Patience } from "./Patience.js";
import { usePlaceOrder } from "./placeOrder.js";

const HERE = "here";

/** The cart, how it gets to the customer, and the button that pays. */
export function Checkout({ subject, store, menu }: { subject: string; store: Store; menu: readonly MenuItem[] }) {
  const { text, locale } = useWords();
  const say = useSay();
  const [cart, changeCart] = useCart(subject);
  const [way, setWay] = useState<"delivery" | "pickup">("delivery");
  const [address, setAddress] = useState<string>(demoPlaces[0].text);
  const [position, setPosition] = useState<{ latitude: number; longitude: number }>(demoPlaces[0]);
  const [card, setCard] = useState("card_approve");
  // Not the one that is chosen at first: it may be another than that of the order.
  const [cardAgain, setCardAgain] = useState("");
  const [note, setNote] = useState("");
  const placing = usePlaceOrder(subject);

  const lines = cart.storeId === store.storeId ? cart.lines : [];
  if (lines.length === 0) {
    return <aside className="card cart cart-empty"><Icon name="bag" size={28} /><p className="muted">{text.customer.cartEmpty}</p></aside>;
  }

  const priced = lines.map((line) => ({ ...line, price: menu.find((item) => item.itemId === line.itemId)?.price }));
  const total = totalOf(priced);
  const choosePlace = async (choice: string) => {
    const place = demoPlaces.find(({ text }) => text === choice);
    if (place) {
      setAddress(place.text);
      setPosition(place);
    } else {
      await askForPosition().then(setPosition, () => say(text.customer.hereFailed, "problem"));
    }
  };
  const pay = (event: FormEvent) => {
    event.preventDefault();
    placing.place({
      storeId: store.storeId,
      lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
      note: note.trim(),
      ...(total ? { expectedTotal: total } : {}),
      ...(way === "delivery"
        ? { fulfillment: Fulfillment.DELIVERY, deliveryAddress: { text: address.trim(), location: position } }
        : { fulfillment: Fulfillment.PICKUP }),
    }, card);
  };
  const cards = Object.entries(text.customer.cards);

  return (
    <form className="card cart" id="cart" aria-label={text.customer.cart} onSubmit={pay}>
      <h2>{text.customer.cart}</h2>
      <fieldset className="stack" disabled={cart.attempt !== undefined}>
        <ul className="lines">
          {priced.map((line) => (
            <li key={line.itemId} className="line">
              <div className="line-words">
                <strong>{line.name}</strong>
                <span className="price">{formatMoney(totalOf([line]), locale)}</span>
              </div>
              <Stepper name={line.name} quantity={line.quantity} onChange={(quantity) => changeCart((cart) => withItem(cart, store, line, quantity))} />
            </li>
          ))}
        </ul>
        <Segments
          label={text.customer.fulfillment}
          value={way}
          options={[["delivery", text.customer.delivery], ["pickup", text.customer.pickup]]}
          onChange={setWay}
        />
        {way === "delivery" && (
          <>
            <Choice
              label={text.customer.address}
              value={demoPlaces.find((place) => place.latitude === position.latitude)?.text ?? HERE}
              options={[...demoPlaces.map(({ text }) => [text, text] as const), [HERE, text.customer.here]]}
              onChange={(choice) => void choosePlace(choice)}
            />
            <Field label={text.customer.addressText} value={address} required maxLength={500} autoComplete="street-address" onChange={setAddress} />
          </>
        )}
        {!placing.cardGone && <Choice label={text.customer.card} value={card} options={cards} onChange={setCard} />}
        <Field label={text.customer.note} value={note} placeholder={text.customer.notePlaceholder} maxLength={500} onChange={setNote} />
      </fieldset>
      <p className="row between total">
        <span>{text.customer.total}</span>
        <strong>{formatMoney(total, locale)}</strong>
      </p>
      <p className="fine">{text.customer.totalNote}</p>
      {placing.problem && <p className="field-problem" role="alert">{placing.problem}</p>}
      {placing.open ? (
        <>
          <p className="hint" role="status">{placing.mayGiveUp ? text.customer.freeAttempt : text.customer.openAttempt}</p>
          {placing.cardGone && (
            <>
              <Choice label={text.customer.card} value={cardAgain} options={[["", text.customer.cardAgain], ...cards]} onChange={setCardAgain} />
              {placing.otherCard && <p className="field-problem" role="alert">{text.customer.otherCard}</p>}
            </>
          )}
          <Button look="primary" className="wide" disabled={placing.cardGone && cardAgain === ""} onClick={() => placing.again(cardAgain)}>
            {text.customer.again}
          </Button>
          {placing.mayGiveUp && <Button look="quiet" onClick={placing.giveUp}>{text.customer.giveUp}</Button>}
        </>
      ) : (
        <Button type="submit" look="primary" className="wide" busy={placing.busy} disabled={!store.open}>
          {placing.busy ? text.customer.paying : text.customer.pay(formatMoney(total, locale))}
        </Button>
      )}
      {placing.later && (
        <Patience
          later={placing.later}
          busy={placing.busy}
          mayGiveUp={placing.mayGiveUp}
          onAgain={() => placing.again(cardAgain)}
          onHide={placing.hide}
          onGiveUp={placing.giveUp}
        />
      )}
    </form>
  );
}
