"""The base of all page ratios: the same Django, server and database without middleware, with one small view."""

from peergroups.settings import *  # noqa: F403

INSTALLED_APPS = ["programs", "members", "django.contrib.auth", "django.contrib.contenttypes"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.base_urls"
