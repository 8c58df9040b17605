"""Settings shared by every environment; what a deployment may change comes from variables."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from eduportal.logs import configuration
from eduportal.schedule import SCHEDULE
from eduportal.settings import env, limits
from eduportal.settings.csdl import *  # noqa: F403
from eduportal.settings.parts import *  # noqa: F403
from eduportal.settings.results import *  # noqa: F403
from eduportal.settings.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- who this node is (docs/architecture.md) ---
EDUPORTAL_TIER = env.choice("EDUPORTAL_TIER", "department", ["school", "department", "ministry"])
EDUPORTAL_NODE = env.text("EDUPORTAL_NODE", "long-an")
EDUPORTAL_ORGANISATION = env.text("EDUPORTAL_ORGANISATION", "Sở Giáo dục và Đào tạo tỉnh Tây Ninh")
EDUPORTAL_STATE_DIR = env.path("EDUPORTAL_STATE_DIR", BASE_DIR / ".local")
# Uploads and generated files live here, outside every folder the web server serves.
EDUPORTAL_PRIVATE_DIR = env.path("EDUPORTAL_PRIVATE_DIR", EDUPORTAL_STATE_DIR / "private")
EDUPORTAL_SIGNING_KEY_FILE = env.path(
    "EDUPORTAL_SIGNING_KEY_FILE", EDUPORTAL_STATE_DIR / f"{EDUPORTAL_NODE}.key"
)
EDUPORTAL_DEMO = env.flag("EDUPORTAL_DEMO", False)
# One password for every demo account, shown on the sign-in page of a demo.
EDUPORTAL_DEMO_PASSWORD = env.text("EDUPORTAL_DEMO_PASSWORD", "eduportal-demo")
EDUPORTAL_SECOND_FACTOR_REQUIRED = env.flag("EDUPORTAL_SECOND_FACTOR_REQUIRED", False)
# How many of our own proxies stand before the portal and name the client in X-Forwarded-For.
EDUPORTAL_PROXY_COUNT = env.number("EDUPORTAL_PROXY_COUNT", 0)
# /healthz answers with it, so that the program that started this node recognises it.
EDUPORTAL_INSTANCE = env.text("EDUPORTAL_INSTANCE", "")
EDUPORTAL_VERSION = "0.1"

SECRET_KEY = env.text("EDUPORTAL_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.items("EDUPORTAL_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("EDUPORTAL_TRUSTED_ORIGINS")
# The name people type. Passkeys belong to it for good: another name needs new passkeys.
EDUPORTAL_HOST = env.text("EDUPORTAL_HOST", [*ALLOWED_HOSTS, "localhost"][0].lstrip("."))

ROOT_URLCONF = "eduportal.urls"
WSGI_APPLICATION = "eduportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eduportal.shell.context.portal",
            ],
        },
    }
]

# --- database, queue, cache. The address is the runtime role's; migrate, grant_runtime and
# seed_demo are run with the owner's in its place (docs/deploy.md, "Database") ---
DATABASES = {
    "default": env.database("DATABASE_URL")
    | {
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.number("EDUPORTAL_CONN_MAX_AGE_SECONDS", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
# A replica that pages of officials are read from, and how far it may lag (scoping/replica.py).
if replica := env.replica("EDUPORTAL_REPLICA_URL", DATABASES["default"]):
    DATABASES["replica"] = replica
EDUPORTAL_REPLICA_BEHIND_SECONDS = env.number("EDUPORTAL_REPLICA_BEHIND_SECONDS", 2)
DATABASE_ROUTERS = ["eduportal.scoping.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
# A page waits for Redis this long at most, and then does without it (core/hints.py).
REDIS_TIMEOUT_SECONDS = 1
CACHES = {
    "default": {
        "BACKEND": "eduportal.core.hints.HintCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": EDUPORTAL_NODE,
        "OPTIONS": {
            "serializer": "eduportal.core.hints.JsonSerializer",
            "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
            "socket_timeout": REDIS_TIMEOUT_SECONDS,
        },
    }
}
CELERY_BROKER_URL = REDIS_URL
# Never pickle: it is code to whoever reads it.
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_DEFAULT_QUEUE = f"eduportal-{EDUPORTAL_NODE}"
# A long run of sending, or a plan, never keeps imports and figures waiting, nor they it.
EXCHANGE_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-exchange"
SOLVING_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-solving"
CELERY_TASK_ROUTES = {
    # Both may take minutes: sending to the node above does not wait for them.
    "exchange.seal_registers": {"queue": CELERY_TASK_DEFAULT_QUEUE},
    "exchange.report": {"queue": CELERY_TASK_DEFAULT_QUEUE},
    "exchange.*": {"queue": EXCHANGE_QUEUE},
    "*.solve*": {"queue": SOLVING_QUEUE},
}
# Results are rows in PostgreSQL; Celery results are not read.
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Well above the longest time limit, otherwise Redis hands a running task out again.
    "visibility_timeout": 4 * 3600,
    "socket_connect_timeout": 2,
    # Workers wait a second for each message (BRPOP): below that, waiting would be an error.
    "socket_timeout": 2,
}
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 3600, 3300

# --- language and time ---
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- static and private files ---
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EDUPORTAL_PRIVATE_DIR, "base_url": None},
    },
    "staticfiles": {"BACKEND": "eduportal.core.storage.PortalStaticStorage"},
}
IMPORT_UPLOAD_LIMIT_BYTES = env.number("EDUPORTAL_IMPORT_LIMIT_MB", 20) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "eduportal.imports.uploads.UploadLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# As large as a bundle of the exchange may be (eduportal/exchange/wire/bundle.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- security ---
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# A mail server that hangs stops a worker, never a page.
EMAIL_TIMEOUT = 20

# --- second factors. The first key encrypts what they keep, all of them decrypt ---
EDUPORTAL_FACTOR_KEYS = env.fernet_keys("EDUPORTAL_FACTOR_KEYS", SECRET_KEY)
OTP_WEBAUTHN_RP_ID = EDUPORTAL_HOST
OTP_WEBAUTHN_RP_NAME = "EduPortal"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"https://{EDUPORTAL_HOST}"]
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# --- REST API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "eduportal.accounts.authentication.MachineTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["eduportal.core.parsers.JsonReader"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "eduportal.core.api.KeysetPagination",
    "PAGE_SIZE": 100,
    "DEFAULT_THROTTLE_CLASSES": limits.THROTTLES,
    "DEFAULT_THROTTLE_RATES": limits.RATES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EduPortal",
    "DESCRIPTION": "Grade records of a provincial education department.",
    "VERSION": EDUPORTAL_VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "CellStatus": "grades.serializers.CELL_STATUSES",
        "PackageState": "eduportal.exchange.states.PackageState",
        "SheetState": "grades.choices.SheetState",
        "StudentStatus": "students.choices.StudentStatus",
    },
}

# --- mark book: days a returned sheet takes marks; from how many missed sessions pages warn ---
EDUPORTAL_ABSENCE_WARNING = env.number("EDUPORTAL_ABSENCE_WARNING", 20, least=1)
EDUPORTAL_RETURNED_SHEET_DAYS = env.number("EDUPORTAL_RETURNED_SHEET_DAYS", 3, least=1)
# Whether heads may give exceptions to these days at their school, or only the Department may.
EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS = env.flag("EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS", default=False)
# --- dashboards: the smallest number of students a page or file may show ---
# From which share of findings that people call right on a rule no longer counts as urgent: ours.
EDUPORTAL_FALSE_ALARM_PERCENT = env.number("EDUPORTAL_FALSE_ALARM_PERCENT", 10)
SUPPRESSION_SMALLEST = env.number("EDUPORTAL_SUPPRESSION_SMALLEST", 5)

# --- how long data is kept where no law says (eduportal/privacy/retention.py), months or days ---
EDUPORTAL_ACCESS_LOG_MONTHS = env.number("EDUPORTAL_ACCESS_LOG_MONTHS", 24, least=6)
EDUPORTAL_SIGN_INS_KEPT_MONTHS = env.number("EDUPORTAL_SIGN_INS_KEPT_MONTHS", 24, least=6)
EDUPORTAL_IMPORT_DAYS = env.number("EDUPORTAL_IMPORT_DAYS", 90, least=1)
EDUPORTAL_UNCONFIRMED_IMPORT_DAYS = env.number("EDUPORTAL_UNCONFIRMED_IMPORT_DAYS", 30, least=1)
EDUPORTAL_REQUEST_MONTHS = env.number("EDUPORTAL_REQUEST_MONTHS", 24, least=1)
EDUPORTAL_PLAN_MONTHS = env.number("EDUPORTAL_PLAN_MONTHS", 24, least=1)
# Days in which a request for correction is done; 10 to 20 (Luat 91/2025/QH15, from press notes).
EDUPORTAL_CORRECTION_DAYS = env.number("EDUPORTAL_CORRECTION_DAYS", 10, least=1)
# --- how much an account or a node may ask for (docs/decisions/0021) ---
EDUPORTAL_READING_LIMITS = limits.READING
EDUPORTAL_CODES_ELSEWHERE_A_DAY = limits.CODES_ELSEWHERE_A_DAY
EDUPORTAL_SIGNALS, EDUPORTAL_EVIDENCE_LIMIT_BYTES = limits.SIGNALS, limits.EVIDENCE_BYTES
EDUPORTAL_AT_RISK = limits.AT_RISK
EDUPORTAL_VAIN_QUESTIONS_A_DAY = limits.VAIN_QUESTIONS_A_DAY
# --- how many clusters of study topics a student studies in a grade (TT 32/2018, second hand) ---
EDUPORTAL_STUDY_TOPICS = env.number("EDUPORTAL_STUDY_TOPICS", 3, least=1)
# --- exchange (docs/architecture.md, "How one change flows") ---
EXCHANGE_TIMEOUT_SECONDS = env.number("EDUPORTAL_EXCHANGE_TIMEOUT_SECONDS", 60)
EXCHANGE_CLOCK_SKEW_SECONDS = 300
# Who stamps the daily root with the time (RFC 3161; empty: nobody), and its certificates, PEM.
EDUPORTAL_TSA_URL = env.text("EDUPORTAL_TSA_URL", "")
EDUPORTAL_TSA_CERTIFICATES = env.path(
    "EDUPORTAL_TSA_CERTIFICATES", EDUPORTAL_STATE_DIR / "time-stamp-authority.pem"
)
# A node below is silent when it has asked nothing for so long; it compares itself every hour.
EXCHANGE_SILENT_HOURS = env.number("EDUPORTAL_EXCHANGE_SILENT_HOURS", 24, least=2)
# A ministry shows a province's results once so many percent of its classes have arrived.
EDUPORTAL_COVERAGE_LEAST = env.number("EDUPORTAL_COVERAGE_LEAST", 60)
# Whether a decision between two versions needs a second person.
EXCHANGE_DECIDED_BY_TWO = env.flag("EDUPORTAL_EXCHANGE_DECIDED_BY_TWO", default=True)
# Sensitive columns this node asks the nodes below for, as names of schemas (docs/exchange.md).
EXCHANGE_ASKS_FOR = env.items("EDUPORTAL_EXCHANGE_ASKS_FOR")
LOGGING = configuration(env.text("EDUPORTAL_LOG_LEVEL", "INFO"))
