"""What happened to mail, in words (programs/deeds.py). What people chose about theirs is no matter for the audit."""

from django.db.models import F

from programs.deeds import Thing

DEEDS = {
    "address.freed": "had reminders go to an address again",
    "address.held": "kept reminders from an address again",
    "delivery.sent_again": "had a mail sent once more",
    "delivery.taken_back": "took back a mail that was to be sent once more",
}

THINGS = {
    "notifications.addresstrouble": Thing("address", F("address"), "mail_health", whole=True),
    "notifications.delivery": Thing("mail", None, "mail_health", whole=True),
}

OF_A_GROUP = {
    "mail.stopped": "stopped a kind of mail",
    "mail.paused": "paused a kind of mail",
    "mail.taken_up": "took a kind of mail up again",
    "mail.put_off": "asked to be reminded later",
    "mail.chosen": "chose how mail reaches them",
    "mail.hours_chosen": "chose when mail reaches them",
    "mail.all_paused": "paused all reminders",
    "mail.all_taken_up": "took reminders up again",
}
