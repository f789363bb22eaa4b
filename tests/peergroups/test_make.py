"""What make hands to everything that it starts."""

import os
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROBE = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"


def test_compiled_python_is_kept_also_where_the_environment_forbids_it_beside_the_sources() -> None:
    recipe = f"probe: ; @.venv/bin/python -c '{PROBE}'"
    said = subprocess.run(
        ["make", "--no-print-directory", f"--eval={recipe}", "probe"],
        cwd=PROJECT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said == f"False {PROJECT}/.venv/pycache\n"
