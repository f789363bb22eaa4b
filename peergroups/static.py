"""Static files from the web process."""

from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, whose files go out whole.

    It answers with a stream made for WSGI, which Django under ASGI gathers in memory all the same, warning each time
    (https://github.com/evansd/whitenoise/issues/531). Ours are of a few kilobytes.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The answer to a request for one file: its bytes, or the part of them that was asked for."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file:
            with closing(found.file) as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
