"""`manage.py load_places`: the cities of geonames into their table, as the plain role. Again, it changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from members.geonames import load_cities


class Command(BaseCommand):
    help = "Load the cities that companies are placed by (34,006, about two seconds)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="write them even if they are there")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        written = load_cities(again=again)
        if options["verbosity"]:
            self.stdout.write(f"{written:,} cities loaded." if written else "The cities are there already.")
