"""What people chose about their mail, in words (programs/deeds.py). It is theirs, and no matter for the audit."""

DEEDS: dict[str, str] = {}

OF_A_GROUP = {
    "mail.stopped": "stopped a kind of mail",
    "mail.paused": "paused a kind of mail",
    "mail.taken_up": "took a kind of mail up again",
    "mail.put_off": "asked to be reminded later",
}
