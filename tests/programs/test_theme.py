"""The switch between light and dark, without a script."""

import pytest


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_next_page_is_drawn_in_it(client, db, choice):
    response = client.post("/theme/", {"theme": choice, "next": "/catalogue/"})
    assert response.headers["Location"] == "/catalogue/"
    assert response.cookies["theme"]["max-age"] > 300 * 24 * 60 * 60
    assert f'data-bs-theme="{choice}"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("choice", ["system", "", "mauve", "\0"])
def test_anything_else_follows_the_system(client, db, choice):
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": choice})
    assert "data-bs-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(client, db, back):
    assert client.post("/theme/", {"theme": "dark", "next": back}).headers["Location"] == "/"


def test_it_is_a_post(client, db):
    assert client.get("/theme/").status_code == 405
