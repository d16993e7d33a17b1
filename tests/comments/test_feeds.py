"""A discussion as a feed."""

import pytest
from defusedxml.ElementTree import fromstring
from django.urls import reverse

from comments import feeds, things
from comments.models import Comment, Thread
from portal.site.models import Page
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def thread():
    return things.open_thread(factories.make_article())


def read(client, thread):
    answer = client.get(reverse("comments:feed", args=[thread.pk]))
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return fromstring(answer.content)


def test_it_holds_the_newest_published_comments_with_what_they_answer(client, thread):
    root = factories.make_comment(thread, "<b>桥</b>", guest_name="甲")
    factories.make_comment(thread, parent=root, root=root, depth=2, guest_name="乙")
    for state in (Comment.State.PENDING, Comment.State.REMOVED, Comment.State.SPAM):
        factories.make_comment(thread, "藏着", state=state)
    feed = read(client, thread)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}author/{ATOM}name").text for entry in entries] == ["乙", "甲"]
    assert entries[1].find(f"{ATOM}summary").text == "<p>&lt;b&gt;桥&lt;/b&gt;</p>"
    address = entries[0].find(f"{ATOM}link").get("href")
    assert address.endswith(root.replies.get(state="published").get_absolute_url())


def test_the_page_names_its_feed_and_an_empty_one_is_the_same_bytes_each_time(client, thread):
    address = reverse("comments:feed", args=[thread.pk])
    assert client.get(address).content == client.get(address).content
    factories.make_comment(thread)
    Thread.objects.filter(pk=thread.pk).update(comment_count=1)
    page = client.get(f"{thread.thing.get_absolute_url()}?sort=old").content.decode()
    assert f'href="{address}"' in page


def test_a_story_nobody_sees_has_no_feed(client, thread):
    thread.thing.__class__.objects.filter(pk=thread.object_id).update(state="draft")
    assert client.get(reverse("comments:feed", args=[thread.pk])).status_code == 404


def test_it_costs_the_same_for_one_and_for_many(client, thread, django_assert_max_num_queries):
    for count in (1, 5):
        for _more in range(count):
            factories.make_comment(thread)
        with django_assert_max_num_queries(1):
            assert [comment.writer for comment in feeds.newest(thread)]


def test_the_rules_are_summed_up_above_the_form_and_a_closed_discussion_says_why(client, thread):
    Page.objects.create(
        slug="rules", title_zh="社区约定", description_zh="对事不对人，不贴广告。", place="nowhere"
    )
    address = thread.thing.get_absolute_url()
    assert "对事不对人，不贴广告。" in client.get(address).content.decode()
    thread.is_open, thread.closed_reason = False, "争吵太凶，先歇一歇。"
    thread.save()
    page = client.get(f"{address}?sort=old").content.decode()
    assert "争吵太凶，先歇一歇。" in page
    assert "data-comment-form" not in page
