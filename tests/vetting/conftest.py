"""What the tests of vetting share: people who ask to join Heartland, and being inside it as somebody."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from members.models import City
from programs.models import Track
from programs.tenancy import inside
from vetting.actions.applying import apply
from vetting.actions.judging import judge
from vetting.models import Application


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def cities(db: None) -> None:
    """Some places of geonames: Dayton with a neighbor, and Denver with one, far away."""
    places = {"Dayton": ("OH", 39.759, -84.192), "Kettering": ("OH", 39.690, -84.169),
              "Denver": ("CO", 39.739, -104.985), "Boulder": ("CO", 40.015, -105.271)}  # fmt: skip
    City.objects.bulk_create(
        City(
            id=900_000 + number, name=name, key=City.key_of(name), region=region, country="US", latitude=latitude,
            longitude=longitude, zone="America/New_York" if region == "OH" else "America/Denver", population=100_000,
        )
        for number, (name, (region, latitude, longitude)) in enumerate(places.items())
    )  # fmt: skip


@pytest.fixture
def applicant(world: Any, cities: None, now: datetime) -> Callable[..., Application]:
    """Makes somebody who asks to join Heartland's owners, as a stranger does; weighed unless `weighed` is False."""

    def ask(name: str = "Nora Kessler", *, weighed: bool = True, when: datetime = now, **told: Any) -> Application:
        company = told.pop("company_name", f"{name.rsplit(maxsplit=1)[-1]} Networks")
        email = told.pop("email", f"{name.lower().replace(' ', '.')}@{company.lower().replace(' ', '')}.example")
        later = {key: told.pop(key) for key in ("facts", "competitors", "consent_at", "answers") if key in told}
        with inside(world.heartland, None):
            city = City.objects.filter(key=City.key_of(told.pop("city", "Dayton")), region=told.pop("region", "OH"))
            track = told.pop("track", None) or Track.objects.get(name="Owners")
            told = {"employees": 18, "why_now": "We stopped growing and I want to hear how others went on."} | told
            apply(
                program=world.heartland, track=track, name=name, email=email, company_name=company,
                city=city.first(), now=when, **told,
            )  # fmt: skip
        with inside(world.heartland, world.admin):
            made = Application.objects.get(email=email)
            if later:
                for key, value in later.items():
                    setattr(made, key, value)
                made.save()
            if weighed:
                judge(made, now=when)
        return made

    return ask
