import { OrderStatus } from "@baedal/sdk/order/v1";
import { PaymentStatus } from "@baedal/sdk/payment/v1";

import type { Text } from "../i18n/en.js";
import { useWords } from "../i18n/index.js";

type Name = Exclude<keyof Text["status"], "unknown">;

const names: Partial<Record<OrderStatus, Name>> = {
  [OrderStatus.PLACED]: "placed",
  [OrderStatus.ACCEPTED]: "accepted",
  [OrderStatus.COOKING]: "cooking",
  [OrderStatus.COOKED]: "cooked",
  [OrderStatus.PICKED_UP]: "pickedUp",
  [OrderStatus.DELIVERED]: "delivered",
  [OrderStatus.COMPLETED]: "completed",
  [OrderStatus.REJECTED]: "rejected",
  [OrderStatus.CANCELING]: "canceling",
  [OrderStatus.CANCELED]: "canceled",
};

export const statusName = (status: OrderStatus): keyof Text["status"] => names[status] ?? "unknown";

const tones: Record<keyof Text["status"], "fresh" | "busy" | "good" | "bad" | "calm"> = {
  placed: "fresh",
  accepted: "busy",
  cooking: "busy",
  cooked: "busy",
  pickedUp: "busy",
  delivered: "good",
  completed: "calm",
  rejected: "bad",
  canceling: "bad",
  canceled: "bad",
  unknown: "calm",
};

export function OrderChip({ status }: { status: OrderStatus }) {
  const { text } = useWords();
  const name = statusName(status);
  return <span className={`chip chip-${tones[name]}`}>{text.status[name]}</span>;
}

export function paymentWords(status: PaymentStatus, text: Text): string {
  const words: Partial<Record<PaymentStatus, string>> = {
    [PaymentStatus.APPROVED]: text.payment.approved,
    [PaymentStatus.DECLINED]: text.payment.declined,
    [PaymentStatus.VOIDED]: text.payment.voided,
    [PaymentStatus.REFUND_PENDING]: text.payment.refundPending,
    [PaymentStatus.REFUNDED]: text.payment.refunded,
    [PaymentStatus.PENDING]: text.payment.pending,
  };
  return words[status] ?? "";
}

export const isOver = (status: OrderStatus): boolean =>
  status === OrderStatus.COMPLETED || status === OrderStatus.REJECTED || status === OrderStatus.CANCELED;

/** The part of an id that people can tell apart: version 7 begins with the time, which they share. */
export const shortId = (id: string): string => id.slice(-6).toUpperCase();
