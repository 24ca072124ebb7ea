"""An authorization server that this project did not write.

django-oauth-toolkit as its makers ship it: its pages, its endpoints, its default settings, PKCE required
and refresh tokens rotated. Around it only what a site must bring: a person, a sign-in page, and the few
answers of the file API that the app asks for while it connects, behind the toolkit's own bearer check.

`server.py <scheme>` serves on a free port of 127.0.0.1; redirections to the private-use scheme are allowed.
`--strict` turns on what version 4 of the toolkit will do by default (RFC 9700), and the protection against
used refresh tokens; `--grace` lets a refresh token be used again for an hour, for clients that lost the answer.
The first line on standard output says where it is and who may sign in. It ends when
its standard input ends: with whoever started it, however that came about.
"""

import argparse
import importlib.metadata
import json
import os
import secrets
import socketserver
import sys
import tempfile
import threading
from collections import Counter
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

USERNAME = "maya"
PASSWORD = secrets.token_urlsafe(24)

SIGN_IN_PAGE = """<!doctype html><title>Sign in</title>
<form id="signIn" method="post">{% csrf_token %}{{ form }}<input type="hidden" name="next" value="{{ next }}">
<input type="submit" value="Sign in"></form>"""

STRICT = {
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
}
GRACE = {"REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 3600}


def configure(folder, scheme, changes):
    settings.configure(
        SECRET_KEY=secrets.token_hex(32),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        LOGIN_URL="/sign-in/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            f"{__name__}.count_grants",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"sign_in.html": SIGN_IN_PAGE}),
                        "django.template.loaders.app_directories.Loader",
                    ],
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.path.join(folder, "site.sqlite3"),
                # Many tests at once, and nothing that has to outlive them.
                "OPTIONS": {
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                },
            }
        },
        # A hash made to be slow would only cost time: the passwords live for a minute.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGGING_CONFIG=None,
        OAUTH2_PROVIDER={
            "PKCE_REQUIRED": True,
            "ROTATE_REFRESH_TOKEN": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https", scheme],
            **changes,
        },
    )
    django.setup()


GRANTS = Counter()


def count_grants(get_response):
    """Remembers how often each client asked the token endpoint for what."""

    def middleware(request):
        if request.method == "POST" and request.path == "/oauth2/token/":
            GRANTS[request.POST.get("client_id"), request.POST.get("grant_type")] += 1
        return get_response(request)

    return middleware


def routes():
    from django.contrib.auth.views import LoginView
    from django.core.exceptions import ValidationError
    from django.http import JsonResponse
    from django.urls import include, path
    from django.utils import timezone
    from django.views.decorators.csrf import csrf_exempt
    from oauth2_provider.decorators import protected_resource_metadata
    from oauth2_provider.generators import generate_client_secret
    from oauth2_provider.models import AccessToken, Application

    def ping(request):
        return JsonResponse({"ping": "pong"})

    @protected_resource_metadata(scopes=["read"])
    def whoami(request):
        person = request.resource_owner
        return JsonResponse(
            {
                "address": "127.0.0.1",
                "site": {"name": "Witness"},
                "user": {"email": person.email, "name": person.get_full_name(), "username": person.username},
            }
        )

    @protected_resource_metadata(scopes=["read"])
    def folder(request):
        listed = {"acl": {"list": True, "read": True, "remove": False, "write": False}}
        children = [
            {"name": "plan.txt", "path": "/plan.txt", "isdir": False, "isfile": True, "size": 12, **listed}
        ]
        root = {"name": "", "path": "/", "isdir": True, "isfile": False, "size": 12, **listed}
        if request.GET.get("children") == "true":
            root |= {"children": children, "page": 1, "pages": 1, "per_page": 100, "total": 1}
        return JsonResponse(root)

    @csrf_exempt
    def register(request):
        """A client of one's own. Refused where the toolkit's registration form would refuse it."""
        secret = generate_client_secret()
        client = Application(
            name=request.POST["name"],
            redirect_uris=request.POST["redirect_uris"],
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
            client_secret=secret,
        )
        try:
            client.full_clean()
        except ValidationError as refusal:
            return JsonResponse({"refused": refusal.message_dict}, status=400)
        client.save()
        return JsonResponse({"client_id": client.client_id, "client_secret": secret})

    @csrf_exempt
    def age(request):
        """The access tokens of a client have reached the end of their life."""
        tokens = AccessToken.objects.filter(application__client_id=request.POST["client_id"])
        return JsonResponse({"aged": tokens.update(expires=timezone.now())})

    def counted(request):
        kinds = ("authorization_code", "refresh_token")
        return JsonResponse({kind: GRANTS[request.GET["client_id"], kind] for kind in kinds})

    return [
        path("sign-in/", LoginView.as_view(template_name="sign_in.html")),
        path("oauth2/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("api/2/ping/", ping),
        path("api/2/whoami/", whoami),
        path("api/2/path/info/", folder),
        path("witness/clients/", register),
        path("witness/age/", age),
        path("witness/grants/", counted),
    ]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("scheme")
    arguments.add_argument("--strict", dest="changes", action="store_const", const=STRICT, default={})
    arguments.add_argument("--grace", dest="changes", action="store_const", const=GRACE)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="witness-") as folder:
        configure(folder, arguments.scheme, arguments.changes)
        globals()["urlpatterns"] = routes()
        serve()


def serve():
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_user(
        USERNAME, "maya@example.test", PASSWORD, first_name="Maya", last_name="Lind"
    )
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)

    def until_nobody_is_left():
        sys.stdin.buffer.read()
        server.shutdown()

    threading.Thread(target=until_nobody_is_left, daemon=True).start()
    names = ["django-oauth-toolkit", "Django", "oauthlib"]
    ready = {
        "address": f"http://127.0.0.1:{server.server_port}",
        "username": USERNAME,
        "password": PASSWORD,
        "versions": {name: importlib.metadata.version(name) for name in names},
    }
    print(json.dumps(ready), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
