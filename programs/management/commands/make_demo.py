"""`manage.py make_demo`: the sample programs, once. The tests start from the same world, smaller (`--small`)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programs.models import Program
from tests.world import build


class Command(BaseCommand):
    help = "Fill an empty database with two sample programs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="only what the tests need")

    def handle(self, *args: Any, small: bool, **options: Any) -> None:
        if Program.objects.exists():
            return
        if not small:
            self.stdout.write("Making two sample programs: about 15 seconds, this once.")
        build(timezone.now(), full=not small)
