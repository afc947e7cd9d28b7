"""A system's own certificate instead of a secret: mutual TLS, and tokens bound to the certificate (RFC 8705).

The proxy in front ends TLS, has proof of the certificate's key by the handshake, and tells the certificate in
a header. It is believed only together with the proxy's key (SOHOA_PROXY_KEY), so whoever reaches us otherwise
can claim nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Mapping
from urllib.parse import unquote

PROXY_KEY, CERTIFICATE = "sohoa-proxy-key", "sohoa-client-certificate"
SHORTEST_KEY = 32
_SEQUENCE = b"\x30"  # with which the DER of every certificate begins


def thumbprint(pem: str) -> str | None:
    """SHA-256 of the certificate, in hexadecimal digits; None where there is none."""
    try:
        told = ssl.PEM_cert_to_DER_cert(pem.strip())
    except ValueError:
        return None
    return hashlib.sha256(told).hexdigest() if told[:1] == _SEQUENCE else None


def certificate_of(headers: Mapping[str, str], proxy_key: str) -> str | None:
    """The thumbprint of the certificate with which the caller came to the proxy. The header holds its PEM,
    percent-encoded, as nginx's $ssl_client_escaped_cert."""
    told = headers.get(PROXY_KEY, "")
    if len(proxy_key) < SHORTEST_KEY or not hmac.compare_digest(told.encode("latin-1"), proxy_key.encode()):
        return None
    return thumbprint(unquote(headers.get(CERTIFICATE, "")))
