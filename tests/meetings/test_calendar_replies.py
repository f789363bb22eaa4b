"""Answers by mail, as Google, Outlook, Apple and others write them, and all that is none."""

import base64
import quopri
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.calendar import Contact, Entry, request
from meetings.calendar_replies import LARGEST_MAIL, NotAReply, Reply, replies_in

UID = "meeting-1@peers.example"
SAID_AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def event(*lines: str, partstat: str = "ACCEPTED", uid: str = UID) -> str:
    return "\r\n".join((
        "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261123T140500Z", "DTSTART:20261203T150000Z", "SEQUENCE:2",
        f"ATTENDEE;CN=Ann;PARTSTAT={partstat}:mailto:Ann@Acme.example", "SUMMARY:Front Range Owners meeting", *lines,
        "END:VEVENT",
    ))  # fmt: skip


def calendar(*events: str, method: str | None = "REPLY", zone: str = "") -> str:
    said = [f"METHOD:{method}"] if method else []
    zones = [zone] if zone else []
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "PRODID:-//X//EN", "VERSION:2.0", *said, *zones, *events, "END:VCALENDAR", "")
    )


def mail(
    content: str | bytes,
    *headers: str,
    kind: str = "text/calendar; charset=utf-8; method=REPLY",
    encoding: str = "8bit",
    sender: str = "Ann <ann@acme.example>",
) -> bytes:
    """A mail that is nothing but a calendar."""
    content = content.encode() if isinstance(content, str) else content
    written = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    head = (f"From: {sender}", "To: calendar@peers.example", "Subject: Accepted: Front Range Owners meeting",
            "MIME-Version: 1.0", *headers, f"Content-Type: {kind}",
            f"Content-Transfer-Encoding: {encoding}")  # fmt: skip
    return "\r\n".join((*head, "", "")).encode() + written


def parted(*parts: bytes, kind: str = "mixed", headers: str = "From: Ann <ann@acme.example>\r\n") -> bytes:
    """A mail of parts, each of which is a head and a body."""
    head = f'{headers}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="=_b"\r\n\r\n'.encode()
    return head + b"".join(b"--=_b\r\n" + part + b"\r\n" for part in parts) + b"--=_b--\r\n"


def part(content: str, kind: str, *more: str) -> bytes:
    return "\r\n".join((f"Content-Type: {kind}", *more, "", content)).encode()


def attached(content: str, kind: str, name: str) -> bytes:
    coded = base64.encodebytes(content.encode()).decode()
    return part(coded, f'{kind}; name="{name}"', "Content-Transfer-Encoding: base64",
                f'Content-Disposition: attachment; filename="{name}"')  # fmt: skip


WORDS = part("Ann has accepted this invitation.", "text/plain; charset=utf-8")
MADE_UP_ZONE = "\r\n".join((
    "BEGIN:VTIMEZONE", "TZID:Made Up", "BEGIN:STANDARD", "DTSTART:16010101T020000", "TZOFFSETFROM:-0500",
    "TZOFFSETTO:-0600", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE",
))  # fmt: skip
GOOGLE = calendar(event(
    "ORGANIZER;CN=Summit Peers:mailto:calendar@peers.example",
)).replace("PARTSTAT=ACCEPTED", "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;X-NUM-GUESTS=0;\r\n"
           ' X-RESPONSE-COMMENT="I come by train, late"')  # fmt: skip
OUTLOOK = calendar(
    event("COMMENT;LANGUAGE=en-US:On site that day\\, sorry\\n", "X-MICROSOFT-CDO-APPT-SEQUENCE:2", partstat="DECLINED")
    .replace("DTSTART:20261203T150000Z", "DTSTART;TZID=Central Standard Time:20261203T090000"),
    zone=MADE_UP_ZONE.replace("Made Up", "Central Standard Time").replace("SECONDLY", "YEARLY;BYDAY=1SU;BYMONTH=11"),
)  # fmt: skip
ICLOUD = calendar(event().replace(
    "ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED:mailto:Ann@Acme.example",
    "ATTENDEE;CN=Ann;PARTSTAT=TENTATIVE;EMAIL=ann@acme.example:/aMTIz/principal/",
))  # fmt: skip
LATIN = calendar(event("COMMENT:Grüße", partstat="TENTATIVE"))
SEVERAL = event() + "\r\n" + event(uid="meeting-2@peers.example", partstat="DECLINED")
ALL_ATTENDEES = event("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@other.example")
COUNTER = calendar(
    event("COMMENT:Could we do Friday?").replace("20261203T150000Z", "20261204T150000Z"), method="COUNTER"
)

REPLIES = {
    "Google: three forms of the same, by a machine": (
        parted(
            WORDS, part("<p>Yes</p>", "text/html"), part(GOOGLE, 'text/calendar; charset="UTF-8"; method=REPLY'),
            attached(GOOGLE, "application/ics", "invite.ics"),
            headers="From: Ann <ann@acme.example>\r\nAuto-Submitted: auto-generated\r\n",
        ),
        [("accepted", "I come by train, late")],
    ),
    "Outlook: base64, a Windows zone": (
        mail(OUTLOOK, encoding="base64", kind='text/calendar; charset="utf-8"; method=REPLY'),
        [("declined", "On site that day, sorry")],
    ),
    "Apple: quoted-printable beside words": (
        parted(WORDS, part(quopri.encodestring(calendar(event(partstat="TENTATIVE")).encode()).decode(),
                           "text/calendar; method=REPLY", "Content-Transfer-Encoding: quoted-printable")),
        [("tentative", "")],
    ),
    "iCloud: the address beside a key of its own": (mail(ICLOUD), [("tentative", "")]),
    "Thunderbird: an attachment only": (parted(WORDS, attached(calendar(event()), "application/ics", "a.ics")),
                                        [("accepted", "")]),
    "an attachment that only its name tells": (
        parted(WORDS, attached(calendar(event()), "application/octet-stream", "Reply.ICS")), [("accepted", "")]),
    "Latin-1": (mail(LATIN.encode("latin-1"), kind="text/calendar; charset=iso-8859-1"), [("tentative", "Grüße")]),
    "UTF-16": (mail(LATIN.encode("utf-16"), kind="text/calendar; charset=utf-16", encoding="base64"),
               [("tentative", "Grüße")]),
    "a charset that nobody knows": (mail(LATIN, kind="text/calendar; charset=klingon"), [("tentative", "Grüße")]),
    "a byte order mark": (mail(b"\xef\xbb\xbf" + calendar(event()).encode()), [("accepted", "")]),
    "bare line feeds": (mail(calendar(event()).replace("\r\n", "\n")), [("accepted", "")]),
    "the method only beside the type": (mail(calendar(event(), method=None)), [("accepted", "")]),
    "several events": (mail(calendar(SEVERAL)), [("accepted", ""), ("declined", "")]),
    "the answers of others copied along": (mail(calendar(ALL_ATTENDEES)), [("accepted", "")]),
    "an event that says nothing beside one that does": (
        mail(calendar(event(uid="x", partstat="NEEDS-ACTION"), event())), [("accepted", "")]),
    "another time": (mail(COUNTER, kind="text/calendar; method=COUNTER"),
                     [("unknown", "Proposes another time: 2026-12-04 15:00 UTC. Could we do Friday?")]),
    "a zone that would never end": (mail(calendar(event(), zone=MADE_UP_ZONE)), [("accepted", "")]),
    "a calendar of nonsense before the reply": (
        parted(part("BEGIN:NOTHING", "text/calendar"), part(calendar(event()), "text/calendar")), [("accepted", "")]),
    "a nested reply": (
        parted(b'Content-Type: multipart/alternative; boundary="in"\r\n\r\n--in\r\n'
               + part(calendar(event()), "text/calendar; method=REPLY") + b"\r\n--in--"),
        [("accepted", "")],
    ),
}  # fmt: skip

INVITATION = request(
    Entry(UID, 2, datetime(2026, 12, 3, 15, tzinfo=UTC), datetime(2026, 12, 3, 17, tzinfo=UTC), "America/Chicago",
          "Owners meeting", "", "https://peers.example/m/", "", Contact("Summit", "calendar@peers.example")),
    Contact("Ann", "ann@acme.example"), SAID_AT,
).decode()  # fmt: skip
FORWARDED = b"Content-Type: message/rfc822\r\n\r\n" + mail(calendar(event()))
AWAY = "From: ann@acme.example\r\nAuto-Submitted: auto-replied\r\n"

NO_REPLIES = {
    "words only": (b"From: ann@acme.example\r\n\r\nI come.", "no calendar"),
    "nothing at all": (b"", "no calendar"),
    "out of office": (parted(WORDS, headers=AWAY), "automatic"),
    "out of office that quotes our invitation": (
        parted(WORDS, part(INVITATION, "text/calendar; method=REQUEST"), headers=AWAY), "automatic"),
    "a bounce with our invitation in it": (
        parted(WORDS, b"Content-Type: message/rfc822\r\n\r\n" + mail(INVITATION), kind="report"), "automatic"),
    "an old autoresponder": (mail("Away", "X-Autoreply: yes", kind="text/plain"), "automatic"),
    "somebody else's reply, forwarded": (parted(WORDS, FORWARDED), "no calendar"),
    "our own invitation": (mail(INVITATION, kind="text/calendar; method=REQUEST"), "not a reply"),
    "no method": (mail(calendar(event(), method=None), kind="text/calendar"), "not a reply"),
    "no event": (mail(calendar()), "no event"),
    "no uid": (mail(calendar(event(uid=""))), "no answer"),
    "no attendee": (mail(calendar(event().replace("ATTENDEE", "X-ATTENDEE"))), "no answer"),
    "an attendee without an address": (mail(calendar(event().replace("mailto:Ann@Acme.example", "Ann"))), "no answer"),
    "not answered": (mail(calendar(event(partstat="NEEDS-ACTION"))), "no answer"),
    "delegated": (mail(calendar(event(partstat="DELEGATED"))), "no answer"),
    "whose of two nobody can tell": (mail(calendar(ALL_ATTENDEES), sender="eve@x.example"), "no answer"),
    "no calendar under its name": (mail("Hello"), "unreadable"),
    "cut in the middle": (mail(calendar(event())[:90]), "unreadable"),
    "an event without its calendar": (mail(event()), "unreadable"),
    "a calendar of a megabyte": (mail(calendar(event(f"COMMENT:{'x' * 1_000_000}"))), "too big"),
    "a mail of thirty": (b"x" * (LARGEST_MAIL + 1), "too big"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_is_read(name, tmp_path):
    written, expected = REPLIES[name]
    box = tmp_path / "reply.eml"
    box.write_bytes(written)
    found = replies_in(box.read_bytes())
    assert isinstance(found, tuple), found
    assert [(reply.answer, reply.comment) for reply in found] == expected
    for reply in found:
        assert (reply.attendee, reply.from_address, reply.is_from_attendee) == (*["ann@acme.example"] * 2, True)
        assert (reply.sequence, reply.dtstamp) == (2, SAID_AT)
    assert found[0].uid == UID


@pytest.mark.parametrize("name", NO_REPLIES)
def test_what_is_no_answer_says_why(name):
    written, reason = NO_REPLIES[name]
    assert replies_in(written) == NotAReply(reason)


def test_several_events_keep_their_meetings():
    found = replies_in(mail(calendar(SEVERAL)))
    assert [reply.uid for reply in found] == [UID, "meeting-2@peers.example"]


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Eve <eve@x.example>", "eve@x.example"),
        ('"ann@acme.example" <eve@x.example>', "eve@x.example"),
        ("=?utf-8?q?=C3=85nn?= <EVE@x.example>", "eve@x.example"),
        ("nobody", ""),
        ("", ""),
    ],
)
def test_an_answer_for_somebody_else_shows_both_addresses(sender, address):
    (reply,) = replies_in(mail(calendar(event()), sender=sender))
    assert (reply.attendee, reply.from_address) == ("ann@acme.example", address)
    assert not reply.is_from_attendee


def test_who_proposes_another_time_names_it():
    (reply,) = replies_in(mail(COUNTER))
    assert reply.proposed_at == datetime(2026, 12, 4, 15, tzinfo=UTC)
    (reply,) = replies_in(mail(COUNTER.replace("DTSTART:20261204T150000Z", "DTSTART;TZID=Made Up:20261204T150000")))
    assert (reply.proposed_at, reply.comment) == (None, "Proposes another time. Could we do Friday?")


@pytest.mark.parametrize(("written", "sequence"), [("7", 7), ("-1", 0), ("two", 0), ("9" * 40, 0), ("", 0)])
def test_a_sequence_is_a_number_or_none(written, sequence):
    (reply,) = replies_in(mail(calendar(event().replace("SEQUENCE:2", f"SEQUENCE:{written}"))))
    assert reply.sequence == sequence


@pytest.mark.parametrize("written", ["DTSTAMP:yesterday", "DTSTAMP:20261123", "DTSTAMP:20261123T140500", "X-NONE:1"])
def test_when_it_was_said_is_a_moment_or_none(written):
    (reply,) = replies_in(mail(calendar(event().replace("DTSTAMP:20261123T140500Z", written))))
    assert reply.dtstamp is None


def test_a_comment_is_short_and_can_be_printed():
    (reply,) = replies_in(mail(calendar(event(f"COMMENT:a\x07b{'c' * 5000}"))))
    assert reply.comment.startswith("a bc")
    assert len(reply.comment) == 1000


def test_a_mail_of_a_thousand_parts_in_each_other_ends():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(1200))
    assert isinstance(replies_in(deep + mail(calendar(event()))), NotAReply | tuple)


@given(st.binary(max_size=2000))
@example(b"Content-Type: text/calendar; charset=\xff\r\n\r\nBEGIN:VCALENDAR")
def test_no_bytes_raise(written):
    assert isinstance(replies_in(written), NotAReply | tuple)


@given(st.sampled_from([one for one, _ in REPLIES.values()]), st.data())
def test_no_damaged_reply_raises(written, data):
    at = data.draw(st.integers(0, len(written)))
    cut = data.draw(st.integers(0, 40))
    found = replies_in(written[:at] + data.draw(st.binary(max_size=20)) + written[at + cut :])
    assert isinstance(found, NotAReply) or all(isinstance(one, Reply) for one in found)
