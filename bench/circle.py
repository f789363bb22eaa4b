"""A group of a given size, for the page benches, made by the product's own actions."""

from typing import Any


def make_circle(*, members: int, goals: int, slug: str = "bench") -> tuple[str, str]:
    """A program with one group of `members` people with `goals` goals each, all checked in lately.

    Returns the path of the group's page and the Cookie header of a member of it, who has the same goals in a group of
    any size, one of them due. Needs the environment of bench.stage.
    """
    import django

    django.setup()
    from django.utils import timezone

    from programs.models import Program
    from programs.tenancy import inside
    from tests.cast import PLANS, Person
    from tests.world import Builder, staff_user

    now = timezone.now()
    if Program.objects.filter(slug=slug).exists():
        raise ValueError(f"{slug} is there already")
    build = Builder(f"Program {slug}", slug, staff_user("Ada Bench", f"ada@{slug}.example"), now)
    role = build.staff("facilitator", staff_user("Fay Bench", f"fay@{slug}.example"))
    group = build.group("Owners 1", "Owners", role, seat_count=members)
    for number in range(members):
        person = Person(f"Member {number} Bench", f"{slug} Company {number}", "Madison", "WI", 18, 3, 2)
        user, member = build.seat(person, group)
        build.goals(
            user, member, group, [PLANS[(number - members + turn) % len(PLANS)] for turn in range(goals)], weeks=4
        )
    with inside(build.program, user):
        path = group.get_absolute_url()
    return path, cookies_of(user)


def cookies_of(user: Any) -> str:
    """The Cookie header of a browser in which a user is signed in."""
    from django.conf import settings
    from django.test import Client

    browser = Client()
    browser.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
