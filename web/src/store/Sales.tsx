import { DashboardService, type ItemSales } from "@baedal/sdk/dashboard/v1";
import type { Store } from "@baedal/sdk/store/v1";
import { useQuery } from "@connectrpc/connect-query";
import type { ReactNode } from "react";

import { formatMoney, totalOf } from "../format/money.js";
import { useWords } from "../i18n/index.js";
import { Loaded, Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Since } from "../ui/Since.js";

export function Sales({ store, which }: { store: Store; which: ReactNode }) {
  const { text, locale } = useWords();
  const query = useQuery(DashboardService.method.listItemSales, { storeId: store.storeId, pageSize: 200 });
  return (
    <Page title={text.store.sales} intro={store.name} aside={<div className="tools">{which}</div>}>
      <Loaded query={query}>
        {({ itemSales, asOf }) => itemSales.length === 0 ? <Notice icon="chart" words={text.store.noSales} /> : (
          <figure className="card stack">
            <div className="figures">
              <p className="figure"><strong>{formatMoney(totalOf(itemSales.map(({ revenue }) => ({ price: revenue, quantity: 1 }))), locale)}</strong><span>{text.store.revenue}</span></p>
              <p className="figure"><strong>{new Intl.NumberFormat(locale).format(itemSales.reduce((sum, { quantity }) => sum + quantity, 0n))}</strong><span>{text.store.quantity}</span></p>
            </div>
            <Chart sales={itemSales} />
            <figcaption className="fine">{text.store.chart} · <Since at={asOf} /></figcaption>
          </figure>
        )}
      </Loaded>
    </Page>
  );
}

/** Bars that are a table: whoever does not see them reads the same. */
function Chart({ sales }: { sales: readonly ItemSales[] }) {
  const { text, locale } = useWords();
  const most = sales.reduce((most, { quantity }) => (quantity > most ? quantity : most), 1n);
  const number = new Intl.NumberFormat(locale);
  return (
    <table className="bars">
      <thead className="hidden"><tr><th>{text.store.item}</th><th>{text.store.quantity}</th><th>{text.store.revenue}</th></tr></thead>
      <tbody>
        {sales.map((item) => (
          <tr key={item.itemId}>
            <th scope="row">{item.name}</th>
            <td className="bar-cell">
              <svg className="bar-picture" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(1, (Number(item.quantity) / Number(most)) * 100)} height="10" />
              </svg>
              <span>{text.store.sold(number.format(item.quantity))}</span>
            </td>
            <td className="price">{formatMoney(item.revenue, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
