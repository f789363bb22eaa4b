"""The web process: `granian --interface asginl peergroups.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peergroups.settings")

application = get_asgi_application()
