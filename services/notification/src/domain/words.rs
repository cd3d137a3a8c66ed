//! The words, in every language that customers can choose.

use baedal_values::OrderId;

use super::{Kind, Language};

/// The words for a change: one short sentence, or two. The `detail` is the store's name or a reason,
/// where there is one: what somebody typed, and marked as such.
pub fn compose(language: Language, kind: Kind, detail: &str) -> String {
    let detail = quote(detail);
    match language {
        Language::En => english(kind, &detail),
        Language::Ko => korean(kind, &detail),
    }
}

/// Somebody else's words, in quotation marks that they cannot leave; empty where there are none. They come to people from
/// a sender who is trusted: they are one line, and nothing in them can be followed.
fn quote(words: &str) -> String {
    let visible = words.chars().filter_map(|c| match c {
        '“' | '”' | '„' | '‟' | '"' => Some('\''),
        // What turns the direction of writing could move the closing mark, and what is not seen could hide anything.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    });
    let visible: String = visible.collect();
    let words: Vec<_> = visible.split_whitespace().map(unlink).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!("“{}”", words.join(" "))
    }
}

/// Takes from a word what makes phones and mailboxes show it as a link: `evil[.]example`, `https[:]//`.
fn unlink(word: &str) -> String {
    let word = word.replace("://", "[:]//");
    let mut unlinked = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        let is_in_name = matches!(c, '.' | '。' | '．' | '｡')
            && word[..at].ends_with(char::is_alphanumeric)
            && {
                let mut after = word[at + c.len_utf8()..].chars();
                after.next().is_some_and(char::is_alphanumeric)
                    && after
                        .next()
                        .is_some_and(|c| c.is_alphanumeric() || c == '-')
            };
        if is_in_name {
            unlinked.push_str("[.]");
        } else {
            unlinked.push(c);
        }
    }
    unlinked
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
    let by_store = |sentence: &str| with(sentence, "The store wrote", detail);
    let because = |sentence: &str| with(sentence, "The reason given", detail);
    match kind {
        Kind::OrderPlaced if detail.is_empty() => "Your order is placed.".to_owned(),
        Kind::OrderPlaced => format!("Your order at {detail} is placed."),
        Kind::OrderAccepted => "The store accepted your order.".to_owned(),
        Kind::OrderCooking => "The kitchen started on your order.".to_owned(),
        Kind::OrderCooked => "Your order is ready.".to_owned(),
        Kind::OrderPickedUp => "The rider picked up your order.".to_owned(),
        Kind::OrderDelivered => "Your order was delivered. Please confirm it.".to_owned(),
        Kind::OrderCompleted => "Your order is complete. Enjoy!".to_owned(),
        Kind::OrderRejected => by_store("The store could not take your order."),
        Kind::CancelRequested => "Your order is being canceled.".to_owned(),
        Kind::OrderCanceled => because("Your order was canceled."),
        Kind::CancelDenied => because("Your order could not be canceled."),
        Kind::RiderAssigned => "A rider will bring your order.".to_owned(),
        Kind::PaymentRefunded => "Your payment was refunded.".to_owned(),
    }
}

fn korean(kind: Kind, detail: &str) -> String {
    let by_store = |sentence: &str| with(sentence, "매장에서 남긴 말", detail);
    let because = |sentence: &str| with(sentence, "사유", detail);
    match kind {
        Kind::OrderPlaced if detail.is_empty() => "주문이 접수되었습니다.".to_owned(),
        Kind::OrderPlaced => format!("{detail}에 주문이 접수되었습니다."),
        Kind::OrderAccepted => "매장에서 주문을 수락했습니다.".to_owned(),
        Kind::OrderCooking => "주문하신 상품의 준비를 시작했습니다.".to_owned(),
        Kind::OrderCooked => "주문하신 상품이 준비되었습니다.".to_owned(),
        Kind::OrderPickedUp => "라이더가 상품을 픽업해 출발했습니다.".to_owned(),
        Kind::OrderDelivered => "주문하신 상품이 도착했습니다. 수령 확인을 눌러 주세요.".to_owned(),
        Kind::OrderCompleted => "주문이 완료되었습니다. 맛있게 드세요!".to_owned(),
        Kind::OrderRejected => by_store("매장에서 주문을 받지 못했습니다."),
        Kind::CancelRequested => "주문 취소를 진행하고 있습니다.".to_owned(),
        Kind::OrderCanceled => because("주문이 취소되었습니다."),
        Kind::CancelDenied => because("주문을 취소하지 못했습니다."),
        Kind::RiderAssigned => "라이더가 배정되었습니다.".to_owned(),
        Kind::PaymentRefunded => "결제 금액이 환불되었습니다.".to_owned(),
    }
}

/// The sentence, and on a line of its own whose words follow.
fn with(sentence: &str, whose: &str, quoted: &str) -> String {
    if quoted.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence}\n{whose}: {quoted}")
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
            "The store could not take your order.\nThe store wrote: “sold out”"
        );
        assert_eq!(
            said(Language::Ko, Kind::OrderRejected, "재료 소진"),
            "매장에서 주문을 받지 못했습니다.\n매장에서 남긴 말: “재료 소진”"
        );
        assert_eq!(
            said(Language::En, Kind::OrderRejected, "  "),
            "The store could not take your order."
        );
        assert_eq!(
            said(Language::En, Kind::OrderPlaced, "Moon\r\n Coffee"),
            "Your order at “Moon Coffee” is placed."
        );
    }

    #[test]
    fn nobody_elses_words_pass_for_ours() {
        for (typed, told) in [
            ("sold out.\r\nOpen 10 a.m.", "“sold out. Open 10 a.m.”"),
            ("1.5 l only", "“1.5 l only”"),
            (
                "pay at https://evil.example/x",
                "“pay at https[:]//evil[.]example/x”",
            ),
            ("see www.evil.example.", "“see www[.]evil[.]example.”"),
            ("mail refund@evil.example", "“mail refund@evil[.]example”"),
            ("x” Baedal: “call us", "“x' Baedal: 'call us”"),
            ("a\u{202e}b\u{2069}c\u{200b}d", "“abcd”"),
            ("\u{202e}", ""),
        ] {
            assert_eq!(quote(typed), told, "{typed:?}");
        }
        for kind in Kind::ALL {
            for language in Language::ALL {
                let words = compose(
                    language,
                    kind,
                    "nothing\nThe store accepted it. evil.example",
                );
                let theirs = words
                    .lines()
                    .all(|line| !line.starts_with("The store accepted it"));
                assert!(theirs && !words.contains("evil.example"), "{words}");
            }
        }
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
