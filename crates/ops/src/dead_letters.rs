//! `baedal.ops.v1.DeadLetterService`.

use std::time::Duration;

use baedal_messaging::dead_letters::{Asked, DeadLetter, DeadLetters, Filter};
use baedal_messaging::records::Failure;
use baedal_proto::ops::v1 as wire;
use baedal_proto::ops::v1::dead_letter_service_server::{
    DeadLetterService, DeadLetterServiceServer,
};
use baedal_proto::to_timestamp;
use baedal_runtime::database;
use baedal_runtime::page::{Moment, Page};
use baedal_runtime::rpc::{Violations, problem};
use tokio::time::{Instant, timeout_at};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::body;

/// How long an answer waits for a redrive to be done; below what callers usually wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// No consumer's name comes near this.
const CONSUMER_BYTES: usize = 128;

/// The sort key of dead letters: when they were parked, and the dead letter.
type ByAge = (Moment, Uuid);

/// Dead letters over gRPC.
#[derive(Debug, Clone)]
pub struct DeadLetterApi<R>(R);

/// The service, ready to be added to a server. `records` must be a clone of those that the consumers of this process
/// have: by its bell they hear of a redrive.
pub fn dead_letters<R: DeadLetters>(records: R) -> DeadLetterServiceServer<DeadLetterApi<R>> {
    DeadLetterServiceServer::new(DeadLetterApi(records))
}

#[tonic::async_trait]
impl<R: DeadLetters> DeadLetterService for DeadLetterApi<R> {
    async fn list_dead_letters(
        &self,
        request: Request<wire::ListDeadLettersRequest>,
    ) -> Result<Response<wire::ListDeadLettersResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        // Consumers are named as the broker names them.
        let is_name = request.consumer.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_name || request.consumer.len() > CONSUMER_BYTES {
            violations.add("consumer", "is not a consumer's name");
        }
        let page = Page::<ByAge>::read(
            &mut violations,
            request.page_size,
            &request.page_token,
            &[&request.consumer, &request.include_redriven.to_string()],
        );
        let after = page
            .as_ref()
            .and_then(|page| page.after)
            .map(|(at, id)| (at.into(), id));
        let (Some(page), true) = (page, violations.is_empty()) else {
            return Err(violations.into_status());
        };
        let filter = Filter {
            consumer: (!request.consumer.is_empty()).then_some(&*request.consumer),
            include_redriven: request.include_redriven,
        };
        let letters = self
            .0
            .list(filter, after, page.limit())
            .await
            .map_err(database::status)?;
        let (letters, next_page_token) =
            page.cut(letters, |letter| (letter.parked_at.into(), letter.id));
        Ok(Response::new(wire::ListDeadLettersResponse {
            dead_letters: letters.into_iter().map(listed).collect(),
            next_page_token,
        }))
    }

    async fn get_dead_letter(
        &self,
        request: Request<wire::GetDeadLetterRequest>,
    ) -> Result<Response<wire::GetDeadLetterResponse>, Status> {
        let mut violations = Violations::new();
        let id = uuid(
            &mut violations,
            "dead_letter_id",
            &request.get_ref().dead_letter_id,
        );
        let Some(id) = id else {
            return Err(violations.into_status());
        };
        let letter = self.letter(id).await?;
        Ok(Response::new(wire::GetDeadLetterResponse {
            dead_letter: Some(read(letter)),
        }))
    }

    async fn redrive_dead_letter(
        &self,
        request: Request<wire::RedriveDeadLetterRequest>,
    ) -> Result<Response<wire::RedriveDeadLetterResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::new();
        let id = uuid(&mut violations, "dead_letter_id", &request.dead_letter_id);
        let request_id = uuid(&mut violations, "request_id", &request.request_id);
        let (Some(id), Some(request_id)) = (id, request_id) else {
            return Err(violations.into_status());
        };

        // Listening before asking: the consumer may be done before this looks.
        let mut rung = self.0.bell().listen();
        match self.0.ask(id, request_id).await.map_err(database::status)? {
            Asked::Noted => {}
            Asked::Missing => return Err(missing()),
            Asked::RequestIdReused => {
                return Err(problem(
                    Code::AlreadyExists,
                    "REQUEST_ID_REUSED",
                    "this request_id was used before for another dead letter",
                )
                .into());
            }
        }
        let until = Instant::now() + PATIENCE;
        let letter = loop {
            let letter = self.letter(id).await?;
            if !letter.is_due || timeout_at(until, rung.changed()).await.is_err() {
                break letter;
            }
        };
        Ok(Response::new(wire::RedriveDeadLetterResponse {
            dead_letter: Some(read(letter)),
        }))
    }
}

impl<R: DeadLetters> DeadLetterApi<R> {
    async fn letter(&self, id: Uuid) -> Result<DeadLetter, Status> {
        let letter = self.0.get(id).await.map_err(database::status)?;
        letter.ok_or_else(missing)
    }
}

fn missing() -> Status {
    problem(
        Code::NotFound,
        "DEAD_LETTER_NOT_FOUND",
        "there is no such dead letter at this service",
    )
    .into()
}

fn uuid(violations: &mut Violations, field: &str, text: &str) -> Option<Uuid> {
    violations.check(field, text.parse().map_err(|_| "must be a UUID"))
}

/// With its body.
fn read(letter: DeadLetter) -> wire::DeadLetter {
    wire::DeadLetter {
        payload_json: body::json(&letter.event_type, &letter.payload).unwrap_or_default(),
        ..listed(letter)
    }
}

fn listed(letter: DeadLetter) -> wire::DeadLetter {
    wire::DeadLetter {
        dead_letter_id: letter.id.to_string(),
        consumer: letter.consumer,
        event_id: letter.event_id.to_string(),
        event_type: letter.event_type,
        aggregate_id: letter.aggregate_id.to_string(),
        aggregate_version: letter.version,
        key: letter.key.to_string(),
        payload: letter.payload.into(),
        error: letter.reason,
        attempts: i32::try_from(letter.attempts).unwrap_or(i32::MAX),
        occurred_at: Some(to_timestamp(letter.occurred_at)),
        parked_at: Some(to_timestamp(letter.parked_at)),
        redriven_at: letter.redriven_at.map(to_timestamp),
        subject: letter.subject,
        payload_json: String::new(),
        failed_at: Some(to_timestamp(letter.failed_at)),
        redrive_pending: letter.is_due,
        time_may_mend: letter.failure == Failure::NotYet,
        money_waits: letter.money,
    }
}
