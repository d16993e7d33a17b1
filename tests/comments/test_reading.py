"""What readers see of a discussion."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments import moderation, things
from comments.models import EVERYBODY, Comment
from comments.queue import tab_called
from comments.reading import AGREED, NEWEST, OLDEST, ORDERS, PICKS, page_number_of, read_page
from comments.records import written_by_writer_of
from portal.site.models import Page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    return things.open_thread(factories.make_article())


def grow(thread, count):
    now = timezone.now()
    return [
        factories.make_comment(thread, created_at=now - timedelta(minutes=count - n))
        for n in range(count)
    ]


def test_twenty_roots_a_page_and_every_permalink_finds_its_page(thread):
    comments = grow(thread, 45)
    for index, comment in enumerate(comments):
        comment.is_picked, comment.agree_count = index % 9 == 0, index % 7
        comment.save()
    newest = comments[::-1]
    in_order = {
        OLDEST: comments,
        NEWEST: newest,
        PICKS: sorted(newest, key=lambda comment: not comment.is_picked),
        AGREED: sorted(newest, key=lambda comment: -comment.agree_count),
    }
    for sort, ordered in in_order.items():
        for index, comment in enumerate(ordered):
            assert page_number_of(comment, sort=sort) == index // 20 + 1
        page = read_page(thread, sort=sort, number=3)
        assert [node.comment for node in page.nodes] == ordered[40:]
        assert (page.page_count, page.next_number, page.previous_number) == (3, None, 2)
    assert read_page(thread, number=4) is None


def test_what_readers_write_and_call_themselves_is_never_converted(client):
    article = factories.make_article(title="发展")
    factories.make_comment(things.open_thread(article), "头发后面", guest_name="发哥")
    page = client.get(f"/zh-hant{article.get_absolute_url()}").content.decode()
    assert "發展" in page
    assert ("<p>头发后面</p>" in page, '<h3 translate="no">发哥</h3>' in page) == (True, True)


def test_a_permalink_leads_to_its_page_in_the_order_asked_for(client, thread):
    comments = grow(thread, 25)
    first = client.get(comments[0].get_absolute_url())
    assert first.headers["Location"].endswith(f"?comments=2#comment-{comments[0].pk}")
    oldest = client.get(comments[24].get_absolute_url(), {"sort": "old"})
    assert oldest.headers["Location"].endswith(f"?sort=old&comments=2#comment-{comments[24].pk}")
    page = client.get(oldest.headers["Location"].partition("#")[0]).content.decode()
    assert f'id="comment-{comments[24].pk}"' in page


def test_order_there_is_not_answers_404(client, thread):
    (comment,) = grow(thread, 1)
    for address in (comment.get_absolute_url(), thread.thing.get_absolute_url()):
        assert client.get(address, {"sort": "zz"}).status_code == 404


@pytest.mark.parametrize("sort", [OLDEST, NEWEST, PICKS, AGREED])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Reads the plans of SQLite.")
def test_every_order_is_read_from_an_index(thread, sort):
    roots = thread.comments.roots().filter(state=Comment.State.PUBLISHED)
    plan = roots.order_by(*ORDERS[sort])[:20].explain()
    assert "USE TEMP B-TREE" not in plan


def test_reply_to_a_reply_names_whom_it_answers(thread):
    root = factories.make_comment(thread)
    first = factories.make_comment(thread, parent=root, root=root, depth=2, guest_name="甲")
    second = factories.make_comment(thread, parent=first, root=root, depth=2, guest_name="乙")
    (node,) = read_page(thread).nodes
    assert [(reply.comment, reply.answers) for reply in node.replies] == [
        (first, ""),
        (second, "甲"),
    ]


def test_the_newsroom_a_reporter_of_the_story_guests_and_picks_are_marked(client, editor, chief):
    article = factories.make_article()
    byline = factories.make_byline(user=chief)
    article.article_bylines.create(byline=byline, role="author", position=0)
    thread = things.open_thread(article)
    factories.make_comment(thread, author=editor)
    factories.make_comment(thread, author=chief)
    factories.make_comment(thread, guest_name="路人", is_picked=True)
    html = client.get(article.get_absolute_url()).content.decode()
    for badge in ("编辑部", "记者", "游客", "编辑精选"):
        assert len(re.findall(rf'<span class="tag[^>]*>(?:<svg.*?</svg>)?{badge}', html)) == 1


def test_hidden_comments_never_show_and_tombstones_only_hold_threads_together(thread):
    states = Comment.State
    lonely = factories.make_comment(thread, state=states.REMOVED)
    answered = factories.make_comment(thread, state=states.REMOVED)
    reply = factories.make_comment(thread, parent=answered, root=answered, depth=2)
    for state in (states.PENDING, states.REJECTED, states.SPAM):
        factories.make_comment(thread, state=state)
        factories.make_comment(thread, parent=answered, root=answered, depth=2, state=state)
    (node,) = read_page(thread).nodes
    assert node.comment == answered
    assert [reply_node.comment for reply_node in node.replies] == [reply]
    assert lonely != answered


def test_a_comment_held_by_reports_leaves_a_line_and_its_replies(client, thread):
    root = factories.make_comment(thread, "有人举报的话", is_picked=True)
    factories.make_comment(thread, "底下的答复", parent=root, root=root, depth=2)
    moderation.hold(root, because="several reports")
    page = client.get(thread.thing.get_absolute_url()).content.decode()
    assert "有人举报的话" not in page and "底下的答复" in page
    assert re.search(rf'<p class="goneC" id="comment-{root.pk}">', page)


def test_a_removed_comment_is_no_pick_any_more(thread, moderator):
    comment = factories.make_comment(thread, is_picked=True)
    moderation.reject([comment], by=moderator)
    comment.refresh_from_db()
    assert (comment.state, comment.is_picked) == (Comment.State.REMOVED, False)


def test_queries_do_not_grow_with_the_discussion(thread, django_assert_num_queries):
    for count in (1, 5):
        for root in grow(thread, count):
            factories.make_comment(thread, parent=root, root=root, depth=2)
        with django_assert_num_queries(4):
            for node in read_page(thread).nodes:
                assert node.comment.writer
                assert [reply.comment.writer for reply in node.replies]


def test_community_rules_are_linked_where_there_is_such_a_page(client):
    address = factories.make_article().get_absolute_url()
    assert "/page/rules/" not in client.get(address).content.decode()
    Page.objects.create(slug="rules", title_zh="社区约定", place=Page.Place.NOWHERE)
    assert "/page/rules/" in client.get(f"{address}?sort=old").content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Reads the plans of SQLite.")
def test_what_is_asked_of_guests_and_texts_is_read_from_an_index(thread):
    comment = factories.make_comment(thread, device="d1")
    asked = {
        "comment_guest": written_by_writer_of(comment)[:500],
        "comment_canon": Comment.objects.filter(canon_hash="c").order_by("-created_at")[:20],
        "comment_decided": tab_called("approved").rows(timezone.now())[:50],
        "comment_branch": Comment.objects.visible_to(EVERYBODY).filter(root__in=[1, 2]).order_by(),
    }
    for index, rows in asked.items():
        assert index in rows.explain()
