"""The stories most discussed: counted by the shell, which alone knows stories and comments."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import counting
from news import rankings, workflow
from news.models import Ranking
from news.rail import rail
from tests import factories

pytestmark = pytest.mark.django_db

TALKED = Ranking.Kind.TALKED_WEEK


def say(story, count, *, state="published", at=None):
    thread = factories.make_thread(story)
    for number in range(count):
        comment = factories.make_comment(thread, f"第{number}句", state=state)
        if at:
            thread.comments.filter(pk=comment.pk).update(created_at=at)
    counting.recount(thread)


def test_the_comments_of_seven_days_count_and_only_those_that_readers_see(clock):
    quiet, loud, old, held = (factories.make_article(title=title) for title in "静热旧审")
    say(quiet, 1)
    say(loud, 3)
    say(old, 5, at=clock.now - timedelta(days=8))
    say(held, 4, state="pending")
    say(factories.make_topic(), 6)
    rankings.draw_up()
    assert rankings.top(TALKED, "zh-hans") == [loud, quiet]
    assert rankings.top(TALKED, "en") == []


def test_each_language_has_its_own(clock):
    story = factories.make_article(language="en", title="The crane stays")
    say(story, 1)
    rankings.draw_up()
    assert rankings.top(TALKED, "en") == [story]
    assert rankings.top(TALKED, "zh-hans") == []


def test_the_front_and_a_section_show_them_with_their_counts(client, clock):
    story = factories.make_article(title="旧船厂的龙门吊不拆了")
    before = client.get("/").content.decode()
    assert 'aria-labelledby="md"' not in before
    say(story, 2)
    rankings.draw_up()
    for address in ("/", story.category.get_absolute_url()):
        html = client.get(address).content.decode()
        assert re.findall(rf'href="{story.get_absolute_url()}#comments">([^<]+)', html), address
    assert [(one.line.pk, one.count) for one in rail("zh-hans").most_discussed] == [(story.pk, 2)]


def test_a_story_withdrawn_meanwhile_goes(clock):
    story = factories.make_article()
    say(story, 2)
    rankings.draw_up()
    workflow.withdraw(story, by=None)
    assert rankings.top(TALKED, "zh-hans") == []


def test_drawing_up_asks_as_much_for_many_stories_as_for_one(clock):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            rankings.draw_up()
        return len(asked)

    say(factories.make_article(), 1)
    of_one = queries()
    for _ in range(5):
        say(factories.make_article(), 2)
    assert queries() == of_one
