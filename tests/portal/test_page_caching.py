"""Reader pages are kept whole; whatever changes them shows with the next request."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Thread
from news import categories, corrections, editing, reactions, reads, topics, workflow
from news.models import ReactionKind
from news.uploads.images import describe_image
from portal.lib import caching, pagecache
from portal.lib.caching import edition
from portal.lib.pagestore import PageStore
from portal.site.models import Notice, Page, Redirect, SiteSettings
from tests import factories
from tests.portal.conftest import lifetime, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]

FILM = '<figure data-video="bilibili:BV1xx411c7mD"></figure>'


# What is kept -----------------------------------------------------------------------------


def test_warm_page_asks_the_database_nothing(story, django_assert_num_queries):
    lists = ["/", "/section/building/", "/topic/river/", "/author/lin/", "/page/about/"]
    for url in [*lists, story.get_absolute_url()]:
        first = Client().get(url)
        with django_assert_num_queries(0):
            again = Client().get(url)
        assert again.content == first.content
        assert lifetime(again) == (60, 10)
        assert "Last-Modified" not in again.headers


def test_members_and_staff_get_the_kept_page_too(
    story, committed, client_of, make_user, django_assert_num_queries
):
    url = story.get_absolute_url()
    with committed():
        clients = [
            client_of(make_user("读者")),
            client_of(make_user("总编辑", role="chief editor")),
        ]
    for_guest = text_of(url)
    with django_assert_num_queries(0):
        for client in clients:
            response = client.get(url)
            assert response.content.decode() == for_guest
            assert not response.cookies


def test_each_language_is_a_page_of_its_own(story):
    url = story.get_absolute_url()
    for _ in range(2):
        assert '<html lang="zh-Hans"' in text_of(url)
        assert '<html lang="zh-Hant"' in text_of(f"/zh-hant{url}")
        assert Client().get("/en/").headers["Content-Language"] == "en"


def test_film_may_be_framed_on_a_kept_page(committed):
    with committed():
        article = factories.make_article(body=f"<p>看。</p>{FILM}")
        other = factories.make_article()
    for _ in range(2):
        policy = Client().get(article.get_absolute_url()).headers["Content-Security-Policy"]
        assert "frame-src https://" in policy
        assert "nonce-" not in policy
        assert (
            "frame-src"
            not in Client().get(other.get_absolute_url()).headers["Content-Security-Policy"]
        )


@pytest.mark.parametrize("path", ["/admin/login/", "/accounts/login/", "/state/", "/search/?q=x"])
def test_pages_of_one_reader_are_never_kept(story, path):
    response = Client().get(path, follow=True)
    assert "s-maxage" not in response.get("Cache-Control", "")
    assert len(pagecache._store) == 0


def test_missing_and_withdrawn_are_never_kept(story, committed):
    with committed():
        workflow.withdraw(story, by=None)
    url = story.get_absolute_url()
    assert [Client().get(url).status_code for _ in range(2)] == [410, 410]
    assert [Client().get(f"/nowhere/{number}/").status_code for number in range(3)] == [404] * 3
    assert len(pagecache._store) == 0


def test_pages_of_a_discussion_and_of_lists_stay_apart(story, committed):
    with committed():
        thread = factories.make_thread(story)
        for number in range(25):
            factories.make_comment(thread, f"第{number}句")
    url = story.get_absolute_url()
    for _ in range(2):
        assert "第24句" in text_of(url)
        assert "第24句" not in text_of(f"{url}?comments=2")
        assert "第24句" not in text_of(f"{url}?sort=old")
        assert Client().get(f"{url}?comments=9").status_code == 404


def test_invented_parameters_make_no_pages(story):
    url = story.get_absolute_url()
    pages = {text_of(f"{url}?x={number}") for number in range(5)}
    assert len(pages) == len(pagecache._store) == 1


# What renews ------------------------------------------------------------------------------


def approve(story):
    pending = factories.make_comment(factories.make_thread(story), "好！", state="pending")
    moderator = factories.make_user(is_superuser=True)
    moderation.approve([pending], by=moderator)


def rename_section(story):
    story.category.name_zh = "营造"
    categories.save_category(story.category)


def save_topic(story):
    topic = factories.make_topic(slug="flood", publish_at=timezone.now())
    topic.title = "河汛"
    topics.save_topic(topic, [story.pk])


def add_kind(story):
    from news.caching import reactions_changed

    ReactionKind.objects.create(name_zh="点灯", name_en="Light", symbol="flower", position=9)
    reactions_changed()


def set_site(**fields):
    return lambda story: SiteSettings(comment_policy="open", **fields).save()


def comment_as_member(story):
    factories.make_comment(
        factories.make_thread(story), "我住对岸。", author=factories.make_user("对岸")
    )


def shut(story):
    thread = factories.make_thread(story)
    thread.is_open = False
    thread.save()


CHANGES = {
    "title": lambda story: editing.apply(
        story, editing.state_of(story) | {"title": "船厂留下了"}, by=None
    ),
    "correction": lambda story: corrections.correct(story, text="吊机是两台。", by=None),
    "comment": approve,
    "section": rename_section,
    "topic": save_topic,
    "kind of reaction": add_kind,
    "notice": lambda story: Notice.objects.create(text_zh="今夜停水", starts_at=timezone.now()),
    "settings": set_site(name_zh="澄浦新闻"),
    "flat page": lambda story: Page.objects.create(slug="rules", title_zh="读者公约"),
}
SHOWN = {
    "title": "船厂留下了",
    "correction": "吊机是两台。",
    "comment": "好！",
    "section": "营造",
    "topic": "河汛",
    "kind of reaction": "点灯",
    "notice": "今夜停水",
    "settings": "澄浦新闻",
    "flat page": "读者公约",
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_shows_with_the_next_request(story, committed, change):
    url = story.get_absolute_url()
    tag = Client().get(url).headers["ETag"]
    with committed():
        CHANGES[change](story)
    assert SHOWN[change] in text_of(url)
    assert Client().get(url, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("change", CHANGES)
def test_change_that_is_rolled_back_renews_nothing(story, committed, change):
    url, before = story.get_absolute_url(), edition()
    text_of(url)
    with committed(), pytest.raises(ZeroDivisionError), transaction.atomic():
        CHANGES[change](story)
        raise ZeroDivisionError
    assert edition() == before
    assert SHOWN[change] not in text_of(url)


def test_story_comes_and_goes_with_the_next_request(story, committed):
    assert text_of("/section/building/")
    with committed():
        other = factories.make_article(category=story.category, title="渡口复航")
    assert "渡口复航" in text_of("/section/building/")
    assert "渡口复航" in text_of("/")
    text_of(other.get_absolute_url())
    with committed():
        workflow.withdraw(other, by=None)
    assert "渡口复航" not in text_of("/section/building/")
    assert Client().get(other.get_absolute_url()).status_code == 410


def test_discussion_that_is_shut_takes_no_more(story, committed):
    url = story.get_absolute_url()
    assert "<textarea" in text_of(url)
    with committed():
        shut(story)
    assert "<textarea" not in text_of(url)


def test_member_renamed_has_the_new_name_beside_old_comments(story, committed):
    with committed():
        comment_as_member(story)
        Thread.objects.get(object_id=story.pk).save()
    url = story.get_absolute_url()
    assert "对岸人家" not in text_of(url)
    with committed():
        member = Comment.objects.get(body="我住对岸。").author
        member.shown_name = "对岸人家"
        member.save()
    assert "对岸人家" in text_of(url)


def test_caption_of_a_picture_and_redirects_renew(story, committed):
    with committed():
        image = factories.make_image()
    before = edition()
    with committed():
        image.caption_zh = "新的说明"
        describe_image(image)
    after = edition()
    with committed():
        Redirect.objects.create(old_path="/old/", new_path="/new/")
    assert len({before, after, edition()}) == 3


def test_reactions_and_reads_renew_nothing(story, committed):
    before = edition()
    with committed():
        kind = ReactionKind.objects.first()
        reactions.react(story, kind, reader=reactions.Reader(device="x"))
        reads.count_read(story.pk)
        assert reads.flush() == 1
    assert edition() == before


def test_signing_in_and_pending_comments_renew_nothing(story, committed, reader):
    with committed():
        factories.make_thread(story)
    before = edition()
    with committed():
        Client().force_login(reader)
        factories.make_comment(Thread.objects.first(), "等", state="pending")
    assert edition() == before


def test_other_process_shows_a_change_with_its_next_request(story, committed):
    """Its memory holds the page, and what the page was made of."""
    url = story.get_absolute_url()
    text_of(url)
    here = caching._near, caching._memory, pagecache._store
    caching._near = caching.LocMemCache("elsewhere", {"timeout": 2})
    caching._memory, pagecache._store = caching._Memory(), PageStore()
    with committed():
        set_site(name_zh="澄浦新闻")(story)
        CHANGES["title"](story)
    assert "船厂留下了" in text_of(url)
    caching._near, caching._memory, pagecache._store = here
    html = text_of(url)
    assert "澄浦新闻" in html
    assert "船厂留下了" in html
    assert "船厂留下了" in text_of("/")


# Together with transactions ---------------------------------------------------------------


def test_whoever_changes_sees_the_change_before_it_is_committed(story):
    url = story.get_absolute_url()
    text_of(url)
    CHANGES["title"](story)
    assert connection.in_atomic_block
    assert "船厂留下了" in text_of(url)
    assert "船厂留下了" not in str(pagecache._store.__dict__)
