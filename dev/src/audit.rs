//! Whether the books balance, as an operator sees it.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, bail};
use baedal_proto::identity::v1::Role;
use baedal_proto::payment::v1::payment_service_client::PaymentServiceClient;
use baedal_proto::payment::v1::{AuditLedgerRequest, LedgerDifference};

use crate::line;

/// Orders in one call.
const PAGE: i32 = 1_000;
/// How often a page that the service was too busy for is asked for.
const ATTEMPTS: u32 = 5;

/// What the whole ledger's audit found.
#[derive(Debug, Default)]
pub struct Audit {
    /// What does not fit.
    pub differences: Vec<LedgerDifference>,
    /// How many payments were compared.
    pub payments: i64,
}

/// Audits the whole ledger, page by page: with `token` if there is one, else with one that the
/// gateway issues.
pub async fn audit(gateway: &str, token: Option<&str>) -> anyhow::Result<Audit> {
    let line = if let Some(token) = token {
        line::with_token(line::connect(gateway).await?, token)?
    } else {
        let validity = Duration::from_hours(1);
        line::as_subject(gateway, "demo-auditor", Role::Operator, validity).await?
    };
    let mut payments = PaymentServiceClient::new(line);
    let mut audit = Audit::default();
    let mut page_token = String::new();
    loop {
        let request = AuditLedgerRequest {
            page_size: PAGE,
            page_token: page_token.clone(),
        };
        let mut attempts = 1;
        let page = loop {
            match payments.audit_ledger(request.clone()).await {
                Ok(answer) => break answer.into_inner(),
                Err(status) => match line::pause_after(&status) {
                    Some(pause) if attempts < ATTEMPTS => {
                        attempts += 1;
                        tokio::time::sleep(pause).await;
                    }
                    _ => return Err(status).context("asking payment for an audit"),
                },
            }
        };
        audit.payments += page.audited_payments;
        audit.differences.extend(page.differences);
        if page.next_page_token.is_empty() {
            return Ok(audit);
        }
        if page.next_page_token == page_token {
            bail!("payment answers the same page again and again");
        }
        page_token = page.next_page_token;
    }
}

impl Audit {
    /// For people: a line for each difference, and one for the whole.
    pub fn report(&self) -> String {
        let mut text = String::new();
        for difference in &self.differences {
            let kind = difference.kind().as_str_name();
            let kind = kind.strip_prefix("LEDGER_DIFFERENCE_KIND_").unwrap_or(kind);
            let payment = match difference.payment_id.as_str() {
                "" => "none",
                id => id,
            };
            let _infallible = writeln!(
                text,
                "{kind}: order {}, payment {payment}: {}",
                difference.order_id, difference.detail
            );
        }
        let _infallible = write!(
            text,
            "audit: {} payments compared, {} differences",
            self.payments,
            self.differences.len()
        );
        text
    }
}
