"""What readers do with one click: react, save, read."""

from datetime import timedelta

import pytest
from django.test import Client

from news import reads
from news.models import Article, ArticleStats, Bookmark, Reaction, ReactionCount
from news.views.deeds import GUEST_REACTIONS
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OURS | {"Accept": "application/json"}


@pytest.fixture
def kinds():
    return factories.make_reaction_kinds()


@pytest.fixture
def article(kinds):
    return factories.make_article(slug="yard")


def react(client, article, kind, headers=OURS):
    return client.post(f"/react/{article.pk}/", {"kind": kind.pk if kind else ""}, headers=headers)


def counts(article):
    rows = ReactionCount.objects.filter(article=article)
    return {row.kind.symbol: row.count for row in rows if row.count}


def test_guest_reacts_changes_and_withdraws_on_one_device(client, article, kinds):
    response = react(client, article, kinds[0])
    assert (response.status_code, response["Location"]) == (303, f"/mine/{article.pk}/")
    cookie = response.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert counts(article) == {"flower": 1}
    react(client, article, kinds[1])
    assert counts(article) == {"shake": 1}
    react(client, article, None)
    assert counts(article) == {}
    assert Reaction.objects.count() == 0


def test_other_devices_and_members_count_apart(article, kinds, reader, client_of):
    for client in (Client(), Client(), client_of(reader)):
        react(client, article, kinds[0])
    assert counts(article) == {"flower": 3}
    assert ArticleStats.objects.get(article=article).reaction_count == 3


def test_members_get_no_device(article, kinds, reader, client_of):
    response = react(client_of(reader), article, kinds[0])
    assert "device" not in response.cookies


def test_forged_device_is_a_new_one(client, article, kinds):
    react(client, article, kinds[0])
    forger = Client()
    forger.cookies["device"] = client.cookies["device"].value[:-2] + "xx"
    react(forger, article, kinds[0])
    assert counts(article) == {"flower": 2}


def test_script_gets_the_exact_state(client, article, kinds):
    ReactionCount.objects.create(article=article, kind=kinds[1], imported=1333)
    response = react(client, article, kinds[0], headers=SCRIPT)
    assert response["Cache-Control"] == "private, no-store"
    own = response.json()
    assert own.pop("labels")[str(kinds[1].pk)] == "握手，1,333 人"
    assert own == {
        "reaction": kinds[0].pk,
        "counts": {str(kind.pk): {0: 1, 1: 1333}.get(n, 0) for n, kind in enumerate(kinds)},
        "total": "1,334 人已表态",
        "saved": False,
    }


def test_page_of_ones_own_shows_the_choice_and_leads_back(client, article, kinds):
    react(client, article, kinds[1])
    response = client.get(f"/mine/{article.pk}/")
    html = response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert "<b>握手</b>" in html
    assert 'aria-pressed="true"' in html
    assert f'href="{article.get_absolute_url()}"' in html


def test_post_from_elsewhere_asks_first_and_then_counts(article, kinds):
    client = Client(enforce_csrf_checks=True)
    response = react(client, article, kinds[0], headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    assert counts(article) == {}
    token = response.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"kind": kinds[0].pk, "csrfmiddlewaretoken": token}
    response = client.post(f"/react/{article.pk}/confirmed/", fields)
    assert response.status_code == 303
    assert counts(article) == {"flower": 1}
    assert client.post(f"/react/{article.pk}/confirmed/", {"kind": 1}).status_code == 403


def test_reactions_are_limited_per_network_and_hour(clock, article, kinds, monkeypatch):
    monkeypatch.setattr("news.views.deeds.GUEST_REACTIONS", 2)
    assert [react(Client(), article, kinds[0], SCRIPT).status_code for _ in range(3)] == [
        200,
        200,
        429,
    ]
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert react(elsewhere, article, kinds[0], SCRIPT).status_code == 200
    clock.advance(hours=1)
    assert react(Client(), article, kinds[0]).status_code == 303
    assert GUEST_REACTIONS >= 30


def test_refusal_is_a_page_for_those_without_script(article, kinds, monkeypatch):
    monkeypatch.setattr("news.views.deeds.GUEST_REACTIONS", 0)
    response = react(Client(), article, kinds[0])
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert f'href="{article.get_absolute_url()}"' in response.content.decode()


def test_guests_are_asked_to_sign_in_where_the_site_says_so(client, article, kinds):
    SiteSettings(allows_guest_reactions=False).save()
    response = react(client, article, kinds[0])
    assert response.status_code == 303
    assert response["Location"].startswith("/accounts/login/?next=%2Farticle%2F")
    assert "sign_in" in react(client, article, kinds[0], SCRIPT).json()
    assert counts(article) == {}


def test_story_that_takes_no_reactions_says_so(client, kinds):
    article = factories.make_article(allows_reactions=False)
    assert react(client, article, kinds[0]).status_code == 409
    draft = factories.make_article(state=Article.State.DRAFT)
    assert react(client, draft, kinds[0]).status_code == 404


@pytest.mark.parametrize("kind", ["999", "flower", "1 OR 1", "-1"])
def test_unknown_kinds_are_not_found(client, article, kind):
    assert client.post(f"/react/{article.pk}/", {"kind": kind}, headers=OURS).status_code == 404


def test_member_saves_and_forgets_a_story(article, reader, client_of):
    client = client_of(reader)
    client.post(f"/save/{article.pk}/", {"saved": "1"}, headers=OURS)
    assert Bookmark.objects.filter(user=reader, article=article).count() == 1
    answer = client.post(f"/save/{article.pk}/", {"saved": ""}, headers=SCRIPT).json()
    assert answer["saved"] is False
    assert Bookmark.objects.count() == 0


def test_guest_who_saves_is_led_to_sign_in_and_back(client, article):
    response = client.post(f"/save/{article.pk}/", {"saved": "1"}, headers=OURS)
    assert response.status_code == 303
    assert response["Location"] == f"/accounts/login/?next=%2Farticle%2F{article.pk}%2Fyard%2F"


def test_beacon_counts_a_read_and_says_nothing(client, article):
    response = client.post(f"/seen/{article.pk}/", headers=OURS)
    assert (response.status_code, response.content) == (204, b"")
    reads.flush()
    assert ArticleStats.objects.get(article=article).view_count == 1


def test_beacon_from_elsewhere_counts_nothing(client, article):
    response = client.post(f"/seen/{article.pk}/", headers={"Origin": "https://evil.example"})
    assert response.status_code == 204
    reads.flush()
    assert ArticleStats.objects.get(article=article).view_count == 0


def test_reading_a_page_alone_counts_nothing(client, article):
    client.get(article.get_absolute_url())
    reads.flush()
    assert ArticleStats.objects.get(article=article).view_count == 0


@pytest.mark.parametrize("deed", ["react", "save", "seen"])
def test_deeds_answer_posts_alone(client, article, deed):
    assert client.get(f"/{deed}/{article.pk}/").status_code == 405


def test_own_part_ends_with_the_story(clock, client, article):
    Article.objects.filter(pk=article.pk).update(unpublish_at=clock() + timedelta(hours=2))
    clock.advance(hours=3)
    assert client.get(f"/mine/{article.pk}/").status_code == 404
