"""Correcting a story that readers have seen: wording, a look, then saying it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from news import corrections
from news.models import Article, CategoryEditor, Correction
from tests import factories
from tests.conftest import give_second_factor
from tests.desk_forms import filled, rows

pytestmark = pytest.mark.django_db

Kind = Correction.Kind
TEXT = "第二段的岸线应为三百米，不是五百米。"


def address(article: Article, *, number: int = 0) -> str:
    end = f"{number}/" if number else ""
    return f"/admin/news/article/{article.pk}/correct/{end}"


@pytest.fixture
def manager(make_user):
    """A member of staff who may manage one section, and publish nowhere."""

    def of(article):
        user = make_user("区县编辑", is_staff=True)
        give_second_factor(user)
        CategoryEditor.objects.create(
            user=user, category=article.category, may_manage=True, may_publish=False
        )
        return user

    return of


def test_wording_is_looked_at_before_it_is_said(desk, editor):
    article = factories.make_article()
    page = desk.post(address(article), {"kind": "correction", "text": TEXT, "look": "1"})
    assert f"{TEXT}</p>" in page.content.decode()
    assert 'name="say"' in page.content.decode()
    assert not Correction.objects.exists()
    answer = desk.post(address(article), {"kind": "correction", "text": TEXT, "say": "1"})
    assert answer.url == address(article)
    (row,) = article.corrections.all()
    assert (row.kind, row.text, row.by) == ("correction", TEXT, editor)
    listed = desk.get(address(article)).content.decode()
    assert TEXT in listed and editor.display_name in listed


def test_nothing_typed_is_lost_by_an_error(desk):
    article = factories.make_article()
    page = desk.post(address(article), {"text": TEXT, "say": "1"})
    assert page.status_code == 200
    assert TEXT in page.content.decode()
    assert not Correction.objects.exists()


def test_correction_is_reworded_and_taken_back(desk, editor):
    article = factories.make_article()
    row = corrections.correct(article, text=TEXT, by=editor)
    here = address(article, number=row.pk)
    assert TEXT in desk.get(here).content.decode()
    desk.post(here, {"kind": "apology", "text": "我们向读者致歉：岸线是三百米。", "say": "1"})
    row.refresh_from_db()
    assert (row.kind, row.amended_at is not None) == ("apology", True)
    desk.post(here, {"take_back": "1"})
    assert not Correction.objects.exists()


def test_retraction_needs_the_right_to_publish(manager, client_of, desk):
    article = factories.make_article()
    client = client_of(manager(article))
    assert 'value="retraction"' not in client.get(address(article)).content.decode()
    typed = {"kind": "retraction", "text": "报道的主要事实不成立。", "say": "1"}
    assert client.post(address(article), typed).status_code == 200
    assert not Correction.objects.exists()
    client.post(address(article), typed | {"kind": "correction"})
    assert article.corrections.get().kind == "correction"
    assert desk.post(address(article), typed).status_code == 302
    assert Article.objects.get(pk=article.pk).is_retracted


def test_deed_itself_refuses_a_retraction_without_the_right(manager):
    article = factories.make_article()
    user = manager(article)
    with pytest.raises(PermissionDenied):
        corrections.correct(article, kind=Kind.RETRACTION, text=TEXT, by=user)
    row = corrections.correct(article, kind=Kind.RETRACTION, text=TEXT, by=None)
    row.kind = Kind.UPDATE
    with pytest.raises(PermissionDenied):
        corrections.amend(row, by=user)
    with pytest.raises(PermissionDenied):
        corrections.take_back(row, by=user)


def test_what_readers_never_saw_is_changed_not_corrected(desk):
    article = factories.make_article(state=Article.State.DRAFT)
    assert desk.get(address(article)).url == f"/admin/news/article/{article.pk}/change/"


@pytest.mark.parametrize("role", ["reporter", "moderator", "picture editor"])
def test_others_may_not_correct(role, make_user, client_of):
    article = factories.make_article()
    client = client_of(make_user("别人", role=role))
    assert client.get(address(article)).status_code == 403
    assert client.post(address(article), {"kind": "update", "text": TEXT}).status_code == 403


def test_form_of_a_live_story_leads_there(desk):
    article = factories.make_article()
    assert (
        address(article) in desk.get(f"/admin/news/article/{article.pk}/change/").content.decode()
    )


def test_correction_in_a_form_that_came_second_is_kept_and_not_said(desk, chief, client_of):
    article = factories.make_article()
    change = f"/admin/news/article/{article.pk}/change/"
    page = desk.get(change)
    other = client_of(chief)
    other.post(change, filled(other.get(change), title="先存的标题", _continue="1"))
    typed = rows("corrections", [{"kind": "clarification", "text": TEXT}])
    answer = desk.post(change, filled(page, title="后存的标题", **typed), follow=True)
    assert not Correction.objects.exists()
    told = _("Your correction is not published. It is kept in the form for corrections.")
    assert told in answer.content.decode()
    assert TEXT in desk.get(address(article)).content.decode()
