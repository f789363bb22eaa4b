"""`manage.py demo_mail`: the local mail server on EMAIL_URL's port, until it is told to stop.

Mails are kept in MAIL_ACCEPT_LOG, where the demo's mailbox page shows them. Without that folder they are forgotten.
"""

import ipaddress
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.smtpd import Sink, serving


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
        if not is_loopback(host):
            raise CommandError(f"{host} is not this machine. The local mail server takes no mail from the network.")
        stops = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, stops)
        try:
            with serving(Sink(Path(settings.MAIL_ACCEPT_LOG) if settings.MAIL_ACCEPT_LOG else None), host, port):
                self.stdout.write(f"Mail is taken at {host}:{port}")
                self.stdout.flush()
                signal.sigwait(stops)
        except OSError as problem:
            raise CommandError(f"Port {port} cannot be used for mail ({problem.strerror}).") from problem


def is_loopback(host: str) -> bool:
    """Whether an address of EMAIL_URL can only be reached from this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
