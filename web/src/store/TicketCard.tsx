import { Fulfillment } from "@baedal/sdk/order/v1";
import { TicketService, TicketStatus, type Ticket } from "@baedal/sdk/store/v1";
import { useState } from "react";

import { formatMoney } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Field } from "../ui/Field.js";
import { Icon } from "../ui/Icon.js";
import { Since } from "../ui/Since.js";
import { shortId } from "../ui/Status.js";

export function TicketCard({ ticket }: { ticket: Ticket }) {
  const { text, locale } = useWords();
  const isDelivery = ticket.fulfillment === Fulfillment.DELIVERY;
  return (
    <article className="card ticket" aria-label={text.store.ticket(shortId(ticket.orderId))} data-order={ticket.orderId}>
      <header className="row between">
        <h3>{shortId(ticket.orderId)}</h3>
        <span className="muted"><Since at={ticket.placedAt} /></span>
      </header>
      <ul className="ticket-lines">
        {ticket.lines.map((line) => <li key={line.itemId}><strong>{line.quantity} ×</strong> {line.name}</li>)}
      </ul>
      {ticket.note && <p className="quote">{ticket.note}</p>}
      <footer className="row between muted">
        <span className="row"><Icon name={isDelivery ? "bike" : "bag"} size={18} />{isDelivery ? text.customer.delivery : text.customer.pickup}</span>
        <span className="price">{formatMoney(ticket.total, locale)}</span>
      </footer>
      <Next ticket={ticket} />
    </article>
  );
}

/** What may be done with it now. */
function Next({ ticket: { orderId, status, fulfillment } }: { ticket: Ticket }) {
  const { text } = useWords();
  const [refusing, setRefusing] = useState(false);
  const accept = useAct(TicketService.method.acceptTicket);
  const start = useAct(TicketService.method.startCooking);
  const finish = useAct(TicketService.method.finishCooking);
  switch (status) {
    case TicketStatus.NEW:
      return (
        <div className="ticket-buttons">
          <Button look="danger" onClick={() => setRefusing(true)}>{text.store.reject}</Button>
          <Button look="primary" busy={accept.isPending} onClick={() => accept.mutate({ orderId })}>{text.store.accept}</Button>
          {refusing && <Refuse orderId={orderId} onClose={() => setRefusing(false)} />}
        </div>
      );
    case TicketStatus.ACCEPTED:
      return <Button look="primary" className="wide" busy={start.isPending} onClick={() => start.mutate({ orderId })}>{text.store.start}</Button>;
    case TicketStatus.COOKING:
      return <Button look="primary" className="wide" busy={finish.isPending} onClick={() => finish.mutate({ orderId })}>{text.store.finish}</Button>;
    case TicketStatus.COOKED:
      return <p className="fine">{fulfillment === Fulfillment.DELIVERY ? text.store.waitingRider : text.store.waitingCustomer}</p>;
    default:
      return null;
  }
}

function Refuse({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const { text } = useWords();
  const [reason, setReason] = useState("");
  const reject = useAct(TicketService.method.rejectTicket);
  return (
    <Dialog title={text.store.rejectTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          reject.mutate({ orderId, reason: reason.trim() });
          onClose();
        }}
      >
        <p>{text.store.rejectText}</p>
        <div className="suggestions">
          {text.store.rejectReasons.map((words) => <Button key={words} onClick={() => setReason(words)}>{words}</Button>)}
        </div>
        <Field label={text.store.rejectReason} value={reason} required maxLength={500} onChange={setReason} />
        <Button type="submit" look="danger">{text.store.rejectYes}</Button>
      </form>
    </Dialog>
  );
}
