// Which package is where; the files come from `make sdk`.

pub mod baedal {
    pub mod dashboard {
        pub mod v1 {
            include!("generated/baedal.dashboard.v1.rs");
        }
    }
    pub mod delivery {
        pub mod v1 {
            include!("generated/baedal.delivery.v1.rs");
        }
    }
    pub mod identity {
        pub mod v1 {
            include!("generated/baedal.identity.v1.rs");
        }
    }
    pub mod notification {
        pub mod v1 {
            include!("generated/baedal.notification.v1.rs");
        }
    }
    pub mod ops {
        pub mod v1 {
            include!("generated/baedal.ops.v1.rs");
        }
    }
    pub mod order {
        pub mod v1 {
            include!("generated/baedal.order.v1.rs");
        }
    }
    pub mod payment {
        pub mod v1 {
            include!("generated/baedal.payment.v1.rs");
        }
    }
    pub mod store {
        pub mod v1 {
            include!("generated/baedal.store.v1.rs");
        }
    }
}

pub mod google {
    pub mod r#type {
        include!("generated/google.type.rs");
    }
}
