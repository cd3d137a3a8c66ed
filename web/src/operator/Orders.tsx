import type { OrderView } from "@baedal/sdk/dashboard/v1";
import { OrderStatus } from "@baedal/sdk/order/v1";
import { useState } from "react";

import { formatMoney } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { useFeed } from "../rpc/context.js";
import { Choice } from "../ui/Field.js";
import { Followed } from "../ui/Followed.js";
import { Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Since } from "../ui/Since.js";
import { OrderChip, paymentWords, shortId, statusName } from "../ui/Status.js";

const statuses = Object.values(OrderStatus).filter((value): value is OrderStatus => typeof value === "number" && value !== OrderStatus.UNSPECIFIED);

export function Orders() {
  const { text } = useWords();
  const { asOf } = useFeed();
  const [wanted, setWanted] = useState("0");
  return (
    <Page
      title={text.operator.orders}
      aside={
        <div className="tools">
          <Choice
            label={text.operator.filter}
            value={wanted}
            options={[["0", text.operator.all], ...statuses.map((status) => [`${status}`, text.status[statusName(status)]] as const)]}
            onChange={setWanted}
          />
        </div>
      }
    >
      <Followed>
        {(views) => {
          const shown = views.filter((view) => wanted === "0" || view.orderStatus === Number(wanted));
          return shown.length === 0 ? <Notice icon="list" words={text.operator.noOrders} /> : <Table views={shown} />;
        }}
      </Followed>
      <p className="fine"><Since at={asOf} /></p>
    </Page>
  );
}

function Table({ views }: { views: readonly OrderView[] }) {
  const { text, locale } = useWords();
  const { columns } = text.operator;
  return (
    <div className="card table-card" role="region" aria-label={text.operator.orders} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{columns.order}</th><th scope="col">{columns.store}</th><th scope="col">{columns.customer}</th>
            <th scope="col">{columns.status}</th><th scope="col">{columns.payment}</th><th scope="col">{columns.amount}</th><th scope="col">{columns.changed}</th>
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <tr key={`${view.orderId}`} data-order={view.orderId}>
              <th scope="row" className="mono" title={view.orderId}>{shortId(view.orderId)}</th>
              <td>{view.storeName}</td>
              <td>{view.customerId}</td>
              <td><OrderChip status={view.orderStatus} /></td>
              <td>{paymentWords(view.paymentStatus, text)}</td>
              <td className="price">{formatMoney(view.amount, locale)}</td>
              <td><Since at={view.updatedAt} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
