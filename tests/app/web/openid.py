"""A real OpenID Connect provider for tests: django-oauth-toolkit on a port of its own.

Run as a program it serves until it is ended: `openid.py PORT FOLDER BACK`. Its accounts, its only client and
the client's secret are below. Only `rename` is not a provider's: somebody there gets
another name, as happens in time.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx

CLIENT, SECRET = "sohoa", "bí mật của sohoa".encode().hex()
ACCOUNTS = ("lan.1", "hoa", "ke-gian")
PASSWORD = "mật khẩu ở nơi khác"
APPS = ("auth", "contenttypes", "sessions", "oauth2_provider")
START_SECONDS = 60


@contextlib.contextmanager
def openid_provider(port: int, back: str) -> Iterator[str]:
    """Serve a provider that sends browsers to `back`; gives its issuer."""
    with (
        tempfile.TemporaryDirectory(prefix="openid-") as folder,
        subprocess.Popen(
            [sys.executable, __file__, str(port), folder, back], stderr=subprocess.DEVNULL
        ) as process,
    ):
        issuer = f"http://127.0.0.1:{port}/o"
        try:
            _wait(process, f"{issuer}/.well-known/openid-configuration")
            yield issuer
        finally:
            process.terminate()


def log_in(browser: httpx.Client, address: str, name: str, password: str = PASSWORD) -> httpx.Response:
    """What somebody does at the provider, from the page to which `address` leads; the answer is the first
    that leads away from the provider, or the page on which it stays."""
    page = browser.get(address)
    while page.is_redirect:
        page = browser.get(urljoin(str(page.url), page.headers["location"]))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token, page.text
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token[1]}
    page = browser.post(page.url, data=form)
    while page.is_redirect and page.next_request and page.next_request.url.netloc == page.url.netloc:
        page = browser.get(page.next_request.url)
    return page


def rename(issuer: str, old: str, new: str) -> None:
    httpx.get(urljoin(issuer, "/rename"), params={"old": old, "new": new}).raise_for_status()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return
        assert process.poll() is None and time.monotonic() < deadline, "the provider did not start"
        time.sleep(0.1)


def serve(port: int, folder: Path, back: str) -> None:
    import django
    from django.conf import settings
    from joserfc.jwk import RSAKey

    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS[:-1]), APPS[-1]],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"login.html": LOGIN})]},
            }
        ],
        MIGRATION_MODULES=dict.fromkeys(APPS),  # the tables at once
        ROOT_URLCONF=__name__,
        LOGIN_URL="/login",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": RSAKey.generate_key(2048).as_pem(private=True).decode(),
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "", "profile": "", "email": ""},
        },
    )
    django.setup()
    _describe()
    _fill(back)
    _listen(port)


LOGIN = '<form method="post">{% csrf_token %}{{ form }}<button>Log in</button></form>'


def _describe() -> None:
    """The addresses and the claims, which Django looks for in this module."""
    from django.contrib.auth.models import User
    from django.contrib.auth.views import LoginView
    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):  # type: ignore[misc]
        oidc_claim_scope = None

        def get_additional_claims(self, request: HttpRequest) -> dict[str, str]:
            return {"preferred_username": request.user.username}

    def renamed(request: HttpRequest) -> HttpResponse:
        User.objects.filter(username=request.GET["old"]).update(username=request.GET["new"])
        return HttpResponse()

    globals().update(
        Validator=Validator,
        urlpatterns=[
            path("o/", include("oauth2_provider.urls")),
            path("login", LoginView.as_view(template_name="login.html")),
            path("rename", renamed),
        ],
    )


def _fill(back: str) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", run_syncdb=True, verbosity=0)
    for name in ACCOUNTS:
        User.objects.create_user(name, password=PASSWORD)
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=back,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )


def _listen(port: int) -> None:
    import socketserver
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Threaded(socketserver.ThreadingMixIn, WSGIServer):
        daemon_threads = True

    make_server("127.0.0.1", port, get_wsgi_application(), Threaded).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
