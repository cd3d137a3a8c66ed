//! Which call an HTTP request is, by the `google.api.http` options of the contracts. Read once, when the gateway starts.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use baedal_proto::google::api::{HttpRule, http_rule::Pattern};
use baedal_runtime::BoxError;
use http::{Method, uri::PathAndQuery};
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};

use super::template::{Template, split_verb};

/// One way to make a call over HTTP.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) method: Method,
    pub(crate) template: Template,
    /// The field that each variable of the template is bound to, from the outermost message inward.
    pub(crate) variables: Vec<Vec<FieldDescriptor>>,
    pub(crate) body: RequestBody,
    pub(crate) rpc: MethodDescriptor,
    /// The RPC's path in gRPC.
    pub(crate) path: PathAndQuery,
}

/// What a request's body is.
#[derive(Debug, PartialEq)]
pub(crate) enum RequestBody {
    /// There is none; what the path does not say, the query does.
    None,
    /// All that the path does not say.
    Whole,
    /// One field; what neither says, the query does.
    Field(FieldDescriptor),
}

/// All bindings, by path.
pub(crate) struct Table {
    /// By verb: what a path leads to.
    verbs: HashMap<String, matchit::Router<Vec<Arc<Binding>>>>,
}

/// Where a path leads.
pub(crate) struct Found<'t, 'p> {
    bindings: &'t [Arc<Binding>],
    values: Vec<&'p str>,
}

impl Table {
    /// # Errors
    /// A rule that cannot be understood, or two for the same method and path.
    pub(crate) fn of_contracts(pool: &DescriptorPool) -> Result<Self, BoxError> {
        let mut places: BTreeMap<(String, String), Vec<Arc<Binding>>> = BTreeMap::new();
        for service in pool.services() {
            for rpc in service.methods() {
                for binding in bindings(pool, &rpc)? {
                    let verb = binding.template.verb().to_owned();
                    let place = places
                        .entry((verb, binding.template.pattern()))
                        .or_default();
                    if place.iter().any(|other| other.method == binding.method) {
                        let path = binding.template.openapi();
                        return Err(format!("{} {path} is there twice", binding.method).into());
                    }
                    place.push(Arc::new(binding));
                }
            }
        }
        let mut verbs: HashMap<String, matchit::Router<Vec<Arc<Binding>>>> = HashMap::new();
        for ((verb, pattern), bindings) in places {
            verbs.entry(verb).or_default().insert(pattern, bindings)?;
        }
        Ok(Self { verbs })
    }

    /// What is at this path.
    pub(crate) fn find<'t, 'p>(&'t self, path: &'p str) -> Option<Found<'t, 'p>> {
        let (path, verb) = split_verb(path);
        let found = self.verbs.get(verb)?.at(path).ok()?;
        Some(Found {
            bindings: found.value,
            values: found.params.iter().map(|(_, value)| value).collect(),
        })
    }
}

impl<'t, 'p> Found<'t, 'p> {
    /// The call that a method makes here, with what the path says for its variables; or the methods that make one. `HEAD` is `GET`
    /// without its body, which a stream has nothing to say in.
    pub(crate) fn by(
        self,
        method: &Method,
    ) -> Result<(&'t Arc<Binding>, Vec<&'p str>), Vec<Method>> {
        let bound = self.bindings.iter().find(|binding| binding.takes(method));
        bound.map(|binding| (binding, self.values)).ok_or_else(|| {
            let known = self.bindings.iter().map(|binding| &binding.method);
            let methods = known.chain([&Method::HEAD]);
            methods
                .filter(|method| self.bindings.iter().any(|binding| binding.takes(method)))
                .cloned()
                .collect()
        })
    }
}

impl Binding {
    fn takes(&self, method: &Method) -> bool {
        match *method {
            Method::HEAD => self.method == Method::GET && !self.rpc.is_server_streaming(),
            _ => self.method == *method,
        }
    }
}

/// The bindings of an RPC, the first one first. What only services call has none.
pub(crate) fn bindings(
    pool: &DescriptorPool,
    rpc: &MethodDescriptor,
) -> Result<Vec<Binding>, BoxError> {
    let Some(rule) = rule(pool, rpc)? else {
        return Ok(Vec::new());
    };
    let rules = std::iter::once(&rule).chain(&rule.additional_bindings);
    rules
        .map(|rule| {
            binding(rpc, rule).map_err(|error| format!("{}: {error}", rpc.full_name()).into())
        })
        .collect()
}

fn rule(pool: &DescriptorPool, rpc: &MethodDescriptor) -> Result<Option<HttpRule>, BoxError> {
    let extension = pool
        .get_extension_by_name("google.api.http")
        .ok_or("the contracts do not have google.api.http")?;
    let options = rpc.options();
    if !options.has_extension(&extension) {
        return Ok(None);
    }
    match options.get_extension(&extension).as_ref() {
        Value::Message(message) => Ok(Some(HttpRule::decode(message.encode_to_vec().as_slice())?)),
        _ => Err("google.api.http is no message".into()),
    }
}

fn binding(rpc: &MethodDescriptor, rule: &HttpRule) -> Result<Binding, BoxError> {
    let (method, template) = match rule.pattern.as_ref().ok_or("a rule without a pattern")? {
        Pattern::Get(path) => (Method::GET, path),
        Pattern::Put(path) => (Method::PUT, path),
        Pattern::Post(path) => (Method::POST, path),
        Pattern::Delete(path) => (Method::DELETE, path),
        Pattern::Patch(path) => (Method::PATCH, path),
        Pattern::Custom(custom) => (custom.kind.parse()?, &custom.path),
    };
    if rpc.is_client_streaming() || !rule.response_body.is_empty() {
        return Err("neither streams of requests nor response_body are understood".into());
    }
    let template = Template::parse(template)?;
    let input = rpc.input();
    let variables = template
        .variables()
        .map(|path| field(&input, path).ok_or_else(|| format!("there is no field {path}")))
        .collect::<Result<_, _>>()?;
    let body = match rule.body.as_str() {
        "" => RequestBody::None,
        "*" => RequestBody::Whole,
        name => RequestBody::Field(
            input
                .get_field_by_name(name)
                .ok_or_else(|| format!("there is no field {name}"))?,
        ),
    };
    let path = format!("/{}/{}", rpc.parent_service().full_name(), rpc.name());
    Ok(Binding {
        method,
        template,
        variables,
        body,
        rpc: rpc.clone(),
        path: path.parse()?,
    })
}

/// The fields on the way to `path`, by their names in the contracts or in JSON.
pub(crate) fn field(message: &MessageDescriptor, path: &str) -> Option<Vec<FieldDescriptor>> {
    let mut fields: Vec<FieldDescriptor> = Vec::new();
    for name in path.split('.') {
        let message = match fields.last() {
            None => message.clone(),
            Some(outer) if outer.is_list() => return None,
            Some(outer) => match outer.kind() {
                Kind::Message(message) => message,
                _ => return None,
            },
        };
        fields.push(named(&message, name)?);
    }
    Some(fields)
}

pub(crate) fn named(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message
        .get_field_by_json_name(name)
        .or_else(|| message.get_field_by_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> DescriptorPool {
        DescriptorPool::decode(baedal_proto::FILE_DESCRIPTOR_SET).expect("descriptors")
    }

    #[test]
    fn every_public_call_can_be_made_over_http_and_no_other() {
        let pool = pool();
        Table::of_contracts(&pool).expect("every rule is understood");
        for rule in baedal_proto::access_rules() {
            let service = rule.path.trim_start_matches('/').split('/').next();
            let service = pool.get_service_by_name(service.expect("a service"));
            let rpc = service
                .expect("in the contracts")
                .methods()
                .find(|rpc| rule.path.ends_with(&format!("/{}", rpc.name())))
                .expect("in the contracts");
            let count = bindings(&pool, &rpc).expect("understood").len();
            assert_eq!(count == 0, rule.is_internal(), "{}", rule.path);
        }
    }

    #[test]
    fn a_path_and_a_method_are_a_call() {
        let table = Table::of_contracts(&pool()).expect("a table");
        let call = |method, path| {
            let (binding, values) = table.find(path)?.by(&method).ok()?;
            Some((binding.path.to_string(), values.join(" ")))
        };
        let known = |rpc: &str, values: &str| Some((format!("/baedal.{rpc}"), values.to_owned()));

        assert_eq!(
            call(Method::POST, "/v1/orders"),
            known("order.v1.OrderService/PlaceOrder", "")
        );
        assert_eq!(
            call(Method::GET, "/v1/orders"),
            known("order.v1.OrderService/ListOrders", "")
        );
        assert_eq!(
            call(Method::HEAD, "/v1/orders/7"),
            known("order.v1.OrderService/GetOrder", "7")
        );
        assert_eq!(
            call(Method::POST, "/v1/orders/7:cancel"),
            known("order.v1.OrderService/CancelOrder", "7")
        );
        assert_eq!(
            call(Method::PUT, "/v1/stores/7/items/8"),
            known("store.v1.CatalogService/PutMenuItem", "7 8")
        );
        assert_eq!(
            call(Method::GET, "/v1/views:watch"),
            known("dashboard.v1.DashboardService/WatchOrderViews", "")
        );
        assert_eq!(call(Method::HEAD, "/v1/views:watch"), None);
        for path in [
            "/v1",
            "/v1/orders/",
            "/v1/orders/7/x",
            "/v1/orders/7:nothing",
        ] {
            assert!(table.find(path).is_none(), "{path}");
        }
        let allowed = table
            .find("/v1/orders")
            .expect("a place")
            .by(&Method::DELETE);
        let allowed = allowed.expect_err("no such call");
        assert_eq!(allowed, [Method::POST, Method::GET, Method::HEAD]);
    }

    #[test]
    fn a_path_takes_every_method_that_it_says_it_takes_and_no_other() {
        const ALL: [Method; 7] = [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::TRACE,
        ];
        let pool = pool();
        let table = Table::of_contracts(&pool).expect("a table");
        let rpcs = pool
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>());
        for binding in rpcs.flat_map(|rpc| bindings(&pool, &rpc).expect("understood")) {
            let path = binding.template.openapi();
            let by = |method: &Method| table.find(&path).expect("a place").by(method).map(drop);
            let refused = by(&Method::TRACE).expect_err("nothing is traced");
            for method in ALL {
                let said = refused.contains(&method);
                assert_eq!(said, by(&method).is_ok(), "{method} {path}: {refused:?}");
            }
        }
    }
}
