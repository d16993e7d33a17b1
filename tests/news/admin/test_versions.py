"""Writing at the desk: autosave, versions, two editors at once; nothing typed is lost."""

import json
import time

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news import drafts, revisions, workflow
from news.models import Article, Draft, Revision, WorkflowEntry
from tests import factories
from tests.desk_forms import errors_of, filled, save
from tests.news.admin.test_article_form import change, long_story
from tests.yardstick import cost

pytestmark = pytest.mark.django_db

Kind = Revision.Kind
HOSTILE = '<p onclick="x()">好<script>alert(1)</script><a href="javascript:x()">链</a></p>'


@pytest.fixture
def other(chief, client_of):
    return client_of(chief)


def address(article, door):
    return f"/admin/news/article/{article.pk}/{door}/"


def autosave(client, article, page, *, version=0, **typed):
    """Send the form of a page as the script does."""
    fields = [
        [name, one]
        for name, value in filled(page, **typed).items()
        for one in (value if isinstance(value, list) else [value])
    ]
    sent = {"fields": fields, "base": article.working_number, "version": version}
    return client.post(address(article, "draft"), sent, content_type="application/json")


def test_saving_a_published_story_leaves_readers_the_old(desk):
    article = factories.make_article(title="旧题", tags=["旧"])
    image = factories.make_image()
    gallery = {"gallery-TOTAL_FORMS": 1, "gallery-0-image": image.pk, "gallery-0-caption": "新图"}
    save(desk, change(article), title="新题", tags="新", **gallery, _continue="1")
    article.refresh_from_db()
    assert (article.title, list(article.tags.names()), article.gallery.count()) == (
        "旧题",
        ["旧"],
        0,
    )
    page = desk.get(change(article))
    assert page.context["adminform"].form["title"].value() == "新题"
    assert "新图" in page.content.decode()
    save(desk, change(article), _update="1")
    article.refresh_from_db()
    assert (article.title, list(article.tags.names())) == ("新题", ["新"])
    assert article.gallery.get().caption == "新图"
    assert not article.has_pending()


def test_what_waits_is_discarded(desk):
    article = factories.make_article(title="旧题")
    save(desk, change(article), title="新题", _continue="1")
    assert desk.post(address(article, "discard")).status_code == 302
    page = desk.get(change(article))
    assert page.context["adminform"].form["title"].value() == "旧题"
    assert not page.context["has_pending"]


def test_autosave_keeps_everything_and_shows_it_again(desk, editor):
    article = factories.make_article(state="draft", tags=["旧"])
    image, person = factories.make_image(), factories.make_byline("林知夏")
    page = desk.get(change(article))
    answer = autosave(
        desk,
        article,
        page,
        title="半个|题",
        body=HOSTILE,
        tags="步道，船厂",
        cover=image.pk,
        publish_at="half a time",
        **{"gallery-TOTAL_FORMS": 1, "gallery-0-image": image.pk, "gallery-0-caption": "渡口"},
        **{"article_bylines-TOTAL_FORMS": 1, "article_bylines-0-byline": person.pk},
    )
    assert answer.status_code == 200
    assert answer.json()["version"] == Draft.objects.get().version
    state = Draft.objects.get().state
    assert (state["title"], state["title_breaks"]) == ("半个题", "半个|题")
    assert "script" not in state["body"]
    assert "javascript" not in state["body"]
    article.refresh_from_db()
    assert article.title != "半个题"
    assert desk.get(change(article)).context["offered"] == Draft.objects.get()
    taken = desk.get(change(article), {"draft": "1"})
    form = taken.context["adminform"].form
    assert (form["title"].value(), form["tags"].value()) == ("半个|题", "步道，船厂")
    assert form["draft_version"].value() == Draft.objects.get().version
    assert desk.post(change(article), filled(taken, _continue="1")).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.cover) == ("半个题", image)
    assert article.gallery.get().caption == "渡口"
    assert article.article_bylines.get().byline == person
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "sent", ["", "[]", "{", '{"fields": 3}', '{"fields": [[1]], "base": 0, "version": 0}']
)
def test_nonsense_is_no_autosave(desk, sent):
    article = factories.make_article(state="draft")
    answer = desk.post(address(article, "draft"), sent, content_type="application/json")
    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_signs_no_database_takes_fall_away(desk):
    article = factories.make_article(state="draft")
    fields = [["title", "好\0\ud800题"], ["body", "<p>\0文</p>"]]
    sent = json.dumps({"fields": fields, "base": 0, "version": 0})
    answer = desk.post(address(article, "draft"), sent, content_type="application/json")
    assert answer.status_code == 200
    assert Draft.objects.get().state["title"] == "好题"


def test_a_second_tab_is_told(desk):
    article = factories.make_article(state="draft")
    page = desk.get(change(article))
    assert autosave(desk, article, page, title="一").status_code == 200
    refused = autosave(desk, article, page, title="二")
    assert refused.status_code == 409
    assert Draft.objects.get().state["title"] == "一"


def test_saving_in_one_tab_sets_aside_what_another_kept(desk):
    article = factories.make_article(state="draft")
    page = desk.get(change(article))
    autosave(desk, article, page, title="另一个窗口的题目")
    desk.post(change(article), filled(page, title="这个窗口的题目", _continue="1"))
    article.refresh_from_db()
    assert article.title == "这个窗口的题目"
    assert article.revisions.get(kind=Kind.ASIDE).state["title"] == "另一个窗口的题目"


@pytest.mark.alone
def test_autosave_takes_few_queries_and_no_time(desk, django_assert_max_num_queries):
    article = factories.make_article(state="draft", body=f"<p>{'字' * 5000}</p>")
    page = desk.get(change(article))
    version, spent = 0, []
    for number in range(4):
        began = time.process_time()
        with django_assert_max_num_queries(14):
            answer = autosave(desk, article, page, title=f"第{number}次", version=version)
        spent.append(time.process_time() - began)
        version = answer.json()["version"]
    assert min(spent) < 0.05


def test_others_may_not_autosave_or_look(reader, client_of, make_user):
    article = factories.make_article()
    client = client_of(make_user("记者", role="reporter"))
    for door in ("draft", "presence", "takeover", "discard", "draft/drop"):
        assert client.post(address(article, door), {}).status_code == 403
    for door in ("versions", "versions/compare"):
        assert client.get(address(article, door)).status_code == 403


def test_dropping_the_unsaved_text(desk):
    article = factories.make_article(state="draft")
    autosave(desk, article, desk.get(change(article)), title="一")
    desk.post(address(article, "draft/drop"))
    assert not Draft.objects.exists()


def test_two_editors_never_overwrite_each_other(desk, other):
    body = "<p>第一段。</p><p>第二段。</p><p>第三段。</p>"
    article = factories.make_article(state="draft", title="题", body=body)
    ours, theirs = other.get(change(article)), desk.get(change(article))
    first = body.replace("第一段", "第一段，他改的")
    desk.post(change(article), filled(theirs, body=first, title="他的题", _continue="1"))
    second = body.replace("第三段", "第三段，我改的")
    typed = filled(ours, body=second, summary="我的摘要", _publish="1")
    answer = other.post(change(article), typed)
    article.refresh_from_db()
    assert (article.title, article.body, article.state) == ("他的题", first, "draft")
    aside = article.revisions.get(kind=Kind.ASIDE)
    assert answer.url == address(article, f"versions/{aside.number}/merge")
    page = other.get(answer.url)
    assert [field["key"] for field in page.context["fields"]] == ["title", "summary"] or {
        field["key"] for field in page.context["fields"]
    } == {"title", "summary"}
    chosen = {"head": page.context["head"].number, "field-title": "theirs", "field-summary": "mine"}
    for place, chunk, *_sides in page.context["chunks"]:
        chosen[f"block-{place}"] = "theirs" if chunk.takes_theirs else "mine"
    assert other.post(answer.url, chosen).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.summary) == ("他的题", "我的摘要")
    assert article.body == first.replace("第三段", "第三段，我改的")
    assert list(revisions.faults()) == []


@pytest.mark.parametrize(("whole", "title"), [("mine", "我的"), ("theirs", "他的")])
def test_either_version_is_taken_whole(desk, other, whole, title):
    article = factories.make_article(state="draft")
    mine = other.get(change(article))
    save(desk, change(article), title="他的", _continue="1")
    url = other.post(change(article), filled(mine, title="我的", _continue="1")).url
    other.post(url, {"whole": whole})
    article.refresh_from_db()
    assert article.title == title


def test_a_double_click_saves_once_and_publishes_once(desk):
    article = factories.make_article(state="draft")
    posted = filled(desk.get(change(article)), title="只一次", _publish="1")
    for _click in range(2):
        answer = desk.post(change(article), posted)
        assert answer.status_code == 302, errors_of(answer)
    assert article.revisions.exclude(kind=Kind.FIRST).count() == 1
    assert (
        WorkflowEntry.objects.filter(article=article, move="publish", by__isnull=False).count() == 1
    )


def test_a_form_without_its_base_is_refused_with_its_text(desk):
    article = factories.make_article(state="draft")
    answer = save(desk, change(article), title="打了半天", base=None, _continue="1")
    assert answer.status_code == 200
    assert answer.context["adminform"].form["title"].value() == "打了半天"


def test_a_colleague_is_seen_and_may_take_over(desk, other, editor, chief):
    article = factories.make_article(state="draft")
    desk.post(address(article, "presence"))
    assert other.post(address(article, "presence")).json()["others"] == [editor.display_name]
    assert editor.display_name in other.get(change(article)).content.decode()
    other.post(address(article, "takeover"))
    assert desk.post(address(article, "presence")).json()["taken_over_by"] == chief.display_name
    refused = autosave(desk, article, desk.get(change(article)), title="一")
    assert (refused.status_code, refused.json()["taken_over"]) == (409, True)


def test_versions_are_listed_compared_named_and_restored(desk):
    article = factories.make_article(state="draft", body="<p>旧话。</p><p>首期三百二十米。</p>")
    body = "<p>旧话。</p><p>首期三百米。</p>"
    save(desk, change(article), body=body, version_name="定稿", _continue="1")
    listed = desk.get(address(article, "versions")).content.decode()
    assert "定稿" in listed
    assert "<del>二十</del>" in listed
    assert "<del>二十</del>" in desk.get(change(article)).content.decode()
    compared = desk.get(address(article, "versions/compare"), {"left": "1", "right": "2"})
    assert "首期三百<del>二十</del>米。" in compared.content.decode()
    assert "旧话。" in compared.content.decode()
    desk.post(address(article, "versions/1/name"), {"name": "初稿"})
    assert "初稿" in desk.get(address(article, "versions/1")).content.decode()
    desk.post(address(article, "versions/1/restore"))
    article.refresh_from_db()
    assert article.body == "<p>旧话。</p><p>首期三百二十米。</p>"
    assert article.revisions.first().kind == Kind.RESTORE


@pytest.mark.parametrize("door", ["versions/99", "versions/99/merge", "versions/1/merge"])
def test_versions_that_are_not_there_answer_404(desk, door):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="一", _continue="1")
    assert desk.get(address(article, door)).status_code == 404
    odd = {"left": "x", "right": "draft"}
    assert desk.get(address(article, "versions/compare"), odd).status_code == 404


def test_hostile_words_of_an_old_version_stay_words(desk, editor):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="<script>alert(1)</script>", _continue="1")
    row = article.revisions.first()
    row.state["body"] = HOSTILE
    row.save()
    for door in ("versions", f"versions/{row.number}", "versions/compare"):
        content = desk.get(address(article, door), {"left": row.number}).content.decode()
        assert "<script>alert" not in content
    save(desk, change(article), title="别的", _continue="1")
    desk.post(address(article, f"versions/{row.number}/restore"))
    article.refresh_from_db()
    assert "script" not in article.body
    assert "onclick" not in article.body


def test_what_readers_saw_at_a_minute(desk, clock):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="一", _publish="1")
    seen = timezone.localtime()
    clock.advance(hours=1)
    save(desk, change(article), title="二", _update="1")
    page = desk.get(address(article, "versions"), {"at": seen.strftime("%Y-%m-%dT%H:%M")})
    assert page.context["stood"].state["title"] == "一"
    assert desk.get(address(article, "versions"), {"at": "yesterday"}).status_code == 200


def test_a_version_is_erased_by_who_may(desk, administrator, client_of):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="诽谤", _continue="1")
    save(desk, change(article), title="改过", _continue="1")
    erased = article.revisions.get(number=2)
    assert desk.post(address(article, "versions/2/erase"), {"why": "法院"}).status_code == 403
    client = client_of(administrator)
    client.post(address(article, "versions/2/erase"), {"why": "法院裁定"})
    erased.refresh_from_db()
    assert (erased.state, erased.erased_for) == (None, "法院裁定")
    assert "法院裁定" in client.get(address(article, "versions/2")).content.decode()
    assert client.get(address(article, "versions/compare"), {"left": "2"}).status_code == 302
    assert client.post(address(article, "versions/2/restore")).status_code == 302


def test_history_is_verified(desk, capsys):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="一", _continue="1")
    call_command("verify_history")
    assert "no fault" in capsys.readouterr().out
    row = article.revisions.first()
    row.state["title"] = "一二"
    row.save()
    with pytest.raises(CommandError):
        call_command("verify_history")
    assert f"story {article.pk}, version 2: its content was changed" in capsys.readouterr().out


def test_handing_over_makes_a_version_of_that_kind(desk):
    article = factories.make_article(state="draft")
    save(desk, change(article), title="交稿", _review="1")
    assert article.revisions.first().kind == Kind.HANDOVER


def test_an_idle_draft_is_a_version_when_next_opened(desk, editor, clock):
    article = factories.make_article(state="draft")
    drafts.keep(article, {"title": "昨晚写的"}, by=editor, base=0, version=0)
    clock.advance(minutes=31)
    page = desk.get(change(article))
    assert page.context["adminform"].form["title"].value() == "昨晚写的"
    assert (page.context["offered"], page.context["head"].kind) == (None, Kind.SITTING)


def test_a_new_story_is_asked_for_and_made(desk, editor):
    factories.make_category(allows_publishing=False)
    section = factories.make_category()
    assert desk.get("/admin/news/article/add/").status_code == 200
    assert not Article.objects.exists()
    urls = {desk.post("/admin/news/article/add/").url for _click in range(2)}
    article = Article.objects.get()
    assert urls == {change(article)}
    assert (article.category, article.publisher, article.state) == (section, editor, "draft")
    assert desk.get(change(article)).status_code == 200


@pytest.mark.alone
def test_a_story_with_everything_opens_soon(desk, monkeypatch):
    article = long_story()
    save(desk, change(article), title="待发的题目", _continue="1")
    # The client of the tests copies what each of 1,400 templates was given; no server does.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    assert desk.get(change(article)).status_code == 200
    assert cost(lambda: desk.get(change(article))) < 0.3


def test_withdrawing_keeps_what_waits(desk):
    article = factories.make_article(title="旧题")
    save(desk, change(article), title="新题", _continue="1")
    workflow.withdraw(article, by=None)
    page = desk.get(change(article))
    assert page.context["adminform"].form["title"].value() == "新题"
