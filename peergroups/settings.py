"""Every setting, in one file, read from the environment. A missing variable fails with a hint."""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def required(name: str, hint: str) -> str:
    """The value of an environment variable that has no safe default; raises ImproperlyConfigured with `hint`."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


RUN_HINT = "`make demo`, `make run` and `make test` set it for you; a server of your own needs it in its environment."

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", RUN_HINT)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "programs",
    "members",
    "groups",
    "vetting",
    "meetings",
    "goals",
    "conversations",
    "notifications",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "peergroups.static.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last: it is synchronous, so Django then calls all the others so, too, instead of changing threads for each.
    "programs.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "peergroups.urls"
ASGI_APPLICATION = "peergroups.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programs.views.frame.chrome",
            ],
            "libraries": {"lucide": "programs.templatetags.icons"},
        },
    }
]

# -- the database: the application is a plain role; only migrations run as the owner ------------------------------

TESTING = env.bool("TESTING", default=False)
POOL = {"min_size": 0 if TESTING else 2, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 5}


def database(url: str) -> dict:
    """A DATABASES entry for a postgres:// address."""
    config = environ.Env.db_url_config(url)
    if "postgres" not in config.get("ENGINE", ""):
        raise ImproperlyConfigured("DATABASE_URL must be a postgres:// address; Peergroups runs on PostgreSQL only.")
    return config | {"ENGINE": "programs.postgres", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}


DATABASES = {"default": database(required("DATABASE_URL", RUN_HINT))}
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = POOL
DATABASE_OWNER = database(env.str("DATABASE_OWNER_URL", default=env.str("DATABASE_URL")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Valkey or Redis: cache, rate limits and nudges; nothing in it is the truth -----------------------------------

REDIS_URL = required("REDIS_URL", RUN_HINT)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL + ("&" if "?" in REDIS_URL else "?") + "db=1"
        if REDIS_URL.startswith("unix://")
        else REDIS_URL,
        "KEY_PREFIX": "peergroups",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1) if REDIS_URL.startswith("unix://") else REDIS_URL

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "programs.views.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- who signs in, and how --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "programs.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Limits count per address of the reader, which behind a proxy is in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SIX_DIGITS = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "notifications.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# No password among the fields: an address gets a code (programs/account_urls.py lists the pages there are).
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "programs.sign_in.SignInForm",
    "confirm_login_code": "programs.sign_in.CodeForm",
    "add_email": "programs.sign_in.NewAddressForm",
    "confirm_email_verification_code": "programs.sign_in.AddressCodeForm",
}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = SIX_DIGITS
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = SIX_DIGITS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PREVENT_ENUMERATION = True
# Three tries a code and 40 codes a day: whoever guesses at one address all day has a chance of one in 8,000.
# Asking to join is limited by the same means: nobody fills a queue, or somebody's mailbox, from one network.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,40/d/key",
    "apply": "10/m/ip,60/h/ip,3/m/key,10/d/key",
    "offered_cities": "240/m/ip",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "programs.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "programs.sign_in.SecondStepForm",
    "reauthenticate": "programs.sign_in.ProofForm",
    "activate_totp": "programs.sign_in.ActivateForm",
    "authenticate_webauthn": "programs.sign_in.PasskeyForm",
    "login_webauthn": "programs.sign_in.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A finger, a face or a PIN each time: that is what makes a passkey two factors.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
MFA_TOTP_ISSUER = "Peergroups"
MFA_TOTP_TOLERANCE = 1
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = 60 * 60 * 24 * 30
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ADAPTER = "programs.social.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
# Where the buttons of outside sign-ins lead; a browser follows a form there only if the policy below names it.
SIGN_IN_ORIGINS: list[str] = []
for provider, origin in (
    ("google", "https://accounts.google.com"),
    ("microsoft", "https://login.microsoftonline.com"),
):
    if client := env.str(f"{provider.upper()}_CLIENT_ID", default=""):
        SIGN_IN_ORIGINS.append(origin)
        SOCIALACCOUNT_PROVIDERS[provider] = {
            "APPS": [{"client_id": client, "secret": env.str(f"{provider.upper()}_CLIENT_SECRET")}],
            "OAUTH_PKCE_ENABLED": True,
        }
if client := env.str("OIDC_CLIENT_ID", default=""):
    oidc_server = env.str("OIDC_SERVER_URL")
    SIGN_IN_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(oidc_server)))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="Company sign-in"),
                "client_id": client,
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": oidc_server},
            }
        ],
    }
STAFF_SECOND_FACTOR_GRACE_DAYS = 7

# -- the post -------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:1025"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Peergroups <post@peergroups.example>")
# Who invites to meetings; calendar programs answer there. The mailbox that reads the answers is an IMAP address with
# its password, imap+ssl://user:password@host/INBOX; without one, people answer by the links in the mails.
CALENDAR_ADDRESS = parseaddr(env.str("CALENDAR_ADDRESS", default="") or DEFAULT_FROM_EMAIL)[1]
CALENDAR_MAILBOX_URL = env.str("CALENDAR_MAILBOX_URL", default="")
# Where answers to our mails are read: the address of a mailbox with a tag, "reply@example.org" for mail to
# reply+<token>@example.org, which CALENDAR_MAILBOX_URL must read too. Without one, people answer by the links.
REPLY_ADDRESS = parseaddr(env.str("REPLY_ADDRESS", default=""))[1]
if REPLY_ADDRESS and len(REPLY_ADDRESS.partition("@")[0]) > 11:
    raise ImproperlyConfigured("REPLY_ADDRESS has more than 11 signs before its @; no room is left for the token.")
# The mail service behind EMAIL_URL, by django-anymail's name of it ("postmark", "mailgun"), whose webhook at
# /hooks/mail/ tells what came back. ANYMAIL_WEBHOOK_SECRET ("user:password" in that address) and the service's own key
# for signing, such as ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY, are read as that library names them.
MAIL_SERVICE = env.str("MAIL_SERVICE", default="")
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")}
if MAIL_SERVICE and not ANYMAIL.get("WEBHOOK_SECRET"):
    raise ImproperlyConfigured("MAIL_SERVICE is set without ANYMAIL_WEBHOOK_SECRET: anybody could report bounces.")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default=DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">"))
# A folder in which the local mail server of demo and tests logs what it accepted; relays of the world have none.
MAIL_ACCEPT_LOG = env.str("MAIL_ACCEPT_LOG", default="")

# -- pages ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# -- what a browser may do ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- the log: no tokens, no words -------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "peergroups.log.Line", "format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"once": {"()": "peergroups.log.BrokerAway"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"celery.beat": {"filters": ["once"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
