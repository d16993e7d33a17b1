"""Reader pages are kept whole; whatever changes them shows with the next request."""

import re
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Thread
from news import categories, corrections, editing, reactions, reads, topics, workflow
from news.models import FrontPage, FrontVersion, ReactionKind, Rendition, Slot
from news.renditions.uses import Crop
from news.uploads.images import describe_image
from portal.lib import caching, pagecache
from portal.lib.caching import edition
from portal.lib.pagestore import PageStore
from portal.site.models import Notice, Page, Redirect, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

FILM = '<figure data-video="bilibili:BV1xx411c7mD"></figure>'


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` what is done inside counts as committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def room(settings):
    """Keep pages in these tests."""
    settings.PAGE_CACHE_MB = 8
    pagecache.forget()
    yield
    pagecache.forget()


@pytest.fixture
def story(committed, clock):
    """A story in a section, with everything around it that readers see."""
    with committed():
        factories.make_reaction_kinds()
        section = factories.make_category("城建", slug="building")
        writer = factories.make_byline(slug="lin")
        article = factories.make_article(
            category=section,
            title="旧船厂的龙门吊不拆了",
            bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
            tags=["步道"],
        )
        factories.make_topic(slug="river", articles=[article], publish_at=clock())
        Page.objects.create(slug="about", title_zh="关于", body_zh="<p>城里的编辑部。</p>")
        SiteSettings(comment_policy="open").save()
    return article


def text_of(url, client=None):
    return (client or Client()).get(url).content.decode()


def lifetime(response):
    shared, stale = re.search(
        r"^public, max-age=0, s-maxage=(\d+), stale-while-revalidate=(\d+)$",
        response.headers["Cache-Control"],
    ).groups()
    return int(shared), int(stale)


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


# What time changes ------------------------------------------------------------------------


def keeps_to(change: datetime, url: str, clock, *, before: str = "", after: str = "") -> None:
    """Nobody keeps the page past the change, and the first request after it shows it."""
    clock.now = change - timedelta(seconds=45)
    for _ in range(2):
        response = Client().get(url)
        assert sum(lifetime(response)) == 45
        html = response.content.decode()
        assert (before in html, after in html if after else False) == (True, False)
        caching.forget()
    clock.now = change - timedelta(seconds=1)
    assert sum(lifetime(Client().get(url))) == 1
    clock.now = change
    html = text_of(url)
    assert after in html
    assert not before or before not in html


@pytest.mark.parametrize("url", ["/", "/section/building/", "story"])
def test_page_keeps_to_the_hour_of_a_story_to_come(story, committed, clock, url):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="渡口复航", publish_at=change)
    keeps_to(change, story.get_absolute_url() if url == "story" else url, clock, after="渡口复航")


@pytest.mark.parametrize("url", ["/", "/section/building/", "story"])
def test_page_keeps_to_the_hour_of_a_story_that_goes(story, committed, clock, url):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="渡口停航", unpublish_at=change)
    keeps_to(change, story.get_absolute_url() if url == "story" else url, clock, before="渡口停航")


def test_story_keeps_to_its_own_end(committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        article = factories.make_article(unpublish_at=change)
    clock.now = change - timedelta(seconds=30)
    assert sum(lifetime(Client().get(article.get_absolute_url()))) == 30
    clock.now = change
    assert Client().get(article.get_absolute_url()).status_code == 410


def test_translation_to_come_is_linked_from_its_hour_on(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        other = factories.make_article(
            language="en", title="Cranes stay", category=story.category, publish_at=change
        )
        type(other).objects.filter(pk=other.pk).update(translation_group=story.translation_group)
    keeps_to(change, story.get_absolute_url(), clock, after=f'href="/en/article/{other.pk}/')


def test_section_keeps_to_the_end_of_a_pin(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        factories.make_article(category=story.category, title="置顶的事", pinned_until=change)
    url = "/section/building/"
    clock.now = change - timedelta(seconds=20)
    before = Client().get(url)
    assert sum(lifetime(before)) == 20
    clock.now = change
    assert text_of(url) != before.content.decode()


@pytest.mark.parametrize("edge", ["starts_at", "ends_at"])
def test_front_keeps_to_the_hours_of_a_slot(story, committed, clock, edge):
    change = clock() + timedelta(minutes=10)
    with committed():
        front = FrontPage.objects.create(language="zh-hans")
        version = FrontVersion.objects.create(front_page=front, number=1, publish_at=clock())
        Slot.objects.create(
            version=version, area="lead", article=story, title="头条的话", **{edge: change}
        )
    comes = edge == "starts_at"
    keeps_to(change, "/", clock, **{"after" if comes else "before": "头条的话"})


def test_front_keeps_to_the_hour_of_its_next_version(story, committed, clock):
    change = clock() + timedelta(minutes=10)
    with committed():
        front = FrontPage.objects.create(language="zh-hans")
        version = FrontVersion.objects.create(front_page=front, number=1, publish_at=change)
        Slot.objects.create(version=version, area="lead", article=story, title="头条的话")
    keeps_to(change, "/", clock, after="头条的话")


@pytest.mark.parametrize("url", ["/", "story", "/page/about/"])
def test_page_keeps_to_the_hours_of_a_notice(story, committed, clock, url):
    url = story.get_absolute_url() if url == "story" else url
    start = clock() + timedelta(minutes=10)
    end = start + timedelta(minutes=10)
    with committed():
        Notice.objects.create(text_zh="今夜停水", starts_at=start, ends_at=end)
    keeps_to(start, url, clock, after="今夜停水")
    keeps_to(end, url, clock, before="今夜停水")


def test_page_keeps_to_the_end_of_the_day(story, clock):
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time_of_day.max))
    clock.now = midnight - timedelta(seconds=33)
    url = story.get_absolute_url()
    before = Client().get(url)
    assert sum(lifetime(before)) == 33
    clock.now = midnight + timedelta(seconds=1)
    assert text_of(url) != before.content.decode()


def test_picture_keeps_to_the_end_of_its_rights(committed, clock):
    """The last day is still paid for."""
    clock.now = datetime(2026, 7, 10, 15, 59, 30, tzinfo=UTC)
    with committed():
        image = factories.make_image(rights_end=timezone.localdate())
        article = factories.make_article(cover=image.pk)
        cuts = Crop("3:2").cuts_in("jpeg", image)
        Rendition.objects.bulk_create(
            Rendition(
                image=image,
                checksum=image.checksum,
                box=str(cut.box),
                width=cut.width,
                height=cut.width,
                format="jpeg",
                file=f"cut-{cut.width}.jpg",
                size=1,
            )
            for cut in cuts
        )
    url = article.get_absolute_url()
    before = Client().get(url)
    assert f"cut-{cuts[0].width}.jpg" in before.content.decode()
    assert sum(lifetime(before)) == 30
    clock.advance(seconds=30)
    assert f"cut-{cuts[0].width}.jpg" not in text_of(url)


# Together with transactions ---------------------------------------------------------------


def test_whoever_changes_sees_the_change_before_it_is_committed(story):
    url = story.get_absolute_url()
    text_of(url)
    CHANGES["title"](story)
    assert connection.in_atomic_block
    assert "船厂留下了" in text_of(url)
    assert "船厂留下了" not in str(pagecache._store.__dict__)
