//! The supervisor, over services that do nothing but say that they are ready.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use baedal_dev::system::{Options, Part, Service, System};

const SERVICE: &str = r#"#!/usr/bin/env python3
import http.server, os, sys
if sys.argv[1:] == ["migrate"]:
    print("migrated"); sys.exit(0)
host, port = os.environ["BAEDAL_ADMIN__LISTEN"].split(":")
print("greeting", os.environ.get("BAEDAL_X__GREETING"), flush=True)
class Ready(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer((host, int(port)), Ready).serve_forever()
"#;

fn plant(folder: &Path, service: Service, text: &str) {
    let path = folder.join(service.program());
    fs::write(&path, text).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("may run");
}

fn options(folder: &Path) -> Options {
    for service in Service::ALL {
        plant(folder, service, SERVICE);
    }
    Options {
        binaries: folder.to_path_buf(),
        ..Options::for_tests()
    }
}

#[tokio::test]
async fn parts_stop_die_and_come_back() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ends, ended) = mpsc::channel();
    let ends = Mutex::new(ends);
    let mut options =
        options(folder.path()).service_env(Service::Order, "BAEDAL_X__GREETING", "hi");
    options.on_end = Some(Arc::new(move |part, _| {
        let _gone = ends.lock().expect("no panic before").send(part);
    }));
    let system = System::start(options).await.expect("starts");
    let limit = Duration::from_secs(10);
    assert!(
        system
            .wait_line(Service::Order, 0, "greeting hi", limit)
            .await
            .is_some()
    );

    system.set_env(Service::Order, "BAEDAL_X__GREETING", Some("again"));
    system.restart(Service::Order).await.expect("comes back");
    assert!(
        system
            .wait_line(Service::Order, 0, "greeting again", limit)
            .await
            .is_some()
    );

    system.kill(Service::Payment).await;
    assert!(!system.is_running(Service::Payment.into()));
    system.restart(Service::Payment).await.expect("comes back");

    system.kill(Part::Postgres).await;
    system.restart(Part::Postgres).await.expect("comes back");
    system.wipe_nats().await.expect("comes back");
    assert!(system.is_running(Part::Nats));

    // What was asked for is no news.
    assert!(ended.try_recv().is_err());
    system.stop_all().await;
    for part in [Part::Postgres, Part::Nats, Part::Service(Service::Gateway)] {
        assert!(!system.is_running(part), "{part} still runs");
    }
    let data = system.postgres_data();
    assert!(data.exists());
    drop(system);
    assert!(!data.exists(), "scratch data stays behind");
}

#[tokio::test]
async fn a_service_that_does_not_start_is_named_with_its_last_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = options(folder.path());
    plant(
        folder.path(),
        Service::Store,
        "#!/bin/sh\necho the words >&2\n[ \"$1\" = migrate ]\n",
    );
    let error = System::start(options).await.err().expect("does not start");
    let text = format!("{error:#}");
    assert!(
        text.contains("store") && text.contains("the words"),
        "{text}"
    );
}
