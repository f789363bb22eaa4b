"""What the frame of every page needs to know: program, who reads, navigation, theme. Lazy: a fragment asks nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from groups.models import Group
from programs.faces import hue, initials
from programs.tenancy import Standing, standing
from programs.views import demo
from vetting.models import Application

THEMES = ("light", "dark")


def item(key: str, label: str, icon: str, url: str, **more: Any) -> dict[str, Any]:
    """An entry of a menu: `icon` is lucide's name, `url` an absolute path."""
    return {"key": key, "label": label, "icon": icon, "url": url, **more}


def member_items(slug: str, who: Standing) -> list[dict[str, Any]]:
    """The sections of everyday use; the first four stand in the phone's bar."""
    overview = item("overview", "Overview", "gauge", reverse("overview", args=[slug]), go="o")
    items = [overview] if who.is_admin else []
    if who.is_facilitator or "facilitator" in who.roles:
        items.append(item("cockpit", "Cockpit", "radar", reverse("cockpit", args=[slug]), go="c"))
    if who.is_member:
        items += [
            item("today", "Today", "sun", reverse("today", args=[slug]), go="t"),
            item("goals", "Goals", "target", reverse("goals", args=[slug]), go="g"),
        ]
    if who.groups or who.is_admin or who.is_member:
        items.append(item("meetings", "Meetings", "calendar", reverse("meetings", args=[slug]), go="m", short="Meet"))
    items.append(item("groups", "Groups", "users", reverse("groups", args=[slug]), go="h", short="Group"))
    people = "People" if who.is_admin else "Directory"
    items.append(item("directory", people, "contact", reverse("directory", args=[slug])))
    items.append(item("inbox", "Inbox", "bell", reverse("inbox", args=[slug]), go="i"))
    if who.is_reviewer and not who.is_admin:
        items.append(item("applications", "Applications", "inbox", reverse("applications", args=[slug]), go="a"))
    return items


def admin_items(slug: str, to_decide: int | None) -> list[dict[str, Any]]:
    """What a program admin runs; `to_decide` is how many applications wait for them, if the page has counted them."""
    if to_decide is None:
        to_decide = Application.objects.to_decide().order_by().count()
    return [
        item(
            "applications",
            "Applications",
            "inbox",
            reverse("applications", args=[slug]),
            go="a",
            count=to_decide,
        ),
        item("pool", "Pool and offers", "hourglass", reverse("pool", args=[slug])),
        item("agreements", "Agreements", "signature", reverse("agreements", args=[slug])),
        item("import", "Import", "upload", reverse("imports", args=[slug])),
        item("audit", "Audit log", "history", reverse("audit", args=[slug])),
        item("mail_health", "Mail", "mail", reverse("mail_health", args=[slug])),
        item("setup", "Program set-up", "settings", reverse("setup", args=[slug])),
    ]


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html; every value is lazy or free of queries."""
    program = getattr(request, "program", None)
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "",
        "theme_url": reverse("theme"),
        "demo": settings.DEMO,
        "home_url": reverse("home"),
        "help_url": reverse("program_help", args=[program.slug]) if program is not None else reverse("sign_in_help"),
        "grace_days": getattr(request, "grace_days", 0),
    }
    if user := getattr(request, "user", None):
        context["sign_out_url"] = reverse("account_logout") if user.is_authenticated else ""
        context["account_items"] = SimpleLazyObject(lambda: account_items(request))
    if program is not None:
        program.initials = initials(program.name)
        program.url = program.get_absolute_url()
        context |= {"program": program} | people_context(request, program)
    if settings.DEMO:
        context |= demo.bar(request)
    return context


def people_context(request: HttpRequest, program: Any) -> dict[str, Any]:
    """Navigation and standing, for those who are somebody here."""
    if not request.user.is_authenticated or request.path.startswith("/a/"):
        return {}
    who = standing()
    if not who.is_person:
        return {}
    counted = getattr(request, "to_decide", None)
    return {
        "who": who,
        "standing": {
            "member": {
                "name": str(request.user),
                "initials": initials(str(request.user)),
                "hue": hue(who.member_id or request.user.pk),
            },
            "groups": SimpleLazyObject(lambda: own_groups(program, who)),
        },
        "nav_items": SimpleLazyObject(lambda: member_items(program.slug, who)),
        "admin_items": SimpleLazyObject(lambda: admin_items(program.slug, counted)) if who.is_admin else [],
    }


def own_groups(program: Any, who: Standing) -> list[dict[str, str]]:
    """The groups that the reader sits in or facilitates, for the switcher."""
    groups = Group.objects.filter(pk__in=who.groups).values_list("pk", "name")
    return [{"name": name, "url": reverse("group", args=[program.slug, key])} for key, name in groups]


def account_items(request: HttpRequest) -> list[dict[str, Any]]:
    """What a person can do about their own sign-in."""
    items = [item("programs", "My programs", "layout-grid", reverse("home") + "?choose=1")]
    program = getattr(request, "program", None)
    if program is not None and standing().member_id:
        url = reverse("profile", args=[program.slug, standing().member_id])
        items.append(item("profile", "My profile", "user", url))
    if program is not None and standing().is_person:
        items.append(item("mail", "Mail and reminders", "mail", reverse("preferences", args=[program.slug])))
    items.append(item("security", "Sign-in and security", "shield", reverse("account_security")))
    return items
