"""An authority made on the spot, and certificates of its hand."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Authority:
    """An internal authority: its certificate is in `file`."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    @classmethod
    def made_in(cls, folder: Path) -> Authority:
        """Make an authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Autorité d’essai")
        made = _signed(name, name, key.public_key(), key, timedelta(days=10), authority=True)
        authority = cls(folder, key, made)
        authority.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return authority

    def signs(self, *hosts: str, days: int = 5) -> tuple[Path, Path]:
        """Give the files of a certificate for some hosts, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _signed(
            _name(hosts[0]), self.certificate.subject, key.public_key(), self.key,
            timedelta(days=days), hosts=hosts,
        )  # fmt: skip
        shown, kept = self.folder / f"{hosts[0]}.pem", self.folder / f"{hosts[0]}.key"
        shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        kept.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return shown, kept


def _name(said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])


def _signed(subject, issuer, public, key, lasting, *, hosts=(), authority=False):
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + lasting)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    if authority:
        usage = x509.KeyUsage(*[False] * 5, key_cert_sign=True, crl_sign=True, encipher_only=False,
                              decipher_only=False)  # fmt: skip
        built = built.add_extension(usage, critical=True)
    if hosts:
        names = [_alternative(host) for host in hosts]
        built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return built.sign(key, hashes.SHA256())


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
