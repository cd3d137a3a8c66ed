use std::sync::Arc;
use std::time::Duration;

use baedal_proto::delivery::v1::delivery_service_client::DeliveryServiceClient;
use baedal_proto::delivery::v1::{
    ClaimDeliveryRequest, CompleteDeliveryRequest, Delivery, DeliveryStatus, GetDeliveryRequest,
    ListAvailableDeliveriesRequest, PickUpDeliveryRequest, ReleaseDeliveryRequest,
};
use baedal_proto::google::r#type::LatLng;
use rand::RngExt;
use rand::rngs::StdRng;
use tonic::{Code, Status};

use super::pause;
use super::scene::{Phase, Scene, request_id};
use crate::line::Line;

const ROUND: Duration = Duration::from_millis(300);
/// As much of the list as a rider looks at.
const NEAREST: i32 = 100;

/// Somebody who claims a delivery, carries it, and claims the next one.
pub(super) struct Rider {
    scene: Arc<Scene>,
    deliveries: DeliveryServiceClient<Line>,
    position: LatLng,
    rng: StdRng,
}

impl Rider {
    pub(super) fn new(scene: &Arc<Scene>, line: Line, mut rng: StdRng) -> Self {
        Self {
            scene: Arc::clone(scene),
            deliveries: DeliveryServiceClient::new(line),
            position: LatLng {
                latitude: rng.random_range(37.50..37.60),
                longitude: rng.random_range(126.90..127.05),
            },
            rng,
        }
    }

    pub(super) async fn ride(mut self) {
        while self.scene.phase() != Phase::Closed {
            if let Some(delivery) = self.claims_one().await {
                self.carries(delivery).await;
            }
            pause(&self.scene, ROUND).await;
        }
    }

    async fn claims_one(&mut self) -> Option<Delivery> {
        let request = ListAvailableDeliveriesRequest {
            page_size: NEAREST,
            position: Some(self.position),
            ..ListAvailableDeliveriesRequest::default()
        };
        let answer = self.deliveries.list_available_deliveries(request).await;
        let listed = self.or_trouble("ListAvailableDeliveries", answer)?;
        // Only what the demo's kitchens cook: somebody may be at an order of their own by hand.
        let ours: Vec<_> = listed
            .deliveries
            .into_iter()
            .filter(|delivery| {
                self.scene
                    .shops()
                    .iter()
                    .any(|shop| shop.store_id == delivery.store_id)
            })
            .collect();
        let choice = ours.get(self.rng.random_range(0..ours.len().max(1)))?;
        let request = ClaimDeliveryRequest {
            delivery_id: choice.delivery_id.clone(),
            request_id: request_id(),
        };
        match self.deliveries.claim_delivery(request).await {
            Err(status) if status.code() == Code::FailedPrecondition => {
                self.scene.count().outrun += 1;
                None
            }
            answer => self.or_trouble("ClaimDelivery", answer)?.delivery,
        }
    }

    async fn carries(&mut self, mut delivery: Delivery) {
        let mut may_give_up = self.rng.random_bool(0.1);
        while self.scene.phase() != Phase::Closed {
            let next = match delivery.status() {
                DeliveryStatus::Claimed if may_give_up => {
                    may_give_up = false;
                    if self.gives_up(&delivery).await {
                        return;
                    }
                    None
                }
                DeliveryStatus::Claimed if delivery.ready => self.picks_up(&delivery).await,
                DeliveryStatus::Claimed => None,
                DeliveryStatus::PickedUp => {
                    let way = Duration::from_millis(self.rng.random_range(200..1_500));
                    pause(&self.scene, way).await;
                    self.hands_over(&delivery).await
                }
                _ => return,
            };
            delivery = match next {
                Some(next) => next,
                None => match self.looks_at(&delivery).await {
                    Some(next) => next,
                    None => return,
                },
            };
        }
    }

    /// `None` when it is not this rider's any more.
    async fn looks_at(&mut self, delivery: &Delivery) -> Option<Delivery> {
        pause(&self.scene, ROUND).await;
        let request = GetDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
        };
        match self.deliveries.get_delivery(request).await {
            Ok(answer) => answer.into_inner().delivery,
            Err(status) if status.code() == Code::NotFound => None,
            Err(status) => {
                self.scene.trouble("GetDelivery", &status);
                Some(delivery.clone())
            }
        }
    }

    async fn gives_up(&mut self, delivery: &Delivery) -> bool {
        let request = ReleaseDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
            request_id: request_id(),
        };
        let answer = self.deliveries.release_delivery(request).await;
        let gave_up = self.or_trouble("ReleaseDelivery", answer).is_some();
        self.scene.count().released += u64::from(gave_up);
        gave_up
    }

    async fn picks_up(&mut self, delivery: &Delivery) -> Option<Delivery> {
        let request = PickUpDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
            request_id: request_id(),
        };
        let answer = self.deliveries.pick_up_delivery(request).await;
        self.or_trouble("PickUpDelivery", answer)?.delivery
    }

    async fn hands_over(&mut self, delivery: &Delivery) -> Option<Delivery> {
        let request = CompleteDeliveryRequest {
            delivery_id: delivery.delivery_id.clone(),
            request_id: request_id(),
        };
        let answer = self.deliveries.complete_delivery(request).await;
        self.or_trouble("CompleteDelivery", answer)?.delivery
    }

    fn or_trouble<T>(
        &self,
        call: &'static str,
        answer: Result<tonic::Response<T>, Status>,
    ) -> Option<T> {
        answer
            .map(tonic::Response::into_inner)
            .map_err(|status| self.scene.trouble(call, &status))
            .ok()
    }
}
