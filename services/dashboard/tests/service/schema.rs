//! Programs of earlier releases run on today's schema: in every upgrade, and after a rollback.

use baedal_testkit::schema::broken_programs;

#[tokio::test]
async fn programs_of_every_earlier_schema_can_live_with_todays() {
    assert_eq!(
        broken_programs(&baedal_dashboard::all_migrations()).await,
        []
    );
}
