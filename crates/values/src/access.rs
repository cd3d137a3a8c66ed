/// Who may call one method, as its contract says. Plain data: the contracts make it, and whoever checks callers reads it. A
/// caller passes when any one of the three lets it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MethodAccess {
    /// The method's gRPC path: `/package.Service/Method`.
    pub path: String,
    /// Roles as they stand in a token, such as `store_owner`.
    pub roles: Vec<&'static str>,
    /// Anyone may call, without a token.
    pub public: bool,
    /// Services that may call under their own identity, such as `order`.
    pub services: Vec<String>,
}

impl MethodAccess {
    /// Only services call it, so the gateway does not route it.
    pub fn is_internal(&self) -> bool {
        !self.public && self.roles.is_empty()
    }
}
