"""What every profile shares. A profile overrides; nothing here asks which profile runs."""

from pathlib import Path

from django.urls import reverse_lazy

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from . import env
from .celery import *  # noqa: F403 - the settings named CELERY_
from .celery import transport, transport_options

ROOT = Path(__file__).resolve().parent.parent.parent
# Everything that is written at run time lies under one folder, so that a backup or a move is one copy.
VAR = Path(env.text("CANDOUR_VAR", str(ROOT / "var"))).resolve()
NODE_MODULES = ROOT / "node_modules"

SECRET_KEY = env.secret("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.words("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "cms",
    "courses",
    "publications",
    "editing",
    "certificates",
    "search",
    "members",
    "foundation.typesetting",
    "foundation.clocks",
    "foundation.outbox",
    "foundation.vocabulary",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.wagtail_users.PeopleUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    # First of all: the content host never meets a session, a cookie or the application's addresses.
    "cms.hosts.HostsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "members.middleware.DeskMiddleware",
    "members.middleware.StaffSecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.publishing.AtomicPublishingMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "csp.context_processors.nonce",
                "cms.context.site",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.secret("DATABASE_URL", f"sqlite:///{VAR / 'candour.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # SQLite as a serious single-machine database: readers never wait, a commit survives power loss, and writers take
    # turns through one fair gate across processes (docs/decisions/0006).
    DATABASES["default"] |= {
        "ENGINE": "foundation.sqlite_gate",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    ROOT / "static",
    ("vendor/scorm-again", NODE_MODULES / "scorm-again" / "dist"),
    ("vendor/atkinson", NODE_MODULES / "@fontsource-variable" / "atkinson-hyperlegible-next" / "files"),
    ("vendor/source-serif", NODE_MODULES / "@fontsource-variable" / "source-serif-4" / "files"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Course packages: content-addressed files that no address maps to; only the player's views read them.
PACKAGES_ROOT = VAR / "packages"
# Uploaded packages wait here until the import has judged them; no address maps to this folder either.
PACKAGES_QUARANTINE = VAR / "quarantine"
# What one import may use, in a process of its own: seconds of clock and CPU, and memory above what Django itself needs.
PACKAGE_IMPORT_SECONDS = env.number("PACKAGE_IMPORT_SECONDS", 300)
PACKAGE_IMPORT_MEGABYTES = env.number("PACKAGE_IMPORT_MEGABYTES", 512)
# A function (path of the zip) -> name of what it found, or "": a virus scanner, asked before anything is read.
PACKAGE_SCANNER = env.text("PACKAGE_SCANNER", "")
# The browser of the trial play: a path, empty to look for Chromium, or "off".
PACKAGE_TRIAL_BROWSER = env.text("PACKAGE_TRIAL_BROWSER", "")
PACKAGE_TRIAL_SECONDS = env.number("PACKAGE_TRIAL_SECONDS", 60)
# The largest film that editors may upload, in megabytes.
VIDEO_MEGABYTES = env.number("VIDEO_MEGABYTES", 1024)
# Certificates and other produced documents, stored by hash.
DOCUMENTS_ROOT = VAR / "documents"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Work after the commit ------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.secret("CELERY_BROKER_URL", "filesystem://localhost//")
CELERY_BROKER_TRANSPORT = transport(CELERY_BROKER_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(CELERY_BROKER_URL, VAR / "broker")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
OUTBOX_PARK_AFTER = 8

# --- Search ---------------------------------------------------------------------------------------------------------

ELASTICSEARCH_URL = env.secret("ELASTICSEARCH_URL", "")
# The embedded index lies inside a SQLite site's own database, and in this file beside a PostgreSQL one.
SEARCH_FILE = VAR / "search.sqlite3"
# Wagtail's own search serves the editors' admin only; readers are served by search/ (docs/decisions/0008).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
# The one way in with a password; permissions come through it too. The desk's backend checks no credentials itself, so a
# wrong password is hashed once all the same.
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "members.desk_backend.DeskBackend",
]
PASSWORD_HASHERS = [
    "members.hashers.Argon2Small",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None  # asked at sign-in: practices share computers
ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one counts once its owner opened the link
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever takes over an account cannot change its keys unseen
ACCOUNT_FORMS = {
    "login": "members.account_forms.SignInForm",
    "reset_password": "members.account_forms.ResetPasswordForm",
    "reset_password_from_key": "members.account_forms.NewPasswordForm",
    "change_password": "members.account_forms.ChangePasswordForm",
    "set_password": "members.account_forms.SetPasswordForm",
    "add_email": "members.account_forms.ChangeAddressForm",
    "reauthenticate": "members.account_forms.ConfirmPasswordForm",
}
# A practice is one address on the internet, and forty people sign in at nine. Limits count failures by account,
# never a shared address's successes; where an address is counted at all (against a person who tries one password on
# many accounts, or floods mailboxes) it is failures or mails, far above what a practice makes. Needs a shared cache.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # allauth's 30 a minute by address would count successes
    "login_failed": "5/5m/key,100/5m/ip",
    "reset_password": "5/15m/key,100/15m/ip",
    "reset_password_from_key": None,  # the key has 128 bits and more
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "members.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "members.account_forms.SecondStepForm",
    "reauthenticate": "members.account_forms.ConfirmCodeForm",
    "activate_totp": "members.account_forms.AddAppForm",
    "add_webauthn": "members.account_forms.AddPasskeyForm",
    "edit_webauthn": "members.account_forms.RenamePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey has no secret that could be guessed
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Candour"
MFA_TOTP_TOLERANCE = 1  # the code before and after: clocks of phones differ
# People who can change what others read or see about others must prove a second factor. Only the demo turns this off.
STAFF_SECOND_FACTOR_REQUIRED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Hosts and headers ----------------------------------------------------------------------------------------------

PORT = env.number("PORT", 8000)
# The application's own address, as mails and certificates print it.
BASE_URL = env.text("BASE_URL", f"http://localhost:{PORT}")
WAGTAILADMIN_BASE_URL = BASE_URL
# Course packages run on <label>.CONTENT_HOST: another site than the application's, without cookies.
CONTENT_HOST = env.text("CONTENT_HOST", "content.localhost")
CONTENT_SCHEME_AND_PORT = ("http", PORT)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        # A launch is a form that leads to the player on the content host; browsers hold redirects to this rule too.
        "form-action": [SELF, f"*.{CONTENT_HOST}:*"],
    },
}

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Wrenmoor Defence Society"
WAGTAILADMIN_LOGIN_URL = reverse_lazy("members:staff-sign-in")
WAGTAIL_FRONTEND_LOGIN_URL = reverse_lazy("account_login")
WAGTAILIMAGES_IMAGE_MODEL = "editing.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "editing.LibraryDocument"
WAGTAILDOCS_EXTENSIONS = ["docx", "odt", "pdf", "rtf", "txt", "xlsx", "csv"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_I18N_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

# --- Words and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = CELERY_TIMEZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- Mail -----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Wrenmoor Defence Society <library@wrenmoor.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20  # seconds; well under a duty's lease of a minute, so that no second worker sends the same mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

# --- Certificates ---------------------------------------------------------------------------------------------------

# Who certifies, as printed on every certificate and frozen into it.
CERTIFICATE_PROVIDER = {
    "name": env.text("CERTIFICATE_PROVIDER_NAME", "Wrenmoor Defence Society"),
    "address": env.text("CERTIFICATE_PROVIDER_ADDRESS", "1 Moorgate Yard, Wrenmoor WM1 1WD"),
    "contact": env.text("CERTIFICATE_PROVIDER_CONTACT", "membership@wrenmoor.example"),
}

# --- Keeping --------------------------------------------------------------------------------------------------------

# Days from the day it was made until an evidence pack is deleted with its file, links and openings.
EVIDENCE_PACK_DAYS = env.number("EVIDENCE_PACK_DAYS", 3 * 366)
# Certificates from elsewhere: how long a refused one is kept, and one that no manager has looked at.
REFUSED_PROOF_DAYS = env.number("REFUSED_PROOF_DAYS", 90)
WAITING_PROOF_DAYS = env.number("WAITING_PROOF_DAYS", 366)

# True only in the demo: the printed password, the mailbox page, the notes that say what the demo leaves off.
DEMO = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "wagtail": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
