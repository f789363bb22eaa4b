"""The demo's personas: who one can be with one press. The demo world makes the same people."""

from dataclasses import dataclass

from django.urls import reverse

ADMIN = ("Priya Raman", "priya.raman@heartland.example")
FACILITATOR = ("Frank Ortiz", "frank.ortiz@heartland.example")


@dataclass(frozen=True)
class Persona:
    """A sample person: what to call them, why one would be them, the address by which their user is found.

    `lands` is the path on which they begin: where their work of the day is.
    """

    label: str
    note: str
    email: str
    lands: str = "/"

    @property
    def key(self) -> str:
        """Their part of an address: the name before the @."""
        return self.email.partition("@")[0].replace(".", "-")


PERSONAS = (
    Persona("Dana, a member", "Owner of Northwind IT, sits in Owners 1", "dana.whitfield@northwindit.example"),
    Persona("Frank, a facilitator", "Runs the groups of Heartland MSP Circle", FACILITATOR[1]),
    Persona("Priya, a program admin", "Runs Heartland MSP Circle", ADMIN[1], "/p/heartland/applications/"),
    Persona("Sam, of another group", "Owner of BluePeak IT, sits in Owners 2", "sam.okafor@bluepeakit.example"),
    Persona(
        "Mia, of another program", "Owner of Ridgeline Tech, in Summit Peers", "mia.castellano@ridgelinetech.example"
    ),
)

OPERATOR = Persona("Somebody with an empty program", "Runs the platform", "olive.tran@peergroups.example", "/start/")
"""Who may found a program of their own in the demo. They are in none, so they are not offered among the others."""


def personas() -> list[dict[str, str]]:
    """The personas as buttons: [{label, note, url, email, first}], `first` being what they are called."""
    return [
        {"label": one.label, "note": one.note, "url": reverse("demo_sign_in", args=[one.key]), "email": one.email}
        | {"first": one.label.partition(",")[0]}
        for one in PERSONAS
    ]
