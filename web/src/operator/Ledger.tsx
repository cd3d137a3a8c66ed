import { createClient } from "@baedal/sdk";
import { PaymentService, type LedgerDifference } from "@baedal/sdk/payment/v1";
import { useTransport } from "@connectrpc/connect-query";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { useWords } from "../i18n/index.js";
import { wordsFor } from "../rpc/problem.js";
import { Button } from "../ui/Button.js";
import { Notice } from "../ui/Loaded.js";
import { Page } from "../ui/Page.js";
import { Since } from "../ui/Since.js";
import { shortId } from "../ui/Status.js";

interface Audit {
  audited: bigint;
  differences: readonly LedgerDifference[];
}

const PAGE = 200;

export function Ledger() {
  const { text, locale } = useWords();
  const client = createClient(PaymentService, useTransport());
  const [sofar, setSofar] = useState<bigint>(0n);
  const number = new Intl.NumberFormat(locale);

  const audit = useMutation({
    async mutationFn(): Promise<Audit> {
      let result: Audit = { audited: 0n, differences: [] };
      let pageToken = "";
      do {
        const page = await client.auditLedger({ pageSize: PAGE, pageToken });
        result = { audited: result.audited + page.auditedPayments, differences: [...result.differences, ...page.differences] };
        pageToken = page.nextPageToken;
        setSofar(result.audited);
      } while (pageToken);
      return result;
    },
  });

  return (
    <Page title={text.operator.ledger} intro={text.operator.ledgerText} aside={<Button look="primary" icon="scale" busy={audit.isPending} onClick={() => audit.mutate()}>{text.operator.audit}</Button>}>
      <div role="status">
        {audit.isPending && <p className="muted">{text.operator.auditing(number.format(sofar))}</p>}
        {audit.data?.differences.length === 0 && <Notice icon="check" words={text.operator.clean(number.format(audit.data.audited))} />}
        {audit.data && audit.data.differences.length > 0 && (
          <p className="hint">{text.operator.found(number.format(audit.data.differences.length), number.format(audit.data.audited))}</p>
        )}
      </div>
      {audit.isError && (
        <Notice icon="cross" words={wordsFor(audit.error, text)} problem>
          <Button onClick={() => audit.mutate()}>{text.state.retry}</Button>
        </Notice>
      )}
      {audit.data && audit.data.differences.length > 0 && (
        <ul className="rows card">
          {audit.data.differences.map((difference) => (
            <li key={`${difference.orderId}:${difference.kind}`} className="row-link" data-order={difference.orderId}>
              <span className="row-main">
                <strong>{text.operator.kinds[difference.kind] ?? "?"}</strong>
                <span className="muted">{difference.detail}</span>
              </span>
              <span className="row-side"><span className="mono" title={difference.orderId}>{shortId(difference.orderId)}</span><Since at={difference.since} /></span>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
