"""Signing in, sessions, and what a school may do with its accounts."""

from eduportal.settings import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["eduportal.accounts.backends.PortalBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
SESSION_ENGINE = "eduportal.accounts.sessions"
SESSION_COOKIE_AGE = env.number("EDUPORTAL_SESSION_SECONDS", 8 * 3600)
# Without use a session ends earlier. What cannot be undone asks for a proof this young.
EDUPORTAL_IDLE_SECONDS = env.number("EDUPORTAL_IDLE_SECONDS", 30 * 60)
EDUPORTAL_PROOF_SECONDS = env.number("EDUPORTAL_PROOF_SECONDS", 10 * 60)
# One-time links of a school's accounts, and the longest deputation of a head.
EDUPORTAL_LINK_DAYS = env.number("EDUPORTAL_LINK_DAYS", 7, least=1)
EDUPORTAL_DEPUTY_DAYS = env.number("EDUPORTAL_DEPUTY_DAYS", 180, least=1)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
KNOWN_DEVICE_COOKIE_NAME = "known_device"
CSRF_FAILURE_VIEW = "eduportal.core.answers.csrf_failure"
