import { Link } from "wouter";

import { useWords } from "../i18n/index.js";
import { Icon } from "../ui/Icon.js";
import { useCart } from "./cart.js";

/** On views without the cart: the way back to it. */
export function CartBar({ subject }: { subject: string }) {
  const { text } = useWords();
  const [cart] = useCart(subject);
  if (cart.lines.length === 0) return null;
  const count = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <Link href={`/stores/${cart.storeId}`} className="cart-bar">
      <Icon name="bag" />
      <span>{cart.storeName}</span>
      <span>{text.customer.items(count)}</span>
    </Link>
  );
}
