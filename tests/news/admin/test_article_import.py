"""Tables of stories: looked at, tried, taken in once; what is wrong is said by row."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from news import drafts, editing, intake, revisions, taking_in
from news.admin import article_import, sheets
from news.models import Article, CategoryEditor, Intake, IntakeRow
from tests import factories
from tests.conftest import give_second_factor
from tests.news.admin.tables import IMPORT, csv_of, send

pytestmark = pytest.mark.django_db

EXPORT = "/admin/news/article/export/"


def take_in(client, shown):
    return client.post(shown.redirect_chain[-1][0], follow=True)


def refusals(response) -> list[tuple[int, str]]:
    return [(line.row.line, line.refusal) for line in response.context["lines"] if line.refusal]


def exported(client, kind: str = "csv") -> bytes:
    return client.post(EXPORT, {"kind": kind, "columns": list(sheets.COLUMNS)}).content


def test_a_row_without_a_number_becomes_a_draft_whose_text_is_cleaned(desk, editor):
    section = factories.make_category("城建")
    source = factories.make_source(slug="gauge")
    person = factories.make_byline("林知夏")
    shown = send(
        desk,
        csv_of(
            "title,summary,source,bylines,tags,text",
            "渡口的早班船,六点开船,gauge,author=林知夏、photographer=周渡,城建、渡口,"
            '"<p onclick=""x()"">船<script>x()</script>开了</p>"',
            '第二条,,,,,"一段 <3\n二段"',
        ),
        category=section.pk,
    )
    assert not Article.objects.exists()
    assert len(shown.context["lines"]) == 2
    assert shown.context["waiting"] == 2
    done = take_in(desk, shown)
    assert refusals(done) == []
    first, second = Article.objects.order_by("pk")
    assert (first.title, first.summary, first.state) == ("渡口的早班船", "六点开船", "draft")
    assert (first.category, first.source, first.publisher) == (section, source, editor)
    assert first.body == "<p>船开了</p>"
    assert second.body == "<p>一段 &lt;3</p><p>二段</p>"
    assert sorted(first.tags.values_list("name", flat=True)) == ["城建", "渡口"]
    assert [(row.byline, row.free_name, row.role) for row in first.article_bylines.all()] == [
        (person, "", "author"),
        (None, "周渡", "photographer"),
    ]
    assert LogEntry.objects.count() == 2


def test_what_a_row_changes_is_shown_then_done_as_a_version(desk):
    story = factories.make_article(title="旧标题", state="draft", tags=["渡口"])
    shown = send(desk, csv_of("number,title,tags", f"{story.pk},新标题,渡口、城建"))
    (line,) = shown.context["lines"]
    assert [change[1:] for change in line.changes] == [
        ("旧标题", "新标题"),
        ("渡口", "城建、渡口"),
    ]
    story.refresh_from_db()
    assert story.title == "旧标题"
    assert not story.revisions.exists()
    done = take_in(desk, shown)
    story.refresh_from_db()
    assert story.title == "新标题"
    assert story.revisions.count() == 2
    assert [tuple(one) for one in done.context["lines"][0].changes] == line.changes
    assert LogEntry.objects.count() == 1


def test_an_embargo_is_set_kept_and_taken_away(desk, clock):
    story = factories.make_article(state="draft")
    for cell, kept in [
        ("2026/07/12 08:00", "2026-07-12 08:00"),
        ("2026-07-12 08:00:00", "2026-07-12 08:00"),
        ("2026-07-13", "2026-07-13 00:00"),
        ("", None),
    ]:
        take_in(desk, send(desk, csv_of("number,embargo_until", f"{story.pk},{cell}")))
        story.refresh_from_db()
        until = story.embargo_until
        assert (until and f"{localtime(until):%Y-%m-%d %H:%M}") == kept
    for cell in ("tomorrow", "2026-13-40", "2026-07-12 25:00"):
        shown = send(desk, csv_of("number,embargo_until", f"{story.pk},{cell}"))
        assert "2026-07-08 09:30" in refusals(shown)[0][1]


def test_an_embargo_that_a_live_story_has_no_time_for_is_refused(desk, clock):
    story = factories.make_article()
    shown = send(desk, csv_of("number,embargo_until", f"{story.pk},2099-01-01"))
    assert len(refusals(shown)) == 1
    take_in(desk, shown)
    story.refresh_from_db()
    assert story.embargo_until is None


def test_readers_of_a_live_story_wait_for_the_new_version(desk):
    story = factories.make_article(title="旧标题")
    shown = send(desk, csv_of("number,title", f"{story.pk},新标题"))
    assert shown.context["lines"][0].is_pending
    take_in(desk, shown)
    story.refresh_from_db()
    assert story.title == "旧标题"
    assert story.has_pending()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_what_was_exported_changes_nothing_when_it_comes_back(desk, editor, kind):
    story = factories.make_article(
        title="=1+1",
        summary="一行\r\n二行",
        kicker="'=",
        source=factories.make_source(slug="gauge").pk,
        tags=["城建"],
        bylines=[
            {"byline": factories.make_byline("林知夏").pk, "role": "author"},
            {"byline": None, "name": "A、B=C", "role": "photographer"},
        ],
    )
    waiting = factories.make_article(title="在线")
    revisions.save(waiting, {"title": "待发"}, by=editor)
    shown = send(desk, exported(desk, kind), f"stories.{kind}")
    assert refusals(shown) == []
    assert shown.context["waiting"] == 0
    assert set(IntakeRow.objects.values_list("outcome", flat=True)) == {"same"}
    assert IntakeRow.objects.count() == 2
    before = story.updated_at
    take_in(desk, shown)
    story.refresh_from_db()
    assert story.updated_at == before


def test_a_changed_table_comes_back_without_its_guards(desk):
    story = factories.make_article(title="=1+1", state="draft")
    data = exported(desk).decode("utf-8-sig").replace("'=1+1", "'=1+2")
    take_in(desk, send(desk, data.encode()))
    story.refresh_from_db()
    assert story.title == "=1+2"


def test_a_table_older_than_the_story_undoes_nothing(desk, editor):
    story = factories.make_article(title="旧标题", state="draft")
    data = exported(desk).decode("utf-8-sig").replace("旧标题", "表里的标题").encode()
    revisions.save(story, {"title": "同事的标题"}, by=editor)
    shown = send(desk, data)
    assert [line for line, _why in refusals(shown)] == [2]
    take_in(desk, shown)
    story.refresh_from_db()
    assert story.title == "同事的标题"


def test_a_story_changed_between_look_and_order_is_left_alone(desk, editor):
    story = factories.make_article(title="旧标题", state="draft")
    shown = send(desk, csv_of("number,title", f"{story.pk},表里的标题"))
    editing.apply(story, {"summary": "别的"}, by=editor)
    done = take_in(desk, shown)
    assert [line for line, _why in refusals(done)] == [2]
    story.refresh_from_db()
    assert story.title == "旧标题"


def test_what_the_editor_typed_and_did_not_save_is_not_lost(desk, editor):
    story = factories.make_article(title="旧标题", state="draft")
    drafts.keep(story, {"title": "正在写"}, by=editor, base=0, version=0)
    shown = send(desk, csv_of("number,title", f"{story.pk},表里的标题"))
    assert len(refusals(shown)) == 1
    take_in(desk, shown)
    assert drafts.own(story, by=editor).state["title"] == "正在写"


def test_an_order_sent_twice_and_a_table_sent_twice_do_nothing_twice(desk):
    section = factories.make_category("城建")
    data = csv_of("title,section", f"渡口,{section.path}")
    shown = send(desk, data)
    take_in(desk, shown)
    take_in(desk, shown)
    assert Article.objects.count() == 1
    again = send(desk, data)
    assert [line for line, _why in refusals(again)] == [2]
    assert again.context["waiting"] == 0
    assert Article.objects.count() == 1
    Article.objects.update(state="binned")
    take_in(desk, send(desk, data))
    assert Article.objects.count() == 2


def test_two_tables_of_the_same_rows_looked_at_together_make_one_draft(desk):
    section = factories.make_category("城建")
    data = csv_of("title,section", f"渡口,{section.path}")
    one, other = send(desk, data), send(desk, data)
    take_in(desk, one)
    assert [line for line, _why in refusals(take_in(desk, other))] == [2]
    assert Article.objects.count() == 1


def test_each_row_in_error_is_named_and_the_others_go_on(desk):
    section = factories.make_category("城建")
    story = factories.make_article(state="draft", title="旧")
    factories.make_byline("同名", slug="a")
    factories.make_byline("同名", slug="b")
    lines = [
        "number,title,section,language,source,bylines,tags,allows_comments,original_url,text",
        f",好的,{section.path},,,,,,,",
        f",,{section.path},,,,,,,",
        ",没有栏目,,,,,,,,",
        ",错栏目,没有/这里,,,,,,,",
        f",错语言,{section.path},fr,,,,,,",
        f",错来源,{section.path},,没有,,,,,",
        f",错角色,{section.path},,,cook=某人,,,,",
        f",两个人,{section.path},,,同名,,,,",
        f",错开关,{section.path},,,,,maybe,,",
        f",错地址,{section.path},,,,,,javascript:alert(1),",
        f",{'长' * 201},{section.path},,,,,,,",
        "999999,没有,,,,,,,,",
        "abc,没有,,,,,,,,",
        f"{story.pk},改,,,,,,,,正文",
        f"{story.pk},再改,,,,,,,,",
        f",好的,{section.path},,,,,,,",
        f",多一格,{section.path},,,,,,,,多",
    ]
    shown = send(desk, csv_of(*lines))
    assert [line for line, _why in refusals(shown)] == list(range(3, 19))
    assert all(why for _line, why in refusals(shown))
    take_in(desk, shown)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["好的", "旧"]


def test_rows_are_asked_for_by_story_and_section(make_user, client_of):
    mine, other = factories.make_category("城建"), factories.make_category("文化")
    user = make_user("分区编辑", is_staff=True)
    give_second_factor(user)
    CategoryEditor.objects.create(user=user, category=mine, may_publish=True)
    inside = factories.make_article(category=mine, state="draft")
    outside = factories.make_article(category=other, state="draft", title="外面")
    shown = send(
        client_of(user),
        csv_of(
            "number,title,section",
            f"{inside.pk},甲,{other.path}",
            f"{outside.pk},乙,",
            f",丙,{other.path}",
            f",丁,{mine.path}",
        ),
    )
    assert [line for line, _why in refusals(shown)] == [2, 3, 4]
    assert "外面" not in shown.content.decode()
    take_in(client_of(user), shown)
    assert Article.objects.filter(title="丁", category=mine).count() == 1
    assert Article.objects.count() == 3


def test_nobody_sees_the_tables_of_others(desk, chief, moderator, client_of):
    shown = send(desk, csv_of("title", "渡口"))
    address = shown.redirect_chain[-1][0]
    assert client_of(chief).get(address).status_code == 404
    assert client_of(chief).post(address).status_code == 404
    assert client_of(moderator).get(IMPORT).status_code == 403


def test_a_long_table_is_taken_in_by_and_by(desk, monkeypatch):
    section = factories.make_category("城建")
    monkeypatch.setattr(article_import, "ON_A_PAGE", 2)
    shown = send(desk, csv_of("title", "一", "二", "三"), category=section.pk)
    assert len(shown.context["lines"]) == 2
    address = shown.redirect_chain[-1][0]
    assert [line.row.line for line in desk.get(f"{address}?page=2").context["lines"]] == [4]
    kept = Intake.objects.get()
    Intake.objects.update(ordered_at=kept.at)
    assert not taking_in.take_in(kept, seconds=-1)
    assert kept.rows.filter(outcome="waiting").count() == 3
    taking_in.stop(kept)
    desk.post(address)
    assert Article.objects.count() == 3


@pytest.mark.parametrize("count", [1, 5])
def test_handing_in_costs_the_same_for_one_and_five(
    desk, committed, count, django_assert_max_num_queries
):
    with committed():
        stories = [
            factories.make_article(source=factories.make_source().pk, tags=[f"标签{number}"])
            for number in range(count)
        ]
    lines = [f"{story.pk},{story.title},林知夏" for story in stories]
    desk.get(IMPORT)
    file = SimpleUploadedFile("x.csv", csv_of("number,title,bylines", *lines))
    with django_assert_max_num_queries(20):
        response = desk.post(IMPORT, {"file": file})
    assert response.status_code == 302
    assert IntakeRow.objects.count() == count


def test_tables_are_forgotten(desk, clock):
    send(desk, csv_of("title", "渡口"))
    clock.advance(days=31)
    intake.forget_old_tables.call()
    assert not IntakeRow.objects.exists()
