"""The URL map as a flat list, for the tests that walk it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its name with namespace ("goal", "admin:index"), its route and its view."""

    name: str
    route: str
    view: Any

    @property
    def arguments(self) -> list[str]:
        """The names of its arguments, in order."""
        return [part.split(">")[0].split(":")[-1] for part in self.route.split("<")[1:]]


def addresses(resolver: Any = None, route: str = "", namespace: str = "") -> Iterator[Address]:
    """Every address that the project answers."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, here, inner)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", here, entry.callback)
