"""The base view: one indexed query and a template of 300 bytes."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from members.models import City

TEMPLATE = engines["django"].from_string(
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{{ city.name }}</title></head><body><main>"
    "<h1>{{ city.name }}</h1><p>{{ city.region }}, {{ city.country }}</p><p>{{ city.population }} people live here, at "
    "{{ city.latitude }}, {{ city.longitude }}.</p><p>Clocks follow {{ city.zone }}.</p></main></body></html>"
)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One row by its key, in a page."""
    return HttpResponse(TEMPLATE.render({"city": City.objects.get(pk=pk)}))


urlpatterns = [path("one/<int:pk>/", one)]
