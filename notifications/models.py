"""The post: who hears of what (Notice), what is sent and where it stands (Delivery), and what nobody wants."""

import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class Kind(models.TextChoices):
    """What a mail is about."""

    SIGN_IN_CODE = "sign_in_code", "Sign-in code"
    ACCOUNT = "account", "Your sign-in"
    INVITATION = "invitation", "Invitation"
    CHECK_IN = "check_in", "Check-in reminder"
    TERM = "term", "New facilitator"
    APPLICATION = "application", "Your application is here"
    APPLICATION_LINK = "application_link", "The link to your application"
    APPLICATION_DECIDED = "application_decided", "News about your application"
    APPLICATION_WORD = "application_word", "The word that was promised"
    APPLICATION_ENDED = "application_ended", "Your application ended"
    APPLICATION_WITHDRAWN = "application_withdrawn", "You took your application back"
    OFFER = "offer", "A seat for you"
    OFFER_REMINDER = "offer_reminder", "A seat is held for you"
    OFFER_EXTENDED = "offer_extended", "A seat is held longer"
    OFFER_ENDED = "offer_ended", "An offer ended"
    OFFER_LOST = "offer_lost", "Somebody was quicker"
    OFFER_WITHDRAWN = "offer_withdrawn", "An offer was taken back"
    OFFER_ACCEPTED = "offer_accepted", "Welcome"
    REFERENCE = "reference", "A question to a referee"
    CANDOR = "candor", "Could you speak freely?"
    CANDOR_NO = "candor_no", "Somebody could not speak freely"
    PROMISE = "promise", "A promised date passed"
    OFFER_DECLINED = "offer_declined", "A seat was declined"
    AGREEMENT = "agreement", "Something to sign"
    BUDDY = "buddy", "A newcomer and their buddy"
    NEWCOMER = "newcomer", "How a newcomer arrives"
    INTEREST = "interest", "Did you ask to be told?"
    INTAKE = "intake", "The next intake opens"
    INTERVIEW = "interview", "A call with you"
    INTERVIEW_OFF = "interview_off", "A time for a call is gone"
    INTERVIEW_HOST = "interview_host", "A call with an applicant"
    APPROVAL = "approval", "Your group is asked"
    SPONSOR = "sponsor", "Do you vouch for them?"
    VISIT = "visit", "A visit"
    VISIT_AFTER = "visit_after", "How was the visit?"
    VISIT_GROUP = "visit_group", "How was the visitor?"
    VISIT_OFF = "visit_off", "A visitor does not come"
    MEETING = "meeting", "A meeting comes nearer"
    RSVP = "rsvp", "Do you come?"
    MEETING_DAY = "meeting_day", "Your meeting is here"
    TRAVEL = "travel", "Your way to a meeting"
    DATE_POLL = "date_poll", "When can you?"
    MEETING_INVITED = "meeting_invited", "A calendar invitation"
    MEETING_OFF = "meeting_off", "A meeting leaves your calendar"
    MEETING_YEAR = "meeting_year", "The dates of your group"
    LETTER = "letter", "A letter from somebody"
    NEEDS_YOU = "needs_you", "Morning mail"
    RECAP = "recap", "Recap of a meeting"
    OFFER_DOUBTED = "offer_doubted", "A group has turned against an offer"
    STANDS_IN = "stands_in", "You stand in"
    STALLED = "stalled", "A goal without news"
    PARTNER = "partner", "News for an accountability partner"
    SUPPORT = "support", "Somebody needs support"
    KUDOS = "kudos", "Applause"
    TALK = "talk", "Talk that concerns you"
    DIGEST = "digest", "Your week"
    CLOSING_WORDS = "closing_words", "The last word of a meeting"
    ADMIN_DIGEST = "admin_digest", "What waits in a program"
    COMMITMENT = "commitment", "A promise comes due"
    REPLY = "reply", "About your reply by mail"


class Urgency(models.TextChoices):
    """The class of a delivery: what binds it. Window and caps bind nudges and digests only."""

    SECURITY = "security", "Security"
    ANSWER = "answer", "Answer"
    NUDGE = "nudge", "Nudge"
    DIGEST = "digest", "Digest"


class Notice(models.Model):
    """Somebody should hear of something: one row per recipient, kind, object and window, however often it is found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField()
    recipient_id = models.UUIDField("a user, or the invitation of somebody who is none yet")
    kind = models.CharField(max_length=24, choices=Kind)
    object_id = models.UUIDField()
    window = models.DateTimeField("the occurrence that was due")
    delivery_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField("when its recipient saw it in the inbox", null=True, blank=True)

    objects = program_manager(column="program_id")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program_id", "recipient_id", "kind", "object_id", "window"], name="one_notice_of_an_occurrence"
            ),
        )
        indexes = (
            models.Index(
                fields=["recipient_id", "kind"], condition=models.Q(delivery_id=None), name="notice_without_delivery"
            ),
            models.Index(fields=["program_id", "recipient_id", "-created_at"], name="notice_of_recipient"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Delivery(models.Model):
    """One mail and where it stands. Wordless: what it says is rendered when it leaves, or kept in DeliveryWords.

    `fence` is the token of the worker that holds it until `lease_until`, by the database's clock; a worker whose token
    is gone, or whose lease has ended, must not send. Only notifications/ledger.py moves a delivery on.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        CLAIMED = "claimed", "Being written"
        SENDING = "sending", "Leaving"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused"
        UNCONFIRMED = "unconfirmed", "Unconfirmed"
        BOUNCED = "bounced", "Came back"
        EXPIRED = "expired", "Too late to send"
        NOT_NEEDED = "not_needed", "No longer needed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    address = models.EmailField("where it went, or must go whoever the user is", blank=True)
    kind = models.CharField(max_length=24, choices=Kind)
    urgency = models.CharField(max_length=8, choices=Urgency)
    state = models.CharField(max_length=11, choices=State, default=State.PENDING)
    zone = models.CharField("time zone of the send window", max_length=64, default="UTC")
    slot_at = models.DateTimeField("the hour that its reader chose for it", null=True, blank=True)
    send_at = models.DateTimeField(default=timezone.now)
    hold_until = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField("tries that failed", default=0)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField("when it left", null=True)
    asks = ArrayField(models.UUIDField(), null=True, verbose_name="what a reply answers, in the order of its numbers")
    again_of = models.UUIDField("the delivery that an admin had sent once more", null=True)

    objects = program_manager(column="program_id")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(
                fields=["program_id", "user_id", "kind"],
                condition=models.Q(state="pending", urgency__in=["nudge", "digest"]),
                name="one_pending_nudge_of_a_kind",
            ),
        )
        indexes = (
            models.Index(fields=["urgency", "send_at"], condition=models.Q(state="pending"), name="delivery_pending"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state__in=["claimed", "sending"]), name="delivery_leased"
            ),
            models.Index(fields=["user_id", "urgency", "sent_at"], name="delivery_of_user"),
            models.Index(fields=["program_id", "-created_at"], name="delivery_of_program"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class AddressTrouble(models.Model):
    """An address that takes no mail, or whose reader called one unwanted. No nudge of that program goes there.

    Refused, it is free again when another mail arrives there; else when its owner signs in by mail or answers one, when
    an admin frees it, or when they take another address (notifications/bouncing.py).
    """

    class Kind(models.TextChoices):
        REFUSED = "refused", "Refused by its server"
        BOUNCED = "bounced", "Mail came back"
        FULL = "full", "Mail came back three times"
        UNWANTED = "unwanted", "Called mail unwanted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField("whose mail was refused; none for sign-in mail", null=True)
    user_id = models.UUIDField("whose address it is, if they have a sign-in", null=True)
    address = models.EmailField("in lower case")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REFUSED)
    failure = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)
    freed_at = models.DateTimeField("when an admin freed it", null=True, blank=True)

    objects = program_manager(column="program_id")

    class Meta:
        verbose_name_plural = "address troubles"
        constraints = (
            models.UniqueConstraint(
                fields=["program_id", "address"], nulls_distinct=False, name="one_trouble_of_an_address"
            ),
        )
        indexes = (models.Index(fields=["address"], name="trouble_of_address"),)

    def __str__(self) -> str:
        return f"Trouble since {self.since:%Y-%m-%d}"


class MailReport(models.Model):
    """What came back about one mail: it did not arrive, for good or this time, or its reader calls it unwanted."""

    class Kind(models.TextChoices):
        HARD = "hard", "It will never arrive there"
        SOFT = "soft", "It did not arrive this time"
        COMPLAINT = "complaint", "Its reader calls it unwanted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField(null=True)
    delivery_id = models.UUIDField()
    address = models.EmailField("in lower case")
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager(column="program_id")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program_id", "delivery_id", "kind"], nulls_distinct=False, name="one_report_of_a_mail"
            ),
        )
        indexes = (models.Index(fields=["address", "kind", "at"], name="report_of_address"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d}"


class MailReply(models.Model):
    """One reply by mail that was dealt with: its key (of its Message-ID), and what became of it. Never what it says."""

    class Became(models.TextChoices):
        SAVED = "saved", "Saved"
        ASKED_BACK = "asked", "Asked back"
        NOT_THEIRS = "foreign", "From another address"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program_id = models.UUIDField()
    user_id = models.UUIDField()
    delivery_id = models.UUIDField()
    key = models.CharField(max_length=32)
    became = models.CharField(max_length=7, choices=Became)
    at = models.DateTimeField(default=timezone.now)

    objects = program_manager(column="program_id")

    class Meta:
        verbose_name_plural = "mail replies"
        constraints = (models.UniqueConstraint(fields=["program_id", "delivery_id", "key"], name="one_reply_of_a_key"),)
        indexes = (models.Index(fields=["program_id", "user_id", "-at"], name="reply_of_user"),)

    def __str__(self) -> str:
        return f"{self.became} at {self.at:%Y-%m-%d}"


class DeliveryWords(models.Model):
    """Words that were given when a delivery was made (a sign-in code). Gone when it is sent."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, primary_key=True, related_name="words")
    program_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)

    objects = program_manager(column="program_id")

    def __str__(self) -> str:
        return "Words of a delivery"


class Preference(ProgramModel):
    """What a person does not want to be mailed about: a kind muted for good, or until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind)
    muted_until = models.DateTimeField(null=True, blank=True)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "user", "kind"], name="one_preference_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} muted"


class Family(models.TextChoices):
    """The six rows in which a person chooses how mail reaches them; families.py says which kind is of which."""

    GOALS = "goals", "Goals and promises"
    MEETINGS = "meetings", "Meetings"
    PEOPLE = "people", "People"
    DIGEST = "digest", "My week"
    ADMIN = "admin", "Running groups and the program"
    OFFERS = "offers", "Who joins us"


class Way(models.TextChoices):
    """How what one need not hear at once reaches a person."""

    MAIL = "mail", "Mail"
    APP = "app", "In the app"
    OFF = "off", "Off"


class Channel(ProgramModel):
    """How a family of mail reaches a person in one program, where they chose otherwise than by mail."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=8, choices=Family)
    way = models.CharField(max_length=4, choices=Way)

    objects = program_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["program", "user", "family"], name="one_channel_of_a_family"),)

    def __str__(self) -> str:
        return f"{self.family} by {self.way}"


def weekend() -> list[int]:
    """The days on which nobody gets reminders unless they choose otherwise, 0 is Monday."""
    return [5, 6]


class MailHours(models.Model):
    """When a person's reminders and digests may leave, in all their programs alike. Who chose nothing has no row."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="+")
    opens = models.TimeField("earliest", default=time(7, 30))
    closes = models.TimeField("latest", default=time(18, 0))
    quiet_days = ArrayField(
        models.PositiveSmallIntegerField(), default=weekend, blank=True, verbose_name="days without any, 0 is Monday"
    )
    keeps_holidays = models.BooleanField("none on public holidays either", default=True)
    digest_weekday = models.PositiveSmallIntegerField("day of the digest, 0 is Monday", default=2)
    digest_time = models.TimeField("hour of the digest", default=time(10, 30))
    paused_until = models.DateField("none before this day", null=True, blank=True)

    class Meta:
        verbose_name_plural = "mail hours"

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"


class Seen(ProgramModel):
    """How far somebody has looked at what is new in a group: the digest tells only what came after."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    group_id = models.UUIDField()
    at = models.DateTimeField()

    objects = program_manager()

    class Meta:
        verbose_name_plural = "seen"
        constraints = (models.UniqueConstraint(fields=["program", "user", "group_id"], name="one_seen_of_a_group"),)

    def __str__(self) -> str:
        return f"Seen up to {self.at:%Y-%m-%d %H:%M}"
