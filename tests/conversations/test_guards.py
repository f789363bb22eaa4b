"""What the database itself refuses in talk, whatever an action would allow."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from conversations.models import Comment, Reaction, Support, Thread, Win
from conversations.supporting import ask_support
from conversations.talking import answer_thread, ask_group
from conversations.winning import post_win
from groups.actions import appoint_facilitator
from groups.models import FacilitatorTerm
from members.models import Member
from programs.actions import give_role
from programs.models import Role, User
from programs.tenancy import inside


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def thread(world, now):
    with inside(world.heartland, world.member):
        return ask_group(world.group, by=world.member, now=now, title="Who has raised prices?")


@pytest.fixture
def answered(world, now, thread):
    with inside(world.heartland, world.peer):
        return answer_thread(thread, by=world.peer, now=now, kind="experience", text="We did, by ten percent.")


@pytest.fixture
def win(world, now):
    with inside(world.heartland, world.member):
        return post_win(world.group, by=world.member, now=now, text="Signed the big one")


@pytest.fixture
def support(world, now):
    with inside(world.heartland, world.member):
        term = FacilitatorTerm.objects.own().get(group=world.group)
        me = Member.objects.get(user=world.member)
        return ask_support(me, world.group, term, by=world.member, now=now, text="I cannot sleep")


def refused(program, user, act):
    """Whether the database refuses what `act` does as a user, in a savepoint of its own."""
    with inside(program, user), pytest.raises(ProgrammingError), transaction.atomic():
        act()
    return True


def member_of(user):
    return Member.objects.get(user=user)


def test_nobody_writes_into_a_group_in_which_they_do_not_sit(world, now):
    def ask():
        Thread.objects.create(group=world.sibling_group, member=member_of(world.member), by=world.member, title="Hello")

    assert refused(world.heartland, world.member, ask)


def test_nobody_speaks_as_somebody_else(world, thread):
    def as_peer():
        Comment.objects.create(
            group=world.group, thread=thread, member=member_of(world.peer), by=world.peer, text="Me, they say"
        )

    def without_a_member():
        Comment.objects.create(group=world.group, thread=thread, member=None, by=world.member, text="A facilitator")

    assert refused(world.heartland, world.member, as_peer)
    assert refused(world.heartland, world.member, without_a_member)


def test_an_answer_is_in_the_group_of_its_thread(world, thread):
    with inside(world.heartland, world.sibling):
        assert not Thread.objects.filter(pk=thread.pk).exists()

    def elsewhere():
        Comment.objects.create(
            group=world.sibling_group, thread_id=thread.pk, member=member_of(world.sibling), by=world.sibling, text="Hi"
        )

    assert refused(world.heartland, world.sibling, elsewhere)


def test_a_reaction_is_in_the_group_of_what_it_applauds(world, win):
    def elsewhere():
        Reaction.objects.create(
            group=world.sibling_group, win_id=win.pk, member=member_of(world.sibling), by=world.sibling, sort="thanks"
        )

    assert refused(world.heartland, world.sibling, elsewhere)


@pytest.mark.parametrize("who", ["peer", "facilitator"])
def test_nobody_changes_the_words_of_another(world, thread, answered, who):
    user = getattr(world, who)
    with inside(world.heartland, user):
        try:
            with transaction.atomic():
                Thread.objects.filter(pk=thread.pk).update(title="Mine now")
        except ProgrammingError:
            pass
        assert Thread.objects.get(pk=thread.pk).title == "Who has raised prices?"
        Thread.objects.filter(pk=thread.pk).delete()
        assert Thread.objects.filter(pk=thread.pk).exists()


def test_an_author_does_not_move_what_they_said(world, thread):
    with inside(world.heartland, world.member):
        assert Thread.objects.filter(pk=thread.pk).update(title="Other words") == 1
    assert refused(
        world.heartland,
        world.member,
        lambda: Thread.objects.filter(pk=thread.pk).update(said_at=timezone.now() - timedelta(days=400)),
    )


def test_only_who_runs_the_group_pins_a_win_to_a_meeting_of_it(world, win):
    def pin(meeting):
        return lambda: Win.objects.filter(pk=win.pk).update(pinned=meeting)

    assert refused(world.heartland, world.member, pin(world.past_meeting))
    assert refused(world.heartland, world.facilitator, pin(world.sibling_meeting))
    with inside(world.heartland, world.facilitator):
        assert pin(world.past_meeting)() == 1
    assert refused(world.heartland, world.facilitator, lambda: Win.objects.filter(pk=win.pk).update(text="Ours"))


def test_a_win_is_of_ones_own_goal_and_thanks_somebody_at_the_table(world):
    def of_anothers_goal():
        Win.objects.create(
            group=world.group, member=member_of(world.peer), by=world.peer, text="Mine", goal_id=world.goal.pk
        )

    def thanks_to_a_stranger():
        Win.objects.create(
            group=world.group, member=member_of(world.peer), by=world.peer, text="Thanks",
            kudos_to_id=Member.objects.get(user=world.sibling).pk,
        )  # fmt: skip

    assert refused(world.heartland, world.peer, of_anothers_goal)
    assert refused(world.heartland, world.peer, thanks_to_a_stranger)


@pytest.mark.parametrize("who", ["peer", "admin", "sibling", "reviewer"])
def test_support_is_read_by_nobody_else(world, support, who):
    with inside(world.heartland, getattr(world, who)):
        assert not Support.objects.exists()


def test_support_is_not_for_who_facilitates_later(world, support, now):
    user = User.objects.create_user("later@msp.example", "Later")
    with inside(world.heartland, world.admin):
        role = give_role(Role.Kind.FACILITATOR, by=world.admin, user=user)
        appoint_facilitator(world.group, role, by=world.admin, now=now)
    with inside(world.heartland, user):
        assert not Support.objects.exists()
    with inside(world.heartland, world.facilitator):
        assert Support.objects.get().text == "I cannot sleep"


def test_who_is_asked_answers_and_changes_no_word(world, support):
    def rewrite():
        Support.objects.filter(pk=support.pk).update(text="All is well")

    assert refused(world.heartland, world.facilitator, rewrite)
    assert refused(world.heartland, world.member, lambda: Support.objects.filter(pk=support.pk).update(answer="Done"))
    with inside(world.heartland, world.facilitator):
        assert Support.objects.filter(pk=support.pk).update(answer="I call tonight") == 1


def test_support_is_asked_of_somebody_at_the_table(world, now):
    def of_a_stranger():
        Support.objects.create(
            member=member_of(world.member), group=world.group, to=member_of(world.sibling), text="Help"
        )

    assert refused(world.heartland, world.member, of_a_stranger)
    with inside(world.heartland, world.admin):
        foreign = FacilitatorTerm.objects.own().get(group=world.sibling_group).pk

    def of_it():
        Support.objects.create(member=member_of(world.member), group=world.group, term_id=foreign, text="Help")

    assert refused(world.heartland, world.member, of_it)
