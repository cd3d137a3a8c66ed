import { useWords } from "../i18n/index.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { useNow } from "../ui/useNow.js";
import type { Later } from "./placeOrder.js";

/** When the payment is too busy: a kind word, a countdown, and one tap to try the same order again. */
export function Patience({ later, busy, mayGiveUp, onAgain, onHide, onGiveUp }: {
  later: Later;
  busy: boolean;
  mayGiveUp: boolean;
  onAgain: () => void;
  onHide: () => void;
  onGiveUp: () => void;
}) {
  const { text } = useWords();
  const now = useNow(250);
  const seconds = Math.max(0, Math.ceil((later.from - now) / 1000));
  const waiting = seconds > 0 && !busy;
  return (
    <Dialog title={text.customer.busyTitle} onClose={mayGiveUp ? onGiveUp : onHide}>
      <div className="patience">
        <span className="patience-count" aria-hidden="true">{busy ? "…" : seconds || "✓"}</span>
        <p>{later.words}</p>
        <p className="muted">{text.customer.sameOrder}</p>
        <p className="hidden" role="status">{waiting ? "" : text.customer.againNow}</p>
        <Button look="primary" className="wide" busy={busy} disabled={waiting} onClick={onAgain}>
          {waiting ? text.customer.againIn(seconds) : text.customer.again}
        </Button>
        {mayGiveUp && <Button look="quiet" onClick={onGiveUp}>{text.customer.giveUp}</Button>}
      </div>
    </Dialog>
  );
}
