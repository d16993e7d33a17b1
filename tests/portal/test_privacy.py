"""E-mail addresses, networks and devices of readers are on nothing for the public."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from comments import counting, moderation
from comments.models import Report
from news.models import Article
from tests.factories import make_article, make_byline, make_comment, make_thread, make_topic
from tests.factories import make_user as make_member

pytestmark = pytest.mark.django_db

SECRETS = (
    "secret.reader@news.example",
    "secret.reader",
    "guest.secret@news.example",
    "198.51.100",
    "device-of-a-reader",
)


@pytest.fixture
def site_full_of_secrets(moderator):
    """A story and a topic with comments of a member, a guest and a leaver, one of them reported."""
    member = make_member("溪边人", email="secret.reader@news.example")
    traces = {"network": "198.51.100.0/24", "device": "device-of-a-reader"}
    article = make_article(title="北堤路")
    topic = make_topic(articles=[article])
    for thing in (article, topic):
        thread = make_thread(thing)
        said = make_comment(thread, "会员的话", author=member, **traces)
        make_comment(thread, "客人的话", guest_name="路人", **traces)
        make_comment(
            thread, "答复", author=member, parent=said, root=said, depth=2, is_picked=True, **traces
        )
        counting.recount(thread)
        Report.objects.create(comment=said, why="abuse", at=said.created_at, **traces)
    pending = make_comment(make_thread(article), "待审", author=member, state="pending", **traces)
    moderation.reject([pending], by=moderator)
    make_byline("记者甲")
    return article, topic, said


def open_addresses(article: Article, topic, comment) -> Iterator[str]:
    """Every address without arguments, in both languages, and those of the rows at hand."""
    for route in sorted(set(plain_routes(get_resolver()))):
        if not route.startswith(("admin", "accounts/logout")):
            yield f"/{route}"
    for prefix in ("", "/en"):
        for thing in (article, topic):
            yield f"{prefix}{thing.get_absolute_url()}"
            yield f"{prefix}{thing.get_absolute_url()}?sort=old"
    yield comment.get_absolute_url()
    yield f"/state/?article={article.pk}"
    for words in ("北堤路", "secret.reader", "198.51.100.0"):
        yield f"/search/?q={words}"


def plain_routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLPattern):
            if "<" not in route and "(" not in route:
                yield route
        else:
            yield from plain_routes(pattern, route)


def test_no_public_surface_shows_address_network_or_device(site_full_of_secrets):
    client = Client()
    seen = 0
    for address in open_addresses(*site_full_of_secrets):
        response = client.get(address, follow=True)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace").replace(address.partition("q=")[2] or "\0", "")
        seen += response.status_code == 200 and "会员的话" in text
        for secret in SECRETS:
            assert secret not in text, (address, secret)
    assert seen >= 4  # The comments were there to be looked at.


def test_letters_name_no_other_reader(site_full_of_secrets, run_tasks):
    run_tasks()
    for letter in mail.outbox:
        for secret in SECRETS:
            assert secret not in letter.body
