"""Without a network the product says so itself, and what was being written is still there afterwards."""

from playwright.sync_api import expect

READY = "() => navigator.serviceWorker.ready.then(({active}) => active.state)"
KEPT = """async () => {
    const kept = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    return kept.sort();
}"""


def test_a_page_out_of_reach_is_ours_and_the_text_is_there_when_the_network_is_back(world, window_of, seems_right):
    page = window_of(world.member)
    page.goto(f"/p/{world.heartland.slug}/goals/new/")
    assert page.evaluate(READY) in ("activating", "activated")
    page.get_by_label("Title").fill("Gross margin 52 %")

    page.context.set_offline(True)
    page.goto(f"/p/{world.heartland.slug}/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_text("your text is still there")).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(0)  # the mark is decoration
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("document.querySelector('.brand img').naturalWidth") > 0
    seems_right(page)

    page.context.set_offline(False)
    page.go_back()
    expect(page.get_by_label("Title")).to_have_value("Gross margin 52 %")
    assert page.evaluate(KEPT) == ["/static/build/app.css", "/static/build/inter.woff2", "/static/img/mark.svg"]
