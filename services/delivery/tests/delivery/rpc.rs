//! The service as its callers meet it: over gRPC, behind the access rules.

use baedal_delivery::config::{Config, DeliveriesConfig};
use baedal_messaging::{ConsumerTuning, NatsConfig, RelayConfig};
use baedal_proto::delivery::v1 as wire;
use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::google::r#type::LatLng;
use baedal_runtime::config::Settings;
use baedal_runtime::database::DatabaseConfig;
use baedal_runtime::{ProcessConfig, Running, launch};
use baedal_testkit::{AUDIENCE, ISSUER, Nats, TestIssuer};
use serde_json::json;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::world::{World, new_id, rider};

pub(crate) struct Service {
    pub(crate) world: World,
    pub(crate) nats: Nats,
    pub(crate) running: Running,
    client: DeliveryServiceClient<Channel>,
    issuer: TestIssuer,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let world = World::new().await;
        let nats = Nats::start().await;
        let issuer = TestIssuer::new();
        let auth = json!({
            "issuer": ISSUER, "audience": AUDIENCE, "jwks_file": issuer.jwks_file(),
        });
        let service = Config {
            database: DatabaseConfig::new(world.database.url.clone()),
            nats: NatsConfig {
                url: nats.url().to_owned(),
                ..NatsConfig::default()
            },
            relay: RelayConfig::default(),
            consumer: ConsumerTuning::default(),
            deliveries: DeliveriesConfig::default(),
            auth: serde_json::from_value(auth).expect("a good section"),
        };
        let settings = Settings {
            process: ProcessConfig::for_tests(),
            service,
        };
        let running = launch::<baedal_delivery::Delivery>(settings)
            .await
            .expect("it starts");
        let address = running.address("grpc").expect("a gRPC port");
        let client = DeliveryServiceClient::connect(format!("http://{address}"));
        let client = client.await.expect("a connection");
        Self {
            world,
            nats,
            running,
            client,
            issuer,
        }
    }

    fn client(&self) -> DeliveryServiceClient<Channel> {
        self.client.clone()
    }

    fn by<T>(&self, subject: &str, role: &str, message: T) -> Request<T> {
        let token = self.issuer.token(subject, &[role]);
        let mut request = Request::new(message);
        let bearer = format!("Bearer {token}").parse().expect("a header");
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    async fn claim(&self, rider: &str, delivery_id: &str) -> Result<wire::Delivery, Status> {
        let request = wire::ClaimDeliveryRequest {
            delivery_id: delivery_id.to_owned(),
            request_id: new_id().to_string(),
        };
        let answer = self
            .client()
            .claim_delivery(self.by(rider, "rider", request))
            .await?;
        Ok(answer.into_inner().delivery.expect("a delivery"))
    }
}

fn refusal(status: &Status) -> (Code, String) {
    (
        status.code(),
        status.get_details_error_info().expect("ErrorInfo").reason,
    )
}

fn fields(status: &Status) -> Vec<String> {
    let bad = status
        .get_details_bad_request()
        .expect("BadRequest")
        .field_violations;
    bad.into_iter().map(|violation| violation.field).collect()
}

#[tokio::test]
async fn a_rider_takes_a_delivery_from_the_list_to_the_door() {
    let service = Service::start().await;
    service.world.cooked().await;
    let list = service.by(
        "ann",
        "rider",
        wire::ListAvailableDeliveriesRequest::default(),
    );
    let listed = service
        .client()
        .list_available_deliveries(list)
        .await
        .expect("a list");
    let waiting = listed.into_inner().deliveries;
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].ready);
    let id = &waiting[0].delivery_id;

    let claimed = service.claim("ann", id).await.expect("claimed");
    assert_eq!(
        (claimed.status(), claimed.rider_id.as_str()),
        (wire::DeliveryStatus::Claimed, "ann")
    );
    assert_eq!(
        service.claim("ann", id).await.expect("the same answer"),
        claimed
    );
    let taken = service.claim("bob", id).await.expect_err("taken");
    assert_eq!(
        refusal(&taken),
        (Code::FailedPrecondition, "DELIVERY_TAKEN".to_owned())
    );

    let (delivery_id, request_id) = (id.clone(), new_id().to_string());
    let request = wire::PickUpDeliveryRequest {
        delivery_id,
        request_id,
    };
    let stolen = service.by("bob", "rider", request.clone());
    let stolen = service
        .client()
        .pick_up_delivery(stolen)
        .await
        .expect_err("not his");
    assert_eq!(
        refusal(&stolen),
        (Code::NotFound, "DELIVERY_NOT_FOUND".to_owned())
    );
    let own = service.by("ann", "rider", request);
    service
        .client()
        .pick_up_delivery(own)
        .await
        .expect("picked up");

    let (delivery_id, request_id) = (id.clone(), new_id().to_string());
    let request = wire::CompleteDeliveryRequest {
        delivery_id,
        request_id,
    };
    let own = service.by("ann", "rider", request);
    let done = service
        .client()
        .complete_delivery(own)
        .await
        .expect("completed")
        .into_inner();
    assert_eq!(
        done.delivery.expect("a delivery").status(),
        wire::DeliveryStatus::Completed
    );

    for (who, role) in [("ann", "rider"), ("ops", "operator")] {
        let request = service.by(who, role, wire::ListRiderStatsRequest::default());
        let stats = service
            .client()
            .list_rider_stats(request)
            .await
            .expect("counts")
            .into_inner();
        let counts: Vec<_> = stats
            .rider_stats
            .iter()
            .map(|s| (s.rider_id.as_str(), s.active, s.completed))
            .collect();
        assert_eq!(counts, [("ann", 0, 1)]);
    }
    let request = service.by("bob", "rider", wire::ListRiderStatsRequest::default());
    let stats = service
        .client()
        .list_rider_stats(request)
        .await
        .expect("counts")
        .into_inner();
    assert!(stats.rider_stats.is_empty());
    assert!(service.running.stop().await);
}

#[tokio::test]
async fn the_door_is_known_to_the_rider_who_has_the_food_and_to_nobody_before() {
    let service = Service::start().await;
    let (_, id) = service.world.accepted().await;
    let id = id.to_string();
    let get = async |who: &str, role: &str| {
        let request = wire::GetDeliveryRequest {
            delivery_id: id.clone(),
        };
        let answer = service
            .client()
            .get_delivery(service.by(who, role, request))
            .await;
        answer
            .expect("visible")
            .into_inner()
            .delivery
            .expect("a delivery")
    };
    let list = wire::ListAvailableDeliveriesRequest::default();
    let list = service.by("ann", "rider", list);
    let listed = service.client().list_available_deliveries(list).await;
    let listed = listed.expect("a list").into_inner().deliveries;

    let door = (37.5512, 126.9882);
    for before in [&listed[0], &get("ann", "rider").await] {
        let dropoff = before.dropoff.as_ref().expect("an area");
        assert_eq!(dropoff.text, "", "no door");
        let area = dropoff.location.expect("a place");
        assert_ne!((area.latitude, area.longitude), door);
        let (north, east) = (area.latitude - door.0, area.longitude - door.1);
        assert!(north.abs() <= 0.005 && east.abs() <= 0.005, "{area:?}");
        let pickup = before.pickup.as_ref().expect("the store");
        assert_eq!(
            pickup.text, "1 Sejong-daero",
            "where the store is, is no secret"
        );
        // 1.9 km as the crow flies, and nothing that tells the house.
        assert_eq!(before.trip_metres % 100, 0);
        assert!(
            (1_700..=2_100).contains(&before.trip_metres),
            "{}",
            before.trip_metres
        );
    }

    let claimed = service.claim("ann", &id).await.expect("claimed");
    for after in [
        &claimed,
        &get("ann", "rider").await,
        &get("op", "operator").await,
    ] {
        let dropoff = after.dropoff.as_ref().expect("the door");
        assert_eq!(dropoff.text, "12 Namsan-gil");
        let at = dropoff.location.expect("a place");
        assert_eq!((at.latitude, at.longitude), door);
    }
    let release = wire::ReleaseDeliveryRequest {
        delivery_id: id.clone(),
        request_id: new_id().to_string(),
    };
    let released = service
        .client()
        .release_delivery(service.by("ann", "rider", release))
        .await;
    let released = released.expect("released").into_inner().delivery;
    let dropoff = released.expect("a delivery").dropoff.expect("an area");
    assert_eq!(dropoff.text, "", "given up, with what was known");
}

#[tokio::test]
async fn a_rider_holds_so_many_and_may_take_another_when_one_is_done() {
    let service = Service::start().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(service.world.cooked().await.1.to_string());
    }
    for id in &ids[..5] {
        service.claim("ann", id).await.expect("claimed");
    }
    let sixth = service.claim("ann", &ids[5]).await.expect_err("too many");
    assert_eq!(
        refusal(&sixth),
        (Code::FailedPrecondition, "TOO_MANY_CLAIMS".to_owned())
    );
    service.claim("ann", &ids[0]).await.expect("hers already");
    let release = wire::ReleaseDeliveryRequest {
        delivery_id: ids[0].clone(),
        request_id: new_id().to_string(),
    };
    let released = service
        .client()
        .release_delivery(service.by("ann", "rider", release))
        .await;
    released.expect("released");
    service.claim("ann", &ids[5]).await.expect("claimed");
    service
        .claim("bob", &ids[0])
        .await
        .expect("others have room");
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let service = Service::start().await;
    let bad = wire::ClaimDeliveryRequest {
        delivery_id: "42".to_owned(),
        request_id: String::new(),
    };
    let refused = service
        .client()
        .claim_delivery(service.by("ann", "rider", bad))
        .await;
    let refused = refused.expect_err("both wrong");
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(fields(&refused), ["delivery_id", "request_id"]);

    for (latitude, longitude) in [(91.0, 0.0), (0.0, f64::NAN), (f64::INFINITY, 0.0)] {
        let bad = wire::ListAvailableDeliveriesRequest {
            page_size: -1,
            page_token: "made up".to_owned(),
            position: Some(LatLng {
                latitude,
                longitude,
            }),
        };
        let request = service.by("ann", "rider", bad);
        let refused = service.client().list_available_deliveries(request).await;
        let refused = refused.expect_err("all wrong");
        assert_eq!(fields(&refused), ["position", "page_size", "page_token"]);
    }
    let unknown = service
        .claim("ann", &new_id().to_string())
        .await
        .expect_err("unknown");
    assert_eq!(
        refusal(&unknown),
        (Code::NotFound, "DELIVERY_NOT_FOUND".to_owned())
    );
}

#[tokio::test]
async fn only_riders_claim() {
    let service = Service::start().await;
    let (_, id) = service.world.accepted().await;
    let request = || wire::ClaimDeliveryRequest {
        delivery_id: id.to_string(),
        request_id: new_id().to_string(),
    };
    let nobody = service
        .client()
        .claim_delivery(Request::new(request()))
        .await;
    assert_eq!(nobody.expect_err("no token").code(), Code::Unauthenticated);
    let customer = service.by("customer-1", "customer", request());
    let customer = service.client().claim_delivery(customer).await;
    assert_eq!(
        customer.expect_err("no rider").code(),
        Code::PermissionDenied
    );
}

#[tokio::test]
async fn lists_are_paged() {
    let service = Service::start().await;
    for name in ["ann", "bob", "cho"] {
        let (_, id) = service.world.accepted().await;
        service.world.claim(id, &rider(name)).await;
        service.world.accepted().await;
    }
    for position in [
        None,
        Some(LatLng {
            latitude: 37.5,
            longitude: 127.0,
        }),
    ] {
        let (mut seen, mut page_token) = (0, String::new());
        loop {
            let page = wire::ListAvailableDeliveriesRequest {
                page_size: 2,
                page_token,
                position,
            };
            let page = service.by("ann", "rider", page);
            let page = service
                .client()
                .list_available_deliveries(page)
                .await
                .expect("a page");
            let page = page.into_inner();
            seen += page.deliveries.len();
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, 3);
    }
    let (mut riders, mut page_token) = (Vec::new(), String::new());
    loop {
        let page = wire::ListRiderStatsRequest {
            page_size: 2,
            page_token,
        };
        let page = service.by("ops", "operator", page);
        let page = service
            .client()
            .list_rider_stats(page)
            .await
            .expect("a page")
            .into_inner();
        riders.extend(page.rider_stats.into_iter().map(|stats| stats.rider_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(riders, ["ann", "bob", "cho"]);
}
