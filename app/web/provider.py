"""Coming in by an OpenID Connect provider: authorization code flow with PKCE.

OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4, RFC 7636 (PKCE), RFC 9207 (who it is that answers). What the
provider says of itself and its keys are asked for at each login: logins are rare, and keys change.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from flows.settings import OpenIdSettings

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS = 60  # by which the clocks of the two servers may differ
TIMEOUT_SECONDS = 10.0
SCOPE = "openid profile email"


class ProviderAwayError(Exception):
    """The provider does not answer, or not as one."""


class ProviderRefusedError(Exception):
    """The provider, or what it sent, does not let this visitor in."""


class StaleLoginError(Exception):
    """The answer belongs to no login that this browser began."""


@dataclass(frozen=True)
class Attempt:
    """One login under way. Only the browser keeps it, in a cookie, until the provider sends it back.

    state: that the answer belongs to this browser; nonce: that the token belongs to this login; verifier:
    that whoever brings the code is who asked for it.
    """

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        return cls(*(secrets.token_urlsafe(36) for _ in range(3)))

    @classmethod
    def read(cls, cookie: str) -> Attempt:
        """Errors: StaleLoginError."""
        parts = cookie.split(".")
        if len(parts) != 3 or not all(parts):
            raise StaleLoginError
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.state}.{self.nonce}.{self.verifier}"


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `subject`: issuer and the id that it gives to nobody else, ever;
    `name`: what the claim says that the settings name, which it may give to somebody else one day."""

    subject: str
    name: str


class Discovered(BaseModel):
    """What a provider says of itself, as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    def __init__(self, settings: OpenIdSettings) -> None:
        self._settings = settings

    @property
    def host(self) -> str:
        return urlsplit(self._settings.issuer).hostname or self._settings.issuer

    def address(self, attempt: Attempt, back: str) -> str:
        """Where the browser goes to log in; from there it comes to `back`. Errors: ProviderAwayError.

        The provider is asked to have the password given anew, as an hour's idleness does here: desks are
        shared.
        """
        found = self._discovered()
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                found.authorization_endpoint,
                state=attempt.state,
                code_verifier=attempt.verifier,
                nonce=attempt.nonce,
                prompt="login",
            )
        return str(address)

    def identity(self, attempt: Attempt, back: str, answer: Mapping[str, str]) -> Identity:
        """Who came back. `answer`: the parameters with which the browser came.

        Errors: StaleLoginError, ProviderRefusedError, ProviderAwayError."""
        if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise StaleLoginError
        if "code" not in answer:
            raise ProviderRefusedError
        found = self._discovered()
        said = answer.get("iss")
        if said != found.issuer and (said or found.authorization_response_iss_parameter_supported):
            raise ProviderRefusedError
        token = self._token(found, answer["code"], attempt, back)
        claims = checked_claims(
            token, self._get(found.jwks_uri), found.issuer, self._settings.client_id, attempt.nonce
        )
        name = claims.get(self._settings.claim)
        if not isinstance(name, str) or not name:
            raise ProviderRefusedError
        return Identity(f"{found.issuer} {claims['sub']}", name.strip().casefold())

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self._settings.client_id,
            self._settings.client_secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_SECONDS,
        )

    def _discovered(self) -> Discovered:
        """Errors: ProviderAwayError, also where it says that it is somebody else."""
        said = self._get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = Discovered.model_validate(said)
        except ValidationError:
            raise ProviderAwayError from None
        if found.issuer != self._settings.issuer:
            raise ProviderAwayError
        return found

    def _get(self, url: str) -> Any:
        try:
            answer = requests.get(url, timeout=TIMEOUT_SECONDS)
            answer.raise_for_status()
            return answer.json()
        except requests.RequestException:
            raise ProviderAwayError from None

    def _token(self, found: Discovered, code: str, attempt: Attempt, back: str) -> Mapping[str, Any]:
        try:
            with self._client(back) as client:
                token: Mapping[str, Any] = client.fetch_token(
                    found.token_endpoint, code=code, code_verifier=attempt.verifier
                )
        except AuthlibBaseError:
            raise ProviderRefusedError from None
        except (requests.RequestException, ValueError):
            raise ProviderAwayError from None
        return token


def checked_claims(
    token: Mapping[str, Any], keys: Any, issuer: str, client_id: str, nonce: str
) -> Mapping[str, Any]:
    """The claims of the id_token in `token`, which the provider answered to the code: signed with one of
    `keys` (a JWK set), by `issuer`, for us, for this login, not yet over (Core 1.0 §3.1.3.7).

    Errors: ProviderRefusedError."""
    options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    given = {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")}
    try:
        signed = jwt.decode(str(token.get("id_token")), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims = CodeIDToken(signed.claims, signed.header, options, given)
        claims.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError):
        raise ProviderRefusedError from None
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ProviderRefusedError
    found: Mapping[str, Any] = claims
    return found
