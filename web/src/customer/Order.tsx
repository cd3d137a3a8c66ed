import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { Fulfillment, OrderService, OrderStatus, type Order as OrderMessage } from "@baedal/sdk/order/v1";
import { PaymentStatus } from "@baedal/sdk/payment/v1";
import { useQuery } from "@connectrpc/connect-query";
import { useState } from "react";

import { formatMoney, totalOf } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { useAct } from "../rpc/act.js";
import { useFeed } from "../rpc/context.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Field } from "../ui/Field.js";
import { Icon } from "../ui/Icon.js";
import { Loaded } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { At } from "../ui/Since.js";
import { isOver, paymentWords, shortId, statusName } from "../ui/Status.js";
import { statusOf, timeline } from "./timeline.js";

/** One order, as it goes its way. */
export function Order({ orderId }: { orderId: string }) {
  const { text } = useWords();
  const query = useQuery(OrderService.method.getOrder, { orderId });
  const view = useFeed().views.find((each) => each.orderId === orderId);
  return (
    <Loaded query={query} shape="page">
      {({ order }) => order && (
        <Page title={text.customer.number(shortId(order.orderId))} intro={order.storeName}>
          <div className="split">
            <div className="stack">
              <Hero order={order} view={view} />
              <Way order={order} view={view} />
            </div>
            <div className="stack">
              <Bill order={order} view={view} />
              <Actions order={order} view={view} />
            </div>
          </div>
        </Page>
      )}
    </Loaded>
  );
}

interface Props {
  order: OrderMessage;
  view: OrderView | undefined;
}

function Hero({ order, view }: Props) {
  const { text } = useWords();
  const status = statusOf(order, view);
  const name = statusName(status);
  const atCounter = status === OrderStatus.COOKED && order.fulfillment === Fulfillment.PICKUP;
  const called = status === OrderStatus.REJECTED || status === OrderStatus.CANCELED;
  const refunded = view?.paymentStatus === PaymentStatus.REFUNDED;
  const reason = order.reason || view?.reason;
  return (
    <section className={`card hero hero-${name}`} aria-live="polite" data-status={name}>
      <p className="hero-words">{atCounter ? text.customer.hero.cookedPickup : text.customer.hero[name]}</p>
      {view?.riderId && !called && <p className="row"><Icon name="bike" />{text.customer.rider}: <strong>{view.riderId}</strong></p>}
      {reason && <p>{text.customer.reason}: {text.customer.reasons[reason] ?? reason}</p>}
      {called && <p>{refunded ? text.customer.refundedNote : text.customer.refundNote}</p>}
    </section>
  );
}

function Way({ order, view }: Props) {
  const { text } = useWords();
  return (
    <section className="card" aria-label={text.customer.timeline}>
      <h2>{text.customer.timeline}</h2>
      <ol className="way-steps">
        {timeline(order, statusOf(order, view)).map((step) => (
          <li key={step.name} className={`step step-${step.state}`} aria-current={step.state === "now" ? "step" : undefined}>
            <span className="step-dot" aria-hidden="true">{step.state === "done" ? <Icon name="check" size={14} /> : step.state === "ended" && <Icon name="cross" size={14} />}</span>
            <span>{text.customer.steps[step.name]}</span>
            <At at={step.at} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Bill({ order, view }: Props) {
  const { text, locale } = useWords();
  return (
    <section className="card" aria-label={text.customer.what}>
      <h2>{text.customer.what}</h2>
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.itemId} className="line">
            <div className="line-words">
              <strong>{line.quantity} × {line.name}</strong>
              {line.quantity > 1 && <span className="muted">{formatMoney(line.unitPrice, locale)} {text.customer.each}</span>}
            </div>
            <span className="price">{formatMoney(totalOf([{ price: line.unitPrice, quantity: line.quantity }]), locale)}</span>
          </li>
        ))}
      </ul>
      <p className="row between total">
        <span>{text.customer.charged}</span>
        <strong data-testid="charged">{formatMoney(order.total, locale)}</strong>
      </p>
      {view && <p className="row between"><span className="muted">{text.payment.label}</span><span>{paymentWords(view.paymentStatus, text)}</span></p>}
      {order.deliveryAddress && <p className="row"><Icon name="pin" />{order.deliveryAddress.text}</p>}
      {order.note && <p className="quote">{order.note}</p>}
    </section>
  );
}

function Actions({ order, view }: Props) {
  const { text } = useWords();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const status = statusOf(order, view);
  const { orderId } = order;
  const confirm = useAct(OrderService.method.confirmReceipt, { said: text.customer.confirmed });
  const cancel = useAct(OrderService.method.cancelOrder, { said: text.customer.cancelSent });

  const mayConfirm =
    status === OrderStatus.DELIVERED || (status === OrderStatus.COOKED && order.fulfillment === Fulfillment.PICKUP);
  const mayCancel = status === OrderStatus.PLACED || status === OrderStatus.ACCEPTED;
  return (
    <section className="stack">
      {mayConfirm && (
        <Button look="primary" icon="check" className="wide" busy={confirm.isPending} onClick={() => confirm.mutate({ orderId })}>
          {text.customer.confirm}
        </Button>
      )}
      {mayCancel ? (
        <Button look="danger" className="wide" busy={cancel.isPending} onClick={() => setAsking(true)}>{text.customer.cancel}</Button>
      ) : status !== OrderStatus.CANCELING && (
        <p className="fine">{isOver(status) ? text.customer.noCancel.over : text.customer.noCancel.cooking}</p>
      )}
      {asking && (
        <Dialog title={text.customer.cancelTitle} onClose={() => setAsking(false)}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              setAsking(false);
              cancel.mutate({ orderId, reason: reason.trim() });
            }}
          >
            <p>{text.customer.cancelText}</p>
            <Field label={text.customer.cancelReason} value={reason} maxLength={500} onChange={setReason} />
            <div className="row end">
              <Button onClick={() => setAsking(false)}>{text.customer.cancelNo}</Button>
              <Button type="submit" look="danger">{text.customer.cancelYes}</Button>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}
