"""Exits with 0 while the web server of this container answers and can reach its database."""

import http.client
import os
import sys
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("GRANIAN_PORT", "8000")), timeout=4)
connection.request("GET", "/", headers={"Host": host})
sys.exit(connection.getresponse().status >= 500)
