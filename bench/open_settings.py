"""The product with security off, for bench/isolation.py: a database without fences, a backend without stamps."""

from peergroups.settings import *  # noqa: F403
from peergroups.settings import database, env

DATABASES = {
    "default": database(env.str("BENCH_OPEN_URL")) | {"ENGINE": "bench.open_backend", "OPTIONS": {"pool": True}}
}
