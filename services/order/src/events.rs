//! Facts on their way out, and other services' facts on their way in.

mod consumed;
mod told;

pub use self::{
    consumed::{MENUS, Menus, PROGRESS, Progress},
    told::{placed, told},
};
