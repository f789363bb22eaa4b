"""`python -m peergroups.prepare [samples]`: what stands before the services, in one process.

Starting Django takes longer than a database that is up to date already. What the commands print is what a person
should read last; their progress and their errors go to stderr.
"""

import os
import sys

import django
from django.core.management import call_command


def prepare(*, samples: bool) -> None:
    """Migrate, load the cities, and make sure of the sample programs if they are wanted."""
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    if samples:
        call_command("make_demo")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peergroups.settings")
    django.setup()
    prepare(samples="samples" in sys.argv[1:])
