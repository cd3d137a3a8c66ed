//! The subcommand `republish`.

use std::time::Duration;

use baedal_messaging::republish::{Period, count, republish as mark};
use baedal_runtime::{BoxError, Extra, database::DatabaseConfig};
use clap::{Arg, ArgAction, ArgMatches, Command};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// For counting and for each mark; a scan of the outbox takes longer than what calls may take.
const STATEMENTS: Duration = Duration::from_secs(30);

/// `republish --since T [--until T] [--dry-run]`: gives kept outbox rows back to the relay, which publishes them again
/// with message ids of their own. `database` finds the settings of the service's database in the service's settings.
pub fn republish<C: Send + 'static>(
    database: impl FnOnce(C) -> DatabaseConfig + Send + 'static,
) -> Extra<C> {
    let command = Command::new("republish")
        .about("Publish kept facts of the outbox again; consumers that know them pass them over")
        .arg(
            Arg::new("since")
                .long("since")
                .value_name("TIME")
                .help("Facts that happened at or after this time (RFC 3339)")
                .required(true)
                .value_parser(instant),
        )
        .arg(
            Arg::new("until")
                .long("until")
                .value_name("TIME")
                .help("Facts that happened before this time (RFC 3339); now if left out")
                .value_parser(instant),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .help("Only count them")
                .action(ArgAction::SetTrue),
        );
    Extra::new(command, move |config: C, matches| async move {
        run(&database(config), &matches).await
    })
}

async fn run(config: &DatabaseConfig, matches: &ArgMatches) -> Result<String, BoxError> {
    let since = matches
        .get_one::<OffsetDateTime>("since")
        .ok_or("--since is required")?;
    let period = Period {
        since: *since,
        until: matches.get_one("until").copied(),
    };
    let pool = DatabaseConfig {
        max_connections: 1,
        min_connections: 0,
        statement_timeout: STATEMENTS,
        ..config.clone()
    }
    .pool("republish")?;
    let said = if matches.get_flag("dry-run") {
        format!(
            "{} events would be published again\n",
            count(&pool, period).await?
        )
    } else {
        format!(
            "{} events will be published again\n",
            mark(&pool, period).await?
        )
    };
    pool.close().await;
    Ok(said)
}

fn instant(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "must be a time such as 2025-01-31T12:00:00Z".to_owned())
}
