"""What readers see of a discussion."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import things
from comments.models import Comment
from comments.reading import NEWEST, OLDEST, page_number_of, read_page
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
    for sort, ordered in ((OLDEST, comments), (NEWEST, comments[::-1])):
        for index, comment in enumerate(ordered):
            assert page_number_of(comment, sort=sort) == index // 20 + 1
        page = read_page(thread, sort=sort, number=3)
        assert [node.comment for node in page.nodes] == ordered[40:]
        assert (page.page_count, page.next_number, page.previous_number) == (3, None, 2)
    assert read_page(thread, number=4) is None


def test_reply_to_a_reply_names_whom_it_answers(thread):
    root = factories.make_comment(thread)
    first = factories.make_comment(thread, parent=root, root=root, depth=2, guest_name="甲")
    second = factories.make_comment(thread, parent=first, root=root, depth=2, guest_name="乙")
    (node,) = read_page(thread).nodes
    assert [(reply.comment, reply.answers) for reply in node.replies] == [
        (first, ""),
        (second, "甲"),
    ]


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


def test_queries_do_not_grow_with_the_discussion(thread, django_assert_num_queries):
    for count in (1, 5):
        for root in grow(thread, count):
            factories.make_comment(thread, parent=root, root=root, depth=2)
        with django_assert_num_queries(3):
            for node in read_page(thread).nodes:
                assert node.comment.writer
                assert [reply.comment.writer for reply in node.replies]
