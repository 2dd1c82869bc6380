"""The profile of a real installation. Every value comes from the environment; `.env.example` lists them."""

from . import env
from .base import *  # noqa: F403 - a profile is its base and what it changes
from .base import BASE_URL, CONTENT_HOST

SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS"), f".{CONTENT_HOST}"]
CONTENT_SCHEME_AND_PORT = ("https", 443)
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies write X-Forwarded-For before us: from it come the addresses of sign-in limits and of the device list.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)

REDIS_URL = env.secret("REDIS_URL", "")
if REDIS_URL:
    # Rate limits count over all processes; with one cache a process each, every limit would be multiplied.
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
