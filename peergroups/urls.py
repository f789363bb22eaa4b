"""The map: each room's addresses under /p/<program>/, mail links under /a/, signing in under /accounts/."""

from django.conf import settings
from django.urls import include, path

from programs.admin import operator

urlpatterns = [
    path("", include("programs.urls")),
    path("", include("members.urls")),
    path("", include("groups.urls")),
    path("", include("vetting.urls")),
    path("", include("meetings.urls")),
    path("", include("goals.urls")),
    path("", include("conversations.urls")),
    path("", include("notifications.urls")),
    path("accounts/", include("programs.account_urls")),
    path("operator/", operator.urls),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("programs.demo_urls")), path("demo/", include("notifications.demo_urls"))]

handler500 = "programs.views.errors.server_error"
