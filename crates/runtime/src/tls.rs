//! Whom this process trusts over TLS when it is the one that calls: the platform's authorities, and those of a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem, pem::PemObject};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

/// A file of authorities that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// It cannot be read, or is no PEM.
    #[error("cannot read the certificates in {path}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// It holds no certificate.
    #[error("there is no certificate in {path}", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// What it holds is no certificate, or TLS cannot be set up.
    #[error("cannot set up TLS")]
    Unusable(#[from] rustls::Error),
}

/// The authorities whose certificates are good.
#[derive(Debug, Clone)]
pub struct Trust {
    roots: RootCertStore,
    further: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// The platform's authorities (or those that `SSL_CERT_FILE` names instead), and, for a private authority, those in
    /// `ca_file` besides: one or more certificates in PEM. Read once.
    pub fn read(ca_file: Option<&Path>) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let further = ca_file.map(certificates).transpose()?.unwrap_or_default();
        for certificate in &further {
            roots.add(certificate.clone())?;
        }
        Ok(Self { roots, further })
    }

    /// Whether there is nobody to trust, and so nobody to call.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// The certificates that the file held, for libraries that know the platform's themselves.
    pub fn further(&self) -> &[CertificateDer<'static>] {
        &self.further
    }

    /// For a client that shows no certificate of its own.
    pub fn client_config(&self) -> Result<ClientConfig, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(self.roots.clone())
            .with_no_client_auth())
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>();
    let certificates = read().map_err(|source| TlsError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    if certificates.is_empty() {
        return Err(TlsError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_holds_no_authority_is_refused_by_name() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let refused = |file: &Path| Trust::read(Some(file)).expect_err("nobody to trust in there");
        assert!(refused(file.path()).to_string().contains("no certificate"));
        write!(
            file,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        )
        .expect("written");
        assert!(matches!(refused(file.path()), TlsError::Unusable(_)));
        let missing = refused(Path::new("/nowhere/ca.pem")).to_string();
        assert!(missing.contains("/nowhere/ca.pem"), "{missing}");
    }
}
