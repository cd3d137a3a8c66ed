//! A customer says how to be told, and is told so from then on.

use aws_lc_rs::digest::{SHA256, digest};
use baedal_notification::config::{ChannelConfig, WebhookConfig};
use baedal_proto::notification::v1::{GetPreferencesRequest, GetPreferencesResponse, Preferences};
use prost::Message;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use crate::support::{Service, bad_fields, new_id};
use crate::telling::{a_delivery, placed};

async fn service() -> Service {
    let webhook = ChannelConfig::Webhook(WebhookConfig::default());
    Service::start_over(&[("log", ChannelConfig::Log), ("hook", webhook)]).await
}

async fn get(service: &Service, customer: &str) -> Result<GetPreferencesResponse, Status> {
    let request = service.by(customer, "customer", GetPreferencesRequest {});
    let answer = service.client.clone().get_preferences(request).await?;
    Ok(answer.into_inner())
}

fn all_said() -> Preferences {
    Preferences {
        language: "ko".to_owned(),
        muted_channels: vec!["hook".to_owned()],
        muted_kinds: vec!["order.cooking".to_owned()],
        email: "minji@example.com".to_owned(),
        phone: "+821012345678".to_owned(),
        webhook_url: "https://minji.example.com/hook".to_owned(),
        webhook_secret: "0123456789abcdef".to_owned(),
    }
}

#[tokio::test]
async fn what_was_said_is_read_back_without_the_secret_and_only_by_its_customer() {
    let service = service().await;
    let before = get(&service, "minji").await.expect("the defaults");
    assert_eq!(before.channels, ["hook", "log"]);
    let defaults = Preferences {
        language: "en".to_owned(),
        ..Preferences::default()
    };
    assert_eq!(before.preferences, Some(defaults.clone()));

    let said = service.prefer("minji", new_id(), all_said()).await;
    let expected = Preferences {
        webhook_secret: String::new(),
        ..all_said()
    };
    assert_eq!(said.expect("taken"), expected);
    let service = service.restart().await;
    let after = get(&service, "minji").await.expect("preferences");
    assert_eq!(after.preferences, Some(expected.clone()));
    let jun = get(&service, "jun").await.expect("preferences");
    assert_eq!(jun.preferences, Some(defaults));

    // The secret that is known stays, as long as there is a webhook.
    let again = service.prefer("minji", new_id(), expected.clone()).await;
    assert_eq!(again.expect("taken"), expected);
    let without = Preferences {
        webhook_url: String::new(),
        ..expected.clone()
    };
    service
        .prefer("minji", new_id(), without)
        .await
        .expect("taken");
    let secretless = service.prefer("minji", new_id(), expected).await;
    assert_eq!(bad_fields(secretless), ["preferences.webhook_secret"]);
}

#[tokio::test]
async fn a_late_copy_of_an_update_does_not_undo_a_newer_one() {
    let service = service().await;
    let (first, second) = (new_id(), new_id());
    let english = Preferences {
        language: "en".to_owned(),
        ..Preferences::default()
    };
    let korean = Preferences {
        language: "ko".to_owned(),
        ..Preferences::default()
    };
    let prefer =
        async |name: Uuid, said: &Preferences| service.prefer("minji", name, said.clone()).await;
    assert_eq!(prefer(first, &english).await.expect("taken"), english);
    assert_eq!(prefer(second, &korean).await.expect("taken"), korean);
    assert_eq!(prefer(first, &english).await.expect("as before"), english);
    let now = get(&service, "minji").await.expect("preferences");
    assert_eq!(now.preferences, Some(korean.clone()));

    let reused = prefer(first, &korean).await.expect_err("another update");
    assert_eq!(reused.code(), Code::AlreadyExists);
    let reason = reused.get_details_error_info().expect("ErrorInfo").reason;
    assert_eq!(reason, "REQUEST_ID_REUSED");
    let juns = service.prefer("jun", first, korean.clone()).await;
    assert_eq!(juns.expect("a name of his own"), korean);
}

/// What an earlier release remembers is the hash of the message's bytes; a later one may know fields that this one does not.
#[tokio::test]
async fn a_copy_of_an_update_that_another_release_took_is_known() {
    let service = service().await;
    let name = new_id();
    let english = Preferences {
        language: "en".to_owned(),
        ..Preferences::default()
    };
    let prefer = async || service.prefer("minji", name, english.clone()).await;
    prefer().await.expect("taken");

    let earlier = digest(&SHA256, &english.encode_to_vec()).as_ref().to_vec();
    let later = vec![2; 33];
    for remembered in [earlier, later] {
        sqlx::query("UPDATE preference_updates SET digest = ?1")
            .bind(remembered)
            .execute(&service.file)
            .await
            .expect("a good statement");
        assert_eq!(prefer().await.expect("as before"), english);
    }
}

#[tokio::test]
async fn every_bad_field_of_an_update_is_named() {
    let service = service().await;
    let bad = Preferences {
        language: "tlh".to_owned(),
        muted_channels: vec!["log".to_owned(), "pigeon".to_owned()],
        muted_kinds: vec!["order.sung_about".to_owned()],
        email: "minji".to_owned(),
        phone: "010".to_owned(),
        webhook_url: "http://minji.example.com".to_owned(),
        webhook_secret: "short".to_owned(),
    };
    let request = baedal_proto::notification::v1::UpdatePreferencesRequest {
        preferences: Some(bad),
        request_id: "nonsense".to_owned(),
    };
    let request = service.by("minji", "customer", request);
    let refused = service.client.clone().update_preferences(request).await;
    assert_eq!(
        bad_fields(refused),
        [
            "request_id",
            "preferences.language",
            "preferences.muted_channels[1]",
            "preferences.muted_kinds[0]",
            "preferences.email",
            "preferences.phone",
            "preferences.webhook_url",
            "preferences.webhook_secret",
        ]
    );
    let nothing = baedal_proto::notification::v1::UpdatePreferencesRequest {
        preferences: None,
        request_id: new_id().to_string(),
    };
    let nothing = service.by("minji", "customer", nothing);
    let refused = service.client.clone().update_preferences(nothing).await;
    assert_eq!(bad_fields(refused), ["preferences"]);
    let rider = service.by("hana", "rider", GetPreferencesRequest {});
    let refused = service.client.clone().get_preferences(rider).await;
    assert_eq!(
        refused.expect_err("no customer").code(),
        Code::PermissionDenied
    );
}

#[tokio::test]
async fn what_is_muted_is_listed_and_not_sent_and_words_are_korean_from_then_on() {
    let service = service().await;
    service
        .hear(&[placed("minji", new_id())])
        .await
        .expect("told");
    let quiet = Preferences {
        muted_channels: vec![],
        muted_kinds: vec!["order.placed".to_owned()],
        webhook_url: String::new(),
        webhook_secret: String::new(),
        ..all_said()
    };
    service
        .prefer("minji", new_id(), quiet)
        .await
        .expect("taken");
    service
        .hear(&a_delivery("minji", new_id())[..2])
        .await
        .expect("told");

    let request = baedal_proto::notification::v1::ListNotificationsRequest::default();
    let page = service.list("minji", request).await.expect("a page");
    let told = page.notifications.iter().rev();
    let told: Vec<_> = told.map(|it| (&*it.text, it.sendings.len())).collect();
    assert_eq!(
        told,
        [
            ("Your order at “Moon Coffee” is placed.", 1),
            ("“Moon Coffee”에 주문이 접수되었습니다.", 0),
            ("매장에서 주문을 수락했습니다.", 1),
        ]
    );
}
