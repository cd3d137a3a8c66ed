//! The words, in every language that customers can choose.

use baedal_values::OrderId;

use super::{Kind, Language};

/// The words for a change: one short sentence, or two. The `detail` is the store's name or a reason,
/// where there is one.
pub fn compose(language: Language, kind: Kind, detail: &str) -> String {
    // One line, whatever a store or a customer typed.
    let detail = detail.split_whitespace().collect::<Vec<_>>().join(" ");
    match language {
        Language::En => english(kind, &detail),
        Language::Ko => korean(kind, &detail),
    }
}

/// What a message is about, for an e-mail's subject.
pub const fn subject(language: Language, kind: Kind) -> &'static str {
    match language {
        Language::En => match kind {
            Kind::OrderPlaced => "Your order is placed",
            Kind::OrderAccepted => "Your order was accepted",
            Kind::OrderCooking => "Your order is being prepared",
            Kind::OrderCooked => "Your order is ready",
            Kind::OrderPickedUp => "Your order is on its way",
            Kind::OrderDelivered => "Your order was delivered",
            Kind::OrderCompleted => "Your order is complete",
            Kind::OrderRejected => "The store could not take your order",
            Kind::CancelRequested => "Your order is being canceled",
            Kind::OrderCanceled => "Your order was canceled",
            Kind::CancelDenied => "Your order could not be canceled",
            Kind::RiderAssigned => "A rider will bring your order",
            Kind::PaymentRefunded => "Your payment was refunded",
        },
        Language::Ko => match kind {
            Kind::OrderPlaced => "주문이 접수되었습니다",
            Kind::OrderAccepted => "매장에서 주문을 수락했습니다",
            Kind::OrderCooking => "주문하신 상품을 준비하고 있습니다",
            Kind::OrderCooked => "주문하신 상품이 준비되었습니다",
            Kind::OrderPickedUp => "주문하신 상품이 배달 중입니다",
            Kind::OrderDelivered => "주문하신 상품이 도착했습니다",
            Kind::OrderCompleted => "주문이 완료되었습니다",
            Kind::OrderRejected => "매장에서 주문을 받지 못했습니다",
            Kind::CancelRequested => "주문 취소를 진행하고 있습니다",
            Kind::OrderCanceled => "주문이 취소되었습니다",
            Kind::CancelDenied => "주문을 취소하지 못했습니다",
            Kind::RiderAssigned => "라이더가 배정되었습니다",
            Kind::PaymentRefunded => "결제 금액이 환불되었습니다",
        },
    }
}

/// An e-mail's text around the sentence itself.
pub fn letter(language: Language, sentence: &str, order_id: OrderId) -> String {
    match language {
        Language::En => format!(
            "Hello,\n\n{sentence}\n\nOrder: {order_id}\n\nYou choose in your preferences what we write to you about.\n"
        ),
        Language::Ko => format!(
            "안녕하세요.\n\n{sentence}\n\n주문 번호: {order_id}\n\n알림은 알림 설정에서 바꾸실 수 있습니다.\n"
        ),
    }
}

fn english(kind: Kind, detail: &str) -> String {
    let because = |sentence: &str| because(sentence, ".", detail);
    match kind {
        Kind::OrderPlaced if detail.is_empty() => "Your order is placed.".to_owned(),
        Kind::OrderPlaced => format!("Your order at {detail} is placed."),
        Kind::OrderAccepted => "The store accepted your order.".to_owned(),
        Kind::OrderCooking => "The kitchen started on your order.".to_owned(),
        Kind::OrderCooked => "Your order is ready.".to_owned(),
        Kind::OrderPickedUp => "The rider picked up your order.".to_owned(),
        Kind::OrderDelivered => "Your order was delivered. Please confirm it.".to_owned(),
        Kind::OrderCompleted => "Your order is complete. Enjoy!".to_owned(),
        Kind::OrderRejected => because("The store could not take your order"),
        Kind::CancelRequested => "Your order is being canceled.".to_owned(),
        Kind::OrderCanceled => because("Your order was canceled"),
        Kind::CancelDenied => because("Your order could not be canceled"),
        Kind::RiderAssigned => "A rider will bring your order.".to_owned(),
        Kind::PaymentRefunded => "Your payment was refunded.".to_owned(),
    }
}

fn korean(kind: Kind, detail: &str) -> String {
    let because = |sentence: &str| because(sentence, ".", detail);
    match kind {
        Kind::OrderPlaced if detail.is_empty() => "주문이 접수되었습니다.".to_owned(),
        Kind::OrderPlaced => format!("{detail}에 주문이 접수되었습니다."),
        Kind::OrderAccepted => "매장에서 주문을 수락했습니다.".to_owned(),
        Kind::OrderCooking => "주문하신 상품의 준비를 시작했습니다.".to_owned(),
        Kind::OrderCooked => "주문하신 상품이 준비되었습니다.".to_owned(),
        Kind::OrderPickedUp => "라이더가 상품을 픽업해 출발했습니다.".to_owned(),
        Kind::OrderDelivered => "주문하신 상품이 도착했습니다. 수령 확인을 눌러 주세요.".to_owned(),
        Kind::OrderCompleted => "주문이 완료되었습니다. 맛있게 드세요!".to_owned(),
        Kind::OrderRejected => because("매장에서 주문을 받지 못했습니다"),
        Kind::CancelRequested => "주문 취소를 진행하고 있습니다.".to_owned(),
        Kind::OrderCanceled => because("주문이 취소되었습니다"),
        Kind::CancelDenied => because("주문을 취소하지 못했습니다"),
        Kind::RiderAssigned => "라이더가 배정되었습니다.".to_owned(),
        Kind::PaymentRefunded => "결제 금액이 환불되었습니다.".to_owned(),
    }
}

fn because(sentence: &str, end: &str, detail: &str) -> String {
    if detail.is_empty() {
        format!("{sentence}{end}")
    } else {
        format!("{sentence}: {detail}")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_its_own_words_and_subject_in_every_language() {
        let both = || {
            Language::ALL
                .into_iter()
                .flat_map(|language| Kind::ALL.map(|kind| (language, kind)))
        };
        let words: HashSet<_> = both().map(|(it, kind)| compose(it, kind, "")).collect();
        let subjects: HashSet<_> = both().map(|(it, kind)| subject(it, kind)).collect();
        assert_eq!(words.len(), Kind::ALL.len() * 2);
        assert_eq!(subjects.len(), Kind::ALL.len() * 2);
        for (language, kind) in both() {
            let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
            let korean = language == Language::Ko;
            assert_eq!(hangul(&compose(language, kind, "")), korean);
            assert_eq!(hangul(subject(language, kind)), korean);
        }
    }

    #[test]
    fn a_reason_is_told_where_there_is_one() {
        let said = |language, kind, detail| compose(language, kind, detail);
        assert_eq!(
            said(Language::En, Kind::OrderRejected, "sold out"),
            "The store could not take your order: sold out"
        );
        assert_eq!(
            said(Language::Ko, Kind::OrderRejected, "재료 소진"),
            "매장에서 주문을 받지 못했습니다: 재료 소진"
        );
        assert_eq!(
            said(Language::En, Kind::OrderRejected, "  "),
            "The store could not take your order."
        );
        assert_eq!(
            said(Language::En, Kind::OrderPlaced, "Moon\r\n Coffee"),
            "Your order at Moon Coffee is placed."
        );
    }

    #[test]
    fn a_letter_says_which_order_it_is_about() {
        let order: OrderId = "0190c2a4-0000-7000-8000-000000000001"
            .parse()
            .expect("an id");
        for language in Language::ALL {
            let letter = letter(language, "It is ready.", order);
            assert!(letter.contains("It is ready.") && letter.contains(&order.to_string()));
        }
    }
}
