import { createClient } from "@baedal/sdk";
import { OrderService } from "@baedal/sdk/order/v1";
import { useTransport } from "@connectrpc/connect-query";
import { Link } from "wouter";

import { formatMoney } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { useFeed } from "../rpc/context.js";
import { usePages } from "../rpc/usePages.js";
import { Button } from "../ui/Button.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Since } from "../ui/Since.js";
import { OrderChip, shortId } from "../ui/Status.js";
import { statusOf } from "./timeline.js";

export function Orders() {
  const { text, locale } = useWords();
  const client = createClient(OrderService, useTransport());
  const query = usePages(["orders"], (pageToken, signal) => client.listOrders({ pageToken, pageSize: 20 }, { signal }), (page) => page.orders);
  const { views } = useFeed();
  return (
    <Page title={text.customer.orders}>
      <Loaded query={query}>
        {(orders) => orders.length === 0 ? (
          <Notice icon="bag" words={text.customer.noOrders}>
            <Link href="/" className="button button-primary">{text.customer.browse}</Link>
          </Notice>
        ) : (
          <>
            <ul className="rows card">
              {orders.map((order) => (
                <li key={order.orderId}>
                  <Link href={`/orders/${order.orderId}`} className="row-link">
                    <span className="row-main">
                      <strong>{order.storeName}</strong>
                      <span className="muted">{order.lines.map((line) => `${line.quantity} × ${line.name}`).join(", ")}</span>
                    </span>
                    <span className="row-side">
                      <OrderChip status={statusOf(order, views.find((view) => view.orderId === order.orderId))} />
                      <span>{formatMoney(order.total, locale)}</span>
                      <span className="muted"><Since at={order.placedAt} /> · {shortId(order.orderId)}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{text.state.more}</Button>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
