"""The forms of those who vet, and of whom they ask. What an applicant fills in is in vetting.forms."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from groups.models import Group
from programs.conflict import VersionField
from programs.models import Role, User
from vetting import states
from vetting.models import Opinion, VettingRules

LONGEST_QUESTION = 300


def lines(label: str, most: int, rows: int = 2, **kwargs: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": rows}), **kwargs)


class DecisionForm(forms.Form):
    """One decision: its reason, words for the applicant, a note for staff, and for "more" what is asked.

    `calls` tells whether the program has switched on calls: only then can they be asked to choose a time for one.
    """

    reason = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose a reason from the row."},
    )
    asked = forms.MultipleChoiceField(
        label="Ask them", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "What is missing has changed. Look at the list again."},
    )  # fmt: skip
    words = lines("To them", 1000, required=False)
    note = lines("Note for staff", 2000, required=False)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, decision: states.Decision, data: Any = None, *, missing: Iterable[str] = (), calls: bool = False
    ) -> None:
        super().__init__(data, auto_id=f"{decision}_%s")
        self.decision = decision
        self.reasons = [one for one in states.REASONS[decision] if calls or (decision, one.key) != states.CALL_FIRST]
        self.fields["reason"].choices = [(one.key, one.chip) for one in self.reasons]  # type: ignore[attr-defined]
        if decision == states.Decision.MORE:
            questions = [one[:LONGEST_QUESTION] for one in missing]
            self.fields["asked"].choices = [(one, one) for one in questions]  # type: ignore[attr-defined]
            self.fields["asked"].initial = questions
        else:
            del self.fields["asked"]

    @property
    def chosen(self) -> str:
        """The key of the chip that is chosen."""
        return str(self.data.get("reason", "")) if self.is_bound else str(self.initial.get("reason", ""))


REASONS_FOR_SEVERAL = [
    (one.key, one.chip)
    for one in states.REASONS[states.Decision.MORE]
    if (states.Decision.MORE, one.key) != states.CALL_FIRST  # a call is arranged with one
]


class QuestionsForm(forms.Form):
    """Several are asked for more: one reason and one line for all of them."""

    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose a reason"), *REASONS_FOR_SEVERAL],
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose a reason from the list."},
    )
    words = forms.CharField(label="A line to each of them", max_length=300, required=False)
    open_questions = forms.BooleanField(label="Ask each their own open questions too", required=False, initial=True)


class NoteForm(forms.Form):
    """What was heard in a call."""

    words = lines(
        "What you heard", 4000, 3, error_messages={"required": "Write a line about the call first."}
    )  # fmt: skip


class StepForm(forms.Form):
    """What happens next."""

    words = forms.CharField(
        label="What comes next", max_length=200, error_messages={"required": "Say what comes next."}
    )
    on = forms.DateField(
        label="By",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "Choose a day such as 2026-11-22."},
        validators=[
            MinValueValidator(date(2000, 1, 1), "Choose a day of this century."),
            MaxValueValidator(date(2099, 12, 31), "Choose a day of this century."),
        ],
    )
    owner = forms.ModelChoiceField(
        label="Who", queryset=User.objects.none(), required=False, empty_label="Nobody yet",
        error_messages={"invalid_choice": "Choose a program admin or reviewer of this program."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Role.objects.held().filter(kind__in=(Role.Kind.ADMIN, Role.Kind.REVIEWER)).values("user")
        self.fields["owner"].queryset = User.objects.filter(pk__in=staff)  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """What a reviewer thinks."""

    view = forms.ChoiceField(
        label="Your view", choices=Opinion.View.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the three."},
    )  # fmt: skip
    words = lines("Why", 2000, 3, required=False)


class RefereeForm(forms.Form):
    """Whom to ask about an applicant."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Who is it?"})
    email = forms.EmailField(
        label="E-mail address", error_messages={"required": "Add the address, so that we can write to them."}
    )
    relation = forms.CharField(label="How they know each other", max_length=120, required=False)


class ReferenceForm(forms.Form):
    """What a referee is asked. The answers are kept under these names."""

    known = lines(
        "How do you know them?", 600,
        error_messages={"required": "A few words are enough: since when, and from what."},
    )  # fmt: skip
    together = forms.ChoiceField(
        label="Would you sit in a group with them for a year?",
        choices=[("yes", "Yes"), ("perhaps", "Perhaps"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the three."},
    )
    brings = lines("What would they bring to others?", 1000, required=False)
    beware = lines("Is there anything the program should know?", 1000, required=False)


class RulesForm(forms.Form):
    """How a program welcomes people: the steps that it may switch on. Its names are VettingRules' own."""

    opinions = forms.IntegerField(
        label="Opinions of reviewers", min_value=0, max_value=9,
        help_text="Each writes before they see what others wrote; opinions open when so many are in. 0 is none.",
    )  # fmt: skip
    references = forms.IntegerField(
        label="References", min_value=0, max_value=5,
        help_text="So many people an applicant names, and you may ask them by mail. 0 is none.",
    )  # fmt: skip
    candor = forms.BooleanField(
        label="Before an offer, ask the group: could you speak freely with them?", required=False,
        help_text="A no goes to the facilitator of the group alone. You see being checked, clear or blocked.",
    )  # fmt: skip
    candor_by_phone = forms.BooleanField(
        label="The facilitator asks by phone", required=False,
        help_text="They record how it came out. Nobody is asked by mail.",
    )  # fmt: skip
    interview = forms.BooleanField(
        label="Before an offer, talk with them", required=False,
        help_text="You publish times, they choose one on their page. You note that the call took place.",
    )  # fmt: skip
    sponsor = forms.BooleanField(
        label="Before an offer, a member vouches for them", required=False,
        help_text="They name somebody, or you choose. They never learn whether whom they named is a member.",
    )  # fmt: skip
    approval = forms.ChoiceField(
        label="Before an offer, how is the group asked whether they may join?", choices=Group.Approval.choices,
        help_text="A group may choose another way in its settings. Votes count by seat and are private to who votes; "
        "an objection goes to the facilitators alone. Silence is never a yes.",
    )  # fmt: skip
    visit = forms.BooleanField(
        label="Before an offer, they visit a meeting, and both sides say yes", required=False,
        help_text="They sign the confidentiality agreement first, and see the group in outline. A no of either side "
        "halts the seat.",
    )  # fmt: skip
    payment = forms.BooleanField(
        label="Payment or a contract must be in place before a seat is offered", required=False,
        help_text="The tick for it is in the file.",
    )  # fmt: skip
    next_in_line = forms.BooleanField(
        label="When an offer ends, the next in line gets it by itself", required=False,
        help_text="Otherwise the seat waits until you offer it.",
    )  # fmt: skip
    offer_days = forms.IntegerField(
        label="An offer is held for", min_value=1, max_value=30, help_text="Until 5 pm of the last day."
    )
    keep_declined_days = forms.IntegerField(
        label="A declined file is kept for", min_value=30, max_value=3650,
        help_text="Then it is deleted, with everything in it.",
    )  # fmt: skip
    version = VersionField(min_value=0)

    @classmethod
    def of(cls, rules: VettingRules) -> "RulesForm":
        """The form, filled in with the rules as they are."""
        return cls(initial={name: getattr(rules, name) for name in cls.base_fields} | {"version": version_of(rules)})

    def told(self) -> dict[str, Any]:
        """What was set, by the names of VettingRules."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def version_of(rules: VettingRules) -> int:
    """The version of the rules; 0 while a program has set none."""
    return 0 if rules._state.adding else rules.version
