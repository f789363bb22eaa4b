"""The sender test: a mail that really leaves, and records in plain words. No name server is asked here but our own."""

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.resolver
import dns.rrset
import pytest

from notifications.sender_test import FOUND, NOT_CHECKABLE, NOT_FOUND, Resolver, check_sender, records_of
from peergroups.machine import any_port

ZONE = {
    "msp.org.": ["v=spf1 include:_spf.msp.org -all", "something else"],
    "s1._domainkey.msp.org.": ["v=DKIM1; k=rsa; p=MIGf"],
    "_dmarc.msp.org.": ["v=DMARC1; p=none"],
}


def name_server(answers: dict[str, list[str]]) -> tuple[socket.socket, int]:
    """A name server of our own on loopback that knows these TXT records and says NXDOMAIN to the rest."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                packet, asker = server.recvfrom(4096)
            except OSError:
                return
            question = dns.message.from_wire(packet)
            reply = dns.message.make_response(question)
            name = question.question[0].name
            if texts := answers.get(str(name)):
                reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{text}"' for text in texts)))
            else:
                reply.set_rcode(3)
            server.sendto(reply.to_wire(), asker)

    threading.Thread(target=serve, daemon=True).start()
    return server, server.getsockname()[1]


@pytest.fixture
def world_of_names(monkeypatch) -> Iterator[None]:
    """The machine's name server is ours."""
    server, port = name_server(ZONE)
    ours = dns.resolver.Resolver(configure=False)
    ours.nameservers, ours.port = ["127.0.0.1"], port
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: ours)
    yield
    server.close()


def states(domain: str, selector: str = "") -> dict[str, str]:
    return {record.name: record.state for record in records_of(domain, selector, 3)}


def test_records_that_are_there_are_found(world_of_names):
    assert states("msp.org") == {"SPF": FOUND, "DKIM": FOUND, "DMARC": FOUND}


def test_records_of_a_subdomain_and_a_selector_that_is_given(world_of_names):
    assert states("mail.msp.org", "other") == {"SPF": NOT_FOUND, "DKIM": NOT_FOUND, "DMARC": FOUND}


def test_missing_records_say_what_to_do(world_of_names):
    spf, _, dmarc = records_of("nothing.org", "", 3)
    assert spf.said.startswith("Add a TXT record at nothing.org")
    assert "_dmarc.nothing.org" in dmarc.said


def test_a_domain_that_is_none_is_not_checkable():
    assert set(states("peergroups.example").values()) == {NOT_CHECKABLE}


def test_without_a_name_server_nothing_is_checkable_and_nobody_waits_long(monkeypatch):
    silent = dns.resolver.Resolver(configure=False)
    silent.nameservers, silent.port = ["127.0.0.1"], any_port(0)
    monkeypatch.setattr(dns.resolver, "Resolver", lambda: silent)
    assert Resolver(0.6).record("SPF", ["msp.org"], "v=spf1", "").state == NOT_CHECKABLE
    assert {record.state for record in records_of("msp.org", "", 0.6)} == {NOT_CHECKABLE}


def test_the_mail_really_leaves(server):
    report = check_sender("ana@example.com", timeout=5)
    assert report.sent
    (mail,) = server.mails
    assert mail["To"] == "ana@example.com"
    assert [record.name for record in report.records] == ["SPF", "DKIM", "DMARC"]


def test_a_refusal_is_told_in_the_servers_words(server):
    server.says["no@example.com"] = "550 5.7.1 Sender not allowed"
    report = check_sender("no@example.com", timeout=5)
    assert not report.sent
    assert "550 5.7.1 Sender not allowed" in report.said


def test_a_server_that_is_not_there_is_named(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", any_port(0)
    report = check_sender("ana@example.com", timeout=2)
    assert not report.sent
    assert "EMAIL_URL names the mail server" in report.said
