"""`python -m peergroups.embedded run -- COMMAND…`: run a command beside the local servers, then stop them."""

import sys

from peergroups.embedded import ServerError, environment, var_dir
from peergroups.embedded.command import run


def main(arguments: list[str]) -> int:
    """Return the exit code of the command, or 2 with a usage line."""
    match arguments:
        case ["run", "--", *command] if command:
            with environment(var_dir()) as env:
                return run(command, env)
        case _:
            print("usage: python -m peergroups.embedded run -- COMMAND…", file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ServerError, FileNotFoundError) as error:
        sys.exit(str(error))
