use std::sync::Arc;
use std::time::Duration;

use baedal_proto::store::v1::ticket_service_client::TicketServiceClient;
use baedal_proto::store::v1::{
    AcceptTicketRequest, FinishCookingRequest, ListTicketsRequest, RejectTicketRequest,
    StartCookingRequest, Ticket, TicketStatus,
};
use rand::RngExt;
use rand::rngs::StdRng;
use tonic::{Code, Status};

use super::pause;
use super::scene::{Phase, Scene, request_id};
use crate::line::Line;

const ROUND: Duration = Duration::from_millis(300);
/// Tickets of one status that are worked on in one round.
const AT_ONCE: i32 = 50;

/// An owner, who works through the tickets of one store.
pub(super) struct Kitchen {
    scene: Arc<Scene>,
    tickets: TicketServiceClient<Line>,
    store_id: String,
    rng: StdRng,
}

impl Kitchen {
    pub(super) fn new(scene: &Arc<Scene>, line: Line, store_id: String, rng: StdRng) -> Self {
        Self {
            scene: Arc::clone(scene),
            tickets: TicketServiceClient::new(line),
            store_id,
            rng,
        }
    }

    pub(super) async fn run(mut self) {
        while self.scene.phase() != Phase::Closed {
            // The last step first, so that no ticket goes all the way in one round.
            for status in [
                TicketStatus::Cooking,
                TicketStatus::Accepted,
                TicketStatus::New,
            ] {
                for ticket in self.list(status).await {
                    if self.scene.phase() == Phase::Closed {
                        return;
                    }
                    // Some take longer than others.
                    if self.rng.random_bool(0.5) {
                        self.works_on(ticket.order_id, status).await;
                    }
                }
            }
            pause(&self.scene, ROUND).await;
        }
    }

    async fn list(&mut self, status: TicketStatus) -> Vec<Ticket> {
        let request = ListTicketsRequest {
            store_id: self.store_id.clone(),
            status: status.into(),
            page_size: AT_ONCE,
            ..ListTicketsRequest::default()
        };
        match self.tickets.list_tickets(request).await {
            Ok(answer) => answer.into_inner().tickets,
            Err(status) => {
                self.scene.trouble("ListTickets", &status);
                Vec::new()
            }
        }
    }

    async fn works_on(&mut self, order_id: String, status: TicketStatus) {
        let request_id = request_id();
        let (call, done) = match status {
            TicketStatus::New if self.rng.random_bool(0.08) => {
                let reason = "Sold out for today".to_owned();
                let request = RejectTicketRequest {
                    order_id,
                    reason,
                    request_id,
                };
                let answer = self.tickets.reject_ticket(request).await;
                ("RejectTicket", answer.map(drop))
            }
            TicketStatus::New => {
                let request = AcceptTicketRequest {
                    order_id,
                    request_id,
                };
                let answer = self.tickets.accept_ticket(request).await;
                ("AcceptTicket", answer.map(drop))
            }
            TicketStatus::Accepted => {
                let request = StartCookingRequest {
                    order_id,
                    request_id,
                };
                let answer = self.tickets.start_cooking(request).await;
                ("StartCooking", answer.map(drop))
            }
            _ => {
                let request = FinishCookingRequest {
                    order_id,
                    request_id,
                };
                let answer = self.tickets.finish_cooking(request).await;
                ("FinishCooking", answer.map(drop))
            }
        };
        self.note(call, done);
    }

    fn note(&self, call: &'static str, done: Result<(), Status>) {
        match done {
            // The customer called it off in between.
            Err(status) if status.code() == Code::FailedPrecondition => {}
            Err(status) => self.scene.trouble(call, &status),
            Ok(()) => {}
        }
    }
}
