"""`manage.py make_demo`: the sample programs, once. The tests start from the same world, smaller (`--small`)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programs.demo import OPERATOR, PERSONAS
from programs.models import Program, User
from tests.world import build


class Command(BaseCommand):
    help = "Fill an empty database with two sample programs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="only what the tests need")

    def handle(self, *args: Any, small: bool, **options: Any) -> None:
        if not Program.objects.exists():
            if not small:
                self.stderr.write("Making two sample programs: half a minute, this once …")
            build(timezone.now(), full=not small)
            if not small:
                User.objects.create_user(OPERATOR.email, name="Olive Tran", is_staff=True)
        if not small:
            self.stdout.write("Sign in with one press, on the first page, as")
            for persona in PERSONAS:
                self.stdout.write(f"  {persona.label:24} {persona.note}")
