"""`python -m peergroups.embedded run|once -- COMMAND…`: run a command beside the local servers, then stop them.

`run` keeps their data in VAR_DIR; `once` starts them empty and keeps nothing.
"""

import sys

from peergroups.embedded import ServerError, environment, var_dir
from peergroups.embedded.command import run


def main(arguments: list[str]) -> int:
    """Return the exit code of the command, or 2 after a usage line."""
    match arguments:
        case ["run" | "once" as how, "--", *command] if command:
            with environment(var_dir() if how == "run" else None) as env:
                return run(command, env)
        case _:
            print("usage: python -m peergroups.embedded run|once -- COMMAND…", file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ServerError, FileNotFoundError) as error:
        sys.exit(str(error))
