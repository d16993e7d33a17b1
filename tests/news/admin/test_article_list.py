"""The list of stories: what it finds, what it costs, what is done to many at once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from news.admin import article_filters
from news.models import Article
from news.standing import standing_of
from portal.lib.admin import BoundedPaginator
from tests import factories
from tests.desk_forms import told

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"
State = Article.State


def listed(client, query: str = "") -> list[Article]:
    """The stories of the page, as the list shows them."""
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def test_the_newest_change_comes_first(desk):
    first, second = factories.make_article(), factories.make_article()
    assert listed(desk) == [second, first]


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_and_five(
    desk, committed, count, django_assert_max_num_queries
):
    with committed():
        for _number in range(count):
            source = factories.make_source()
            cover = factories.make_image()
            factories.make_article(source=source.pk, cover=cover.pk, kicker="突发")
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        assert len(listed(desk)) == count


def test_search_finds_words_in_title_and_kicker_and_numbers(desk):
    gantry = factories.make_article(title="旧船厂的龙门吊不拆了", kicker="滨河更新")
    other = factories.make_article(title="别的事")
    assert listed(desk, "?q=龙门吊 滨河") == [gantry]
    assert listed(desk, f"?q={other.pk}") == [other]
    assert listed(desk, "?q=没有这回事") == []
    assert listed(desk, "?q=99999999999999999999") == []


def test_search_finds_words_of_the_text_in_every_state(desk):
    draft = factories.make_article(state=Article.State.DRAFT, body="<p>去渡口看船。</p>")
    binned = factories.make_article(state=Article.State.BINNED, tags=["渡口"])
    assert {*listed(desk, "?q=渡口")} == {draft, binned}
    assert listed(desk, "?q=。！") == []


def test_filters(desk, editor):
    top = factories.make_category("城建")
    below = factories.make_category("滨河", parent=top)
    source, cover = factories.make_source(), factories.make_image()
    found = factories.make_article(
        category=below, source=source.pk, cover=cover.pk, language="en", by=editor
    )
    factories.make_article()
    for query in (
        f"section={top.pk}",
        f"source__id__exact={source.pk}",
        "cover=yes",
        "language__exact=en",
        "mine=1",
    ):
        assert listed(desk, f"?{query}") == [found], query
    assert found not in listed(desk, "?cover=no")
    assert len(listed(desk, "?section=nonsense&state=nonsense")) == 2


def test_bylines_are_typed(desk):
    lin = factories.make_byline("林知夏", name_en="Lin Zhixia")
    signed = factories.make_article(bylines=[{"byline": lin.pk, "role": "photographer"}])
    factories.make_article()
    assert listed(desk, "?byline=知夏") == [signed]
    assert listed(desk, "?byline=zhixia") == [signed]
    assert listed(desk, "?byline=没有这个人") == []
    assert len(listed(desk, "?byline=+")) == 2


def test_days_are_whole_and_set_the_order(desk):
    at = timezone.make_aware
    early = factories.make_article(publish_at=at(datetime(2026, 3, 1, 0, 0)))
    late = factories.make_article(publish_at=at(datetime(2026, 3, 2, 23, 59)))
    next_day = factories.make_article(publish_at=at(datetime(2026, 3, 3, 0, 0)))
    Article.objects.filter(pk=early.pk).update(updated_at=at(datetime(2026, 4, 1)))
    assert listed(desk, "?from=2026-03-01&until=2026-03-02") == [late, early]
    assert listed(desk, "?from=2026-03-03") == [next_day]
    assert listed(desk, "?until=2026-03-01") == [early]
    assert len(listed(desk, "?until=9999-12-31")) == 3
    for nonsense in ("2026-02-30", "x", "%00"):
        response = desk.get(f"{LIST}?from={nonsense}")
        assert response.status_code in {200, 400}
    assert "2026-02-30" in desk.get(f"{LIST}?from=2026-02-30").content.decode()


def test_kinds_and_what_is_missing(desk):
    whole = factories.make_article(
        cover=factories.make_image().pk,
        source=factories.make_source().pk,
        bylines=[{"byline": factories.make_byline().pk, "role": "author"}],
        tags=["渡口"],
        summary="全的。",
        gallery=[{"image": factories.make_image().pk, "caption": ""}],
    )
    bare = factories.make_article(jump_url="https://example.org/")
    reprint = factories.make_article(original_title="Elsewhere", summary="有。")
    assert listed(desk, "?kind=pictures") == [whole]
    assert listed(desk, "?kind=link") == [bare]
    assert listed(desk, "?kind=reprint") == [reprint]
    for missing in ("cover", "source", "byline", "tags"):
        assert listed(desk, f"?needs={missing}") == [reprint, bare], missing
    assert listed(desk, "?needs=summary") == [bare]


def test_what_no_index_knows_is_sought_among_the_latest(desk, monkeypatch):
    monkeypatch.setattr(article_filters, "LOOKED_THROUGH", 1)
    factories.make_article()
    latest = factories.make_article()
    assert listed(desk, "?needs=cover") == [latest]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks for the plan of SQLite")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "article_desk"),
        ("?state=draft", "article_state_desk"),
        ("?mine=1", "article_publisher_desk"),
        ("?from=2026-01-01", "article_day_desk"),
        ("?o=4", "article_day_desk"),
        ("?o=-4", "article_day_desk"),
    ],
)
def test_the_list_walks_along_an_index(desk, query, index):
    plan = desk.get(f"{LIST}{query}").context["cl"].queryset.values("pk")[:50].explain()
    assert index in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan


def test_states_tell_times_apart(desk):
    now = timezone.now()
    stories = {state: factories.make_article(state=state) for state in ("draft", "review")}
    stories["live"] = factories.make_article()
    stories["scheduled"] = factories.make_article(publish_at=now + timedelta(days=1))
    stories["ended"] = factories.make_article(
        publish_at=now - timedelta(days=2), unpublish_at=(now - timedelta(days=1)).isoformat()
    )
    stories |= {state: factories.make_article(state=state) for state in ("withdrawn", "binned")}
    for standing, story in stories.items():
        assert listed(desk, f"?state={standing}") == [story], standing
        assert standing_of(story) == standing


def test_many_are_published_and_refusals_named(desk):
    ready, empty = factories.make_article(state="draft"), factories.make_article(state="draft")
    Article.objects.filter(pk=empty.pk).update(body="")
    chosen = {"action": "publish_chosen", "_selected_action": [ready.pk, empty.pk]}
    messages = told(desk.post(LIST, chosen, follow=True))
    assert len(messages) == 2
    assert str(empty) in messages[1]
    assert [Article.objects.get(pk=row.pk).state for row in (ready, empty)] == [
        State.PUBLISHED,
        State.DRAFT,
    ]
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "state"), [("withdraw_chosen", State.WITHDRAWN), ("bin_chosen", State.BINNED)]
)
def test_many_are_withdrawn_or_binned(desk, action, state):
    stories = [factories.make_article(), factories.make_article()]
    desk.post(LIST, {"action": action, "_selected_action": [row.pk for row in stories]})
    assert set(Article.objects.values_list("state", flat=True)) == {state}


def test_a_reporter_bins_own_drafts_and_is_told_why_not_more(make_user, client_of):
    client = client_of(make_user("记者", role="reporter"))
    draft, live = factories.make_article(state="draft"), factories.make_article()
    offered = client.get(LIST).context["action_form"].fields["action"].choices
    assert [name for name, _label in offered] == ["", "change_chosen", "bin_chosen"]
    chosen = {"action": "bin_chosen", "_selected_action": [draft.pk, live.pk]}
    assert len(told(client.post(LIST, chosen, follow=True))) == 2
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_the_list_counts_up_to_a_bound(desk, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "most", 3)
    for _number in range(5):
        factories.make_article()
    response = desk.get(LIST)
    assert response.context["cl"].result_count == 3


def test_stories_are_found_for_the_fields_that_pick_them(desk):
    story = factories.make_article(title="渡口的早班船")
    query = "app_label=news&model_name=relatedarticle&field_name=related&term=早班船"
    answer = desk.get(f"/admin/autocomplete/?{query}").json()
    assert [row["id"] for row in answer["results"]] == [str(story.pk)]
