"""What people sign: the program's agreement and the charters of its groups, version by version."""

from typing import Any

from django.db import models
from django.utils import timezone

from groups.models import Group, SeatHolder
from members.models import Member, MemberQuerySet
from programs.models import ProgramModel, User
from programs.tenancy import program_manager


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Versions of agreements."""

    def versions(self, kind: "Agreement.Kind", group: Any = None) -> "AgreementQuerySet":
        """Every version of the NDA or of a group's charter, the newest first."""
        return self.filter(kind=kind, group=group).order_by("-number")

    def in_force(self, group: Any = None) -> "list[Agreement]":
        """The newest NDA of the program, and the newest charter of `group` if it is given."""
        asked = models.Q(kind=Agreement.Kind.NDA)
        if group is not None:
            asked |= models.Q(kind=Agreement.Kind.CHARTER, group=group)
        return list(self.filter(asked).order_by("kind", "group_id", "-number").distinct("kind", "group_id"))

    def unsigned_by(self, member: Any) -> "AgreementQuerySet":
        """What somebody, whose key as a member this is, is asked to sign and has not.

        Asked is who sits in a group now: for the NDA, and for the charter of that group. The texts stay behind.
        """
        seats = SeatHolder.objects.current().filter(member=member)
        same = models.Q(kind=Agreement.Kind.NDA) | models.Q(group=models.OuterRef("group"))
        newer = Agreement.objects.filter(same, kind=models.OuterRef("kind"), number__gt=models.OuterRef("number"))
        signed = models.Q(agreement__kind=Agreement.Kind.NDA) | models.Q(agreement__group=models.OuterRef("group"))
        holding = Signature.objects.filter(
            signed, member=member, agreement__kind=models.OuterRef("kind"),
            agreement__number__gte=models.OuterRef("binds_from"),
        )  # fmt: skip
        asked = self.filter(models.Q(group=None) & models.Exists(seats) | models.Q(group__in=seats.values("group")))
        return asked.filter(~models.Exists(newer), ~models.Exists(holding)).defer("text").order_by("-kind", "group_id")


class Agreement(ProgramModel):
    """One version of what people sign: the program's NDA (no group) or a group's charter. Its text never changes.

    A `minor` version mends words, not rules: what was signed before it still holds. `binds_from` is the number of the
    oldest version whose signature holds for this one.
    """

    class Kind(models.TextChoices):
        NDA = "nda", "Confidentiality agreement"
        CHARTER = "charter", "Charter"

    kind = models.CharField(max_length=8, choices=Kind)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="agreements", null=True)
    number = models.PositiveIntegerField()
    binds_from = models.PositiveIntegerField()
    text = models.TextField(max_length=40_000)
    digest = models.CharField("SHA-256 of the text", max_length=64, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = program_manager(AgreementQuerySet)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["program", "kind", "group", "number"], nulls_distinct=False, name="one_agreement_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def asked(self) -> MemberQuerySet:
        """Who is asked to sign: those who sit in a group now, in this one for a charter."""
        holders = SeatHolder.objects.current().filter(member=models.OuterRef("pk"))
        if self.group_id:
            holders = holders.filter(group=self.group_id)
        seated: MemberQuerySet = Member.objects.active().filter(models.Exists(holders))
        return seated

    def unsigned(self) -> MemberQuerySet:
        """Those of them who have signed neither this version nor one whose signature still holds."""
        return self.asked().filter(~models.Exists(Signature.objects.holding(self).filter(member=models.OuterRef("pk"))))

    def counted(self) -> tuple[int, int]:
        """How many are asked to sign, and how many of them have not."""
        holding = Signature.objects.holding(self).filter(member=models.OuterRef("pk"))
        told = self.asked().aggregate(
            asked=models.Count("pk"), lacking=models.Count("pk", filter=~models.Exists(holding))
        )
        return told["asked"], told["lacking"]

    def unsigned_by_group(self) -> list[dict[str, Any]]:
        """For each group with seats held: {group, group__name, asked, unsigned}, the one that lacks most first."""
        seats = SeatHolder.objects.current().filter(member__left_at=None)
        if self.group_id:
            seats = seats.filter(group=self.group_id)
        holding = Signature.objects.holding(self).filter(member=models.OuterRef("member"))
        lacks = models.Count("member", distinct=True, filter=~models.Exists(holding))
        counted = seats.values("group", "group__name").annotate(
            asked=models.Count("member", distinct=True), unsigned=lacks
        )
        return list(counted.order_by("-unsigned", "group__name"))


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures, by what they hold for."""

    def holding(self, agreement: Agreement) -> "SignatureQuerySet":
        """Those that hold for a version: of it, or of any from `binds_from` on, since only words were mended."""
        return self.filter(
            agreement__kind=agreement.kind, agreement__group=agreement.group_id,
            agreement__number__gte=agreement.binds_from,
        )  # fmt: skip


class Signature(ProgramModel):
    """That somebody agreed: to which text, under which name, when; or on paper, as somebody of the staff recorded."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signatures", null=True)
    application_id = models.UUIDField(null=True)
    name = models.CharField("as typed", max_length=120)
    digest = models.CharField("of the text that was signed", max_length=64)
    at = models.DateTimeField(default=timezone.now)
    on_paper = models.DateField("signed on paper on", null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = program_manager(SignatureQuerySet)

    class Meta:
        indexes = (models.Index(fields=["program", "member"], name="signature_of_member"),)

    def __str__(self) -> str:
        return f"Signed {self.at:%Y-%m-%d}"
