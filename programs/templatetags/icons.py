"""The `{% lucide %}` tag of the lucide package, remembering what it drew: a page asks for the same icons every time."""

from functools import lru_cache

import lucide as icons
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@lru_cache(maxsize=512)
def drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    """One icon as inline SVG."""
    svg = icons._render_icon(name, size, **dict(attributes))
    # Safe: an XML writer's output, of the package's own files.
    return mark_safe(svg)  # noqa: S308  # nosec B308, B703


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> SafeString:
    """`{% lucide "users" size=20 class="icon" %}`; raises IconDoesNotExist for a name that lucide has not."""
    # Joining with "" turns the template's SafeString into a plain one, which the XML writer wants.
    return drawn(name + "", size, tuple((key, f"{value}") for key, value in attributes.items()))
