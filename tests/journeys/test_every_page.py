"""Every page of the URL map, opened in a real browser by the people for whom it is meant, seems right.

Who that is stands in tests/house/expectations.py, so a new page is walked as soon as it has its line there. A page that
needs a stage (half a sign-in, an import under way, an empty install) is opened by a test of its own below and named in
STAGED; what is no page at all is named in NO_PAGE, and found out if it is one.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as project
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from goals.models import Goal
from programs import links
from programs.models import Track, User
from programs.tenancy import inside
from programs.views.setup import STEPS
from tests.conftest import owner_connection
from tests.house.expectations import TABLE, Cast
from tests.house.url_map import Address, addresses
from tests.mailbox import code_for
from vetting.actions.applying import apply
from vetting.models import Application

pytestmark = pytest.mark.django_db(transaction=True)

NO_PAGE = {
    "account_email": "leads on to account_security",
    "mfa_index": "leads on to account_security",
    "mfa_login_webauthn": "leads on to account_login, and answers the script of its button",
    "applications_csv": "a download",
    "bell": "a fragment of every page",
    "application_paper": "a download",
    "audit_csv": "a download",
    "goal_first_step": "a download",
    "here_scan": "leads on to here",
    "stuck": "leads on to goal while it is not stuck",
    "win": "leads on to wins",
    "meeting_join": "leads on to the video room",
    "service_worker": "a script",
    "apply_cities": "a fragment of apply",
    "link_application_paper": "a download",
    "link_application_call_file": "a download",
    "offered_companies": "a fragment of member_new",
    "offered_cities": "a fragment of member_new",
    "profile_card": "a vCard",
    "groups_csv": "a download",
    "hand_in_file": "a download",
    "link_calendar_feed": "a calendar",
    "link_join": "on to the video room",
    "directory_csv": "a download",
    "overview_csv": "a download",
    "goal_sheet_pdf": "a download",
    "invitations_csv": "a download",
    "import_sample": "a download",
    "mfa_download_recovery_codes": "a download",
}
"""Addresses that answer a GET with something else than a page, each with what it is."""

STAGED = {
    "account_confirm_login_code": "sign-in",
    "mfa_authenticate": "sign-in",
    "account_security": "sign-in",
    "mfa_reauthenticate": "sign-in",
    "mfa_view_recovery_codes": "sign-in",
    "mfa_generate_recovery_codes": "sign-in",
    "mfa_deactivate_totp": "sign-in",
    "mfa_activate_totp": "sign-in",
    "passkey_new": "sign-in",
    "account_reauthenticate": "sign-in",
    "account_email_verification_sent": "sign-in",
    "account_logout": "sign-in",
    "imports": "import",
    "import_columns": "import",
    "import_run": "import",
    "link_application_section": "application",
    "link_application_papers": "application",
    "start": "install",
    "demo_mailbox": "mailbox",
    "demo_mail": "mailbox",
    "demo_mail_body": "mailbox",
}
"""Pages that need a stage, each with the test below that sets it."""

DIFFERS = {"groups", "group", "goal", "terms", "directory", "profile", "profile_edit"}
"""Pages on which members, facilitators and admins find something else; of the others it is enough that one looks."""

MEANT_FOR = {"anonymous": "anonymous", "owner": "member", "facilitator": "facilitator", "admin": "admin"}
"""Who of the cast opens a page that is open to a relation."""

PAGES = [
    address
    for address in addresses()
    if not address.name.startswith("admin:")  # the operator's pages are Django's own
    and address.name in TABLE  # tests/house/test_walk.py tells when it is not
    and TABLE[address.name].get
    and address.name not in STAGED | NO_PAGE
]


def visitors(address: Address) -> list[str]:
    """The roles that open a page in the walk."""
    relations = TABLE[address.name].relations("GET")
    roles = ["anonymous"] if "anonymous" in relations else [MEANT_FOR[one] for one in MEANT_FOR if one in relations]
    return roles if address.name in DIFFERS else roles[:1]


def urls_of(cast: Cast, role: str) -> Iterator[str]:
    """What a role opens."""
    for address in PAGES:
        if address.name == "setup_step":
            steps = [reverse(address.name, args=[cast.world.heartland.slug, step]) for step in STEPS]
            yield from steps if role in visitors(address) else []
        elif role in visitors(address):
            yield cast.url(address, "own")
    if role == "member":
        yield "/?choose=1"


def opened(page: Page, url: str) -> Page:
    """A page that is here: not led on, and no error."""
    answer = page.goto(url)
    here = page.url.removeprefix(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2])
    assert (answer.status, here) == (200, url)
    expect(page.locator("h1")).to_have_count(1)
    return page


@pytest.fixture
def cast(world) -> Cast:
    """The small world, and one object of each kind in it."""
    made = Cast(world)
    made.file()
    assert made.objects
    return made


@pytest.mark.parametrize("role", MEANT_FOR.values())
def test_every_page_seems_right(role: str, cast: Cast, visit, window_of, look_at):
    page = visit() if role == "anonymous" else window_of(getattr(cast.world, role))
    wrong = [fault for url in urls_of(cast, role) for fault in look_at(opened(page, url))]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out(cast: Cast, visit, window_of):
    """Everything that can be opened is walked above, staged below, or no page: that is asked of the product itself."""
    names = {address.name: address for address in addresses()}
    assert (NO_PAGE | STAGED).keys() <= names.keys()
    assert set(STAGED.values()) == {"sign-in", "import", "application", "install", "mailbox"}
    assert [address.name for address in PAGES if not visitors(address)] == []
    RecoveryCodes.activate(cast.world.member)
    windows = {None: visit(), **{role: window_of(getattr(cast.world, role)) for role in ("member", "admin")}}
    for name in NO_PAGE:
        window = windows.get(visitors(names[name])[-1], windows[None])
        answer = window.request.get(cast.url(names[name], "own"), max_redirects=0)
        assert answer.status in (200, 204, 302), name
        assert "<html" not in answer.text().lower(), f"{name} is a page"


# -- the stages ------------------------------------------------------------------------------------------------------


class Seen:
    """Notes which pages a stage has opened, and what was wrong with them."""

    def __init__(self, look: Callable[[Page], list[str]]) -> None:
        self.look = look
        self.names: set[str] = set()
        self.wrong: list[str] = []

    def __call__(self, page: Page, name: str, *keys: object) -> None:
        """Look at the page that is open, which must be this one."""
        assert page.url.split("?")[0].endswith(reverse(name, args=keys)), page.url
        expect(page.locator("h1")).to_have_count(1)
        self.note(page, name)

    def note(self, page: Page, name: str) -> None:
        """Look at what a window shows of a page."""
        self.names.add(name)
        self.wrong += self.look(page)

    def all_of(self, stage: str) -> None:
        """Nothing was wrong, and nothing left out."""
        assert not self.wrong, "\n".join(self.wrong)
        assert self.names == {name for name, where in STAGED.items() if where == stage}


@pytest.fixture
def seen(look_at) -> Seen:
    return Seen(look_at)


def give_code(page: Page, user: User, seen: Seen) -> None:
    """Sign in with the address and the code from the mail."""
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("6-digit code")).to_be_visible()
    seen(page, "account_confirm_login_code")
    page.get_by_label("6-digit code").fill(code_for(user.email))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_pages_of_sign_in(world, visit, seen):
    totp.TOTP.activate(world.admin, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(world.admin).get_unused_codes()
    page = visit()
    give_code(page, world.admin, seen)
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    seen(page, "mfa_authenticate")
    page.get_by_label("Code", exact=True).fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/p/**")
    for name in ("account_security", "mfa_reauthenticate"):
        page.goto(reverse(name))
        seen(page, name)
    page.get_by_label("Code from your app, or a recovery code").fill(codes[1])
    page.get_by_role("button", name="It is me").click()
    page.wait_for_url("**/p/**")
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        page.goto(reverse(name))
        seen(page, name)
    other = visit()
    give_code(other, world.member, seen)
    other.wait_for_url("**/p/**")
    for name in ("account_security", "account_reauthenticate", "mfa_activate_totp", "passkey_new", "account_logout"):
        other.goto(reverse(name))
        seen(other, name)
    other.goto(reverse("account_security"))
    other.get_by_label("One more address").fill("dana@home.example")
    other.get_by_role("button", name="Add it").click()
    other.wait_for_url("**" + reverse("account_email_verification_sent"))
    seen(other, "account_email_verification_sent")
    seen.all_of("sign-in")


def test_the_pages_of_an_import(world, window_of, seen):
    slug, page = world.heartland.slug, window_of(world.admin)
    page.goto(reverse("imports", args=[slug]))
    seen(page, "imports", slug)
    page.locator("input[type=file]").set_input_files(Path(project.BASE_DIR) / "docs" / "samples" / "roster.csv")
    page.locator("main form button[type=submit]").first.click()
    key = page.url.split("/")[-3]
    seen(page, "import_columns", slug, key)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("60 rows, 57 clean, 3 explained").first).to_be_visible()
    seen(page, "import_run", slug, key)
    page.get_by_role("button", name="Import the 57 clean rows").click()
    expect(page.get_by_text("57 of 60 rows are imported").first).to_be_visible()
    seen(page, "import_run", slug, key)
    page.goto(reverse("imports", args=[slug]))
    seen(page, "imports", slug)
    seen.all_of("import")


def test_the_pages_of_an_application_that_is_being_written(world, visit, seen):
    """Each section of the form is opened in tests/journeys/test_apply.py; here one stands for them."""
    with inside(world.heartland):
        apply(
            program=world.heartland, track=Track.objects.get(name="Owners"), name="Nora Kessler",
            email="nora@kesslerit.example", company_name="Kessler IT", why_now="We stopped growing.", employees=18,
            now=timezone.now(),
        )  # fmt: skip
    with inside(world.heartland, world.admin):
        token = links.token("application", world.heartland.pk, Application.objects.get().pk)
    page = visit()
    for name, *keys in (("link_application_section", token, "goals"), ("link_application_papers", token)):
        page.goto(reverse(name, args=keys))
        seen(page, name, *keys)
    seen.all_of("application")


def test_the_page_of_an_empty_install(visit, seen):
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("truncate programs_program, programs_user cascade")
    page = visit()
    page.goto(reverse("start"))
    seen(page, "start")
    seen.all_of("install")


def test_the_pages_of_the_mailbox(world, post, visit, seen):
    with inside(world.heartland, world.member):
        asked = Goal.objects.values_list("check_in_at", flat=True).get(pk=world.goal.pk)
    post.round(asked + timedelta(minutes=1))
    page = visit()
    page.goto(reverse("demo_mailbox"))
    seen(page, "demo_mailbox")
    page.get_by_role("link", name=world.member.name).click()
    seen(page, "demo_mailbox")
    page.locator("#mails a").first.click()
    key = page.url.split("/")[-2]
    seen(page, "demo_mail", world.member.email, key)
    # The mail's own frame lets no script in, so axe reads it in a window without one.
    letter = visit()
    letter.set_content(page.request.get(reverse("demo_mail_body", args=[world.member.email, key])).text())
    seen.note(letter, "demo_mail_body")
    seen.all_of("mailbox")
