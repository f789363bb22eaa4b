"""What happened to people and companies, in words for the audit (programs/deeds.py)."""

from programs.deeds import Thing

DEEDS = {
    "company.added": "added a company",
    "company.changed": "changed a company",
    "member.added": "added somebody",
    "member.changed": "changed a profile",
    "member.joined": "joined",
    "member.merged": "made two records of a person one",
    "people.exported": "downloaded the people",
    "invitation.sent": "sent an invitation",
    "invitation.withdrawn": "withdrew an invitation",
    "invitation.renewed": "sent an invitation anew",
    "invitation.accepted": "accepted an invitation",
    "invitations.exported": "downloaded the invitations",
    "import.started": "began an import",
    "import.columns_chosen": "chose the columns of an import",
    "import.discarded": "discarded an import",
    "import.done": "finished an import",
}

OF_A_GROUP: dict[str, str] = {
    "away.added": "is away for some days",
    "away.dropped": "is there after all",
}

THINGS = {
    "members.company": Thing("company", page="company_edit"),
    "members.member": Thing("person", page="profile"),
    "members.invitation": Thing("invitation", page="invitations", whole=True),
    "members.importrun": Thing("import", None, "import_run"),
}
