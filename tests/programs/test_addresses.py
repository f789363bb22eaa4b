"""Addresses that break where one reads a break, and stay what they are."""

from programs.templatetags.addresses import breakable


def test_an_address_breaks_after_its_at_and_before_its_dots():
    assert breakable("dana.whitfield@north.example") == "dana<wbr>.whitfield@<wbr>north<wbr>.example"


def test_what_somebody_typed_stays_harmless():
    assert breakable('<b>"x"@y') == "&lt;b&gt;&quot;x&quot;@<wbr>y"
