"""E-mail addresses in narrow columns."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def breakable(address: str) -> SafeString:
    """An address that breaks after its @ and before its dots, and inside a word only where there is no other way."""
    return mark_safe(re.sub(r"(@)|(?=\.)", r"\1<wbr>", escape(address)))  # noqa: S308  # nosec B308, B703 - escaped just here
