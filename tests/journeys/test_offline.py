"""Without a network the product says so itself: what is being written stays, and another page is our own."""

from playwright.sync_api import expect

from programs import links

READY = "() => navigator.serviceWorker.ready.then(({active}) => active.state)"
KEPT = """async () => {
    const kept = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    return kept.sort();
}"""


def test_what_is_being_written_stays_and_a_page_out_of_reach_is_ours(world, window_of, seems_right):
    page = window_of(world.member)
    page.goto(f"/a/{links.token('check-in', world.heartland.pk, world.goal.pk)}/check-in/?status=stuck")
    assert page.evaluate(READY) in ("activating", "activated")
    note = page.locator("textarea[name=note]")
    note.fill("The supplier has not answered.")

    page.context.set_offline(True)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#trouble")).to_contain_text("Your text is still here.")
    expect(note).to_have_value("The supplier has not answered.")

    page.goto(f"/p/{world.heartland.slug}/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(page.get_by_text("Were you writing?")).to_be_visible()
    assert page.evaluate("document.querySelector('.brand img').naturalWidth") > 0
    seems_right(page)

    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url("**/today/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("You are offline")
    assert page.evaluate(KEPT) == ["/static/build/app.css", "/static/build/inter.woff2", "/static/img/mark.svg"]
