//! Whoever watches sees their orders live, whatever restarts in between.

use std::net::TcpListener;
use std::time::Duration;

use baedal_dev::guard::{Process, Signal, Spec};
use baedal_dev::system::{Service, binaries_of_this_build};
use baedal_e2e::{Basket, Customer, Line, Protocol, Town, Watch, reason};
use baedal_proto::order::v1::OrderStatus;
use baedal_proto::store::v1::StoreKind;
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_watched_live_over_both_protocols() {
    let town = Town::shared().await;
    for protocol in [Protocol::Grpc, Protocol::GrpcWeb] {
        let (customer, owner) = (town.customer(protocol), town.owner(protocol));
        let shop = owner
            .opens_a_store("Moon Coffee", StoreKind::CoffeeShop, &[4_500])
            .await;
        let mut mine = Watch::begin(&customer.line, 0).await.expect("a watch");
        let mut shops = Watch::begin(&owner.line, 0).await.expect("a watch");

        let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
        for watch in [&mut mine, &mut shops] {
            watch.until(&order_id, OrderStatus::Placed).await;
        }
        owner.accepts(&order_id).await;
        for watch in [&mut mine, &mut shops] {
            watch.until(&order_id, OrderStatus::Accepted).await;
        }
        owner.starts(&order_id).await;
        owner.finishes(&order_id).await;
        for watch in [&mut mine, &mut shops] {
            watch.until(&order_id, OrderStatus::Cooked).await;
        }
        customer.sees(&order_id, OrderStatus::Cooked).await;
        customer.confirms(&order_id).await.expect("it is there");
        mine.until(&order_id, OrderStatus::Completed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_resumes_where_it_ended_when_the_dashboard_restarts() {
    let town = Town::alone().await;
    for protocol in [Protocol::Grpc, Protocol::GrpcWeb] {
        let (customer, owner) = (town.customer(protocol), town.owner(protocol));
        let shop = owner
            .opens_a_store("Moon Coffee", StoreKind::CoffeeShop, &[4_500])
            .await;
        let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;
        let mut watch = Watch::begin(&customer.line, 0).await.expect("a watch");
        watch.until(&order_id, OrderStatus::Placed).await;

        let (status, ()) = tokio::join!(watch.end(), town.stop(Service::Dashboard));
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Unavailable, "WATCH_ENDED"),
            "{status:?}"
        );
        // What happens while nobody looks.
        owner.accepts(&order_id).await;
        customer.sees(&order_id, OrderStatus::Accepted).await;
        town.start(Service::Dashboard).await;

        let mut again = Watch::resume(&customer.line, watch.version).await;
        again.until(&order_id, OrderStatus::Accepted).await;
        owner.starts(&order_id).await;
        again.until(&order_id, OrderStatus::Cooking).await;

        // Also when it has no time to say so.
        let version = again.version;
        town.kill(Service::Dashboard).await;
        assert_eq!(again.end().await.code(), Code::Unavailable);
        town.start(Service::Dashboard).await;
        owner.finishes(&order_id).await;
        let mut again = Watch::resume(&customer.line, version).await;
        again.until(&order_id, OrderStatus::Cooked).await;
    }
}

/// A second dashboard over the same database, on ports of its own.
struct Second {
    process: Process,
    url: String,
}

impl Second {
    fn start(town: &Town, nats_url: &str) -> Self {
        let system = town.system();
        let free = || {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            listener.local_addr().expect("its address").to_string()
        };
        let (grpc, admin) = (free(), free());
        let jwks = system.issuer().jwks_file().display().to_string();
        let mut spec = Spec::new(binaries_of_this_build().join(Service::Dashboard.program()));
        spec.env = [
            ("BAEDAL_GRPC__LISTEN", grpc.as_str()),
            ("BAEDAL_ADMIN__LISTEN", &admin),
            ("BAEDAL_AUTH__ISSUER", baedal_dev::issuer::ISSUER),
            ("BAEDAL_AUTH__AUDIENCE", baedal_dev::issuer::AUDIENCE),
            ("BAEDAL_AUTH__JWKS_FILE", &jwks),
            ("BAEDAL_NATS__URL", nats_url),
            (
                "BAEDAL_DATABASE__URL",
                &system.database_url(Service::Dashboard),
            ),
        ]
        .map(|(name, value)| (name.into(), Some(value.into())))
        .into();
        let process = Process::spawn(&spec).expect("it starts");
        Self {
            process,
            url: format!("http://{grpc}"),
        }
    }
}

/// Both hear of what either has applied: once one has no broker, then the other is gone.
#[tokio::test(flavor = "multi_thread")]
async fn two_dashboards_tell_the_same() {
    let town = Town::alone().await;
    let owner = town.owner(Protocol::Grpc);
    let token = town.system().token("minji", &["customer"]);
    let customer = Customer {
        line: Line::open(&town.system().gateway_url(), Protocol::Grpc, Some(&token)),
    };
    let shop = owner
        .opens_a_store("Moon Coffee", StoreKind::CoffeeShop, &[4_500])
        .await;
    let order_id = customer.places(&Basket::to_pick_up(&shop)).await.order_id;

    let deaf = Second::start(&town, "nats://127.0.0.1:1");
    let line = Line::open(&deaf.url, Protocol::Grpc, Some(&token));
    let mut here = Watch::begin(&customer.line, 0).await.expect("a watch");
    let mut there = Watch::resume(&line, 0).await;
    for watch in [&mut here, &mut there] {
        watch.until(&order_id, OrderStatus::Placed).await;
    }
    owner.accepts(&order_id).await;
    for watch in [&mut here, &mut there] {
        watch.until(&order_id, OrderStatus::Accepted).await;
    }
    deaf.process.stop(Signal::Term, Duration::from_secs(12));
    let status = there.end().await;
    assert_eq!(reason(&status), "WATCH_ENDED", "{status:?}");

    // One that hears, and goes on alone from where the other one was.
    let second = Second::start(&town, &town.system().nats_url());
    let line = Line::open(&second.url, Protocol::Grpc, Some(&token));
    let mut there = Watch::resume(&line, here.version).await;
    town.kill(Service::Dashboard).await;
    owner.starts(&order_id).await;
    there.until(&order_id, OrderStatus::Cooking).await;
    town.start(Service::Dashboard).await;
    let mut back = Watch::resume(&customer.line, here.version).await;
    back.until(&order_id, OrderStatus::Cooking).await;
    owner.finishes(&order_id).await;
    for watch in [&mut back, &mut there] {
        watch.until(&order_id, OrderStatus::Cooked).await;
    }
}
