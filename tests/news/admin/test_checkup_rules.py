"""What the check-up looks for, set by the newsroom itself."""

import pytest

from news import checkup, workflow
from news.models import Article, CheckupOverride, CheckupSettings, HouseWord
from tests import factories
from tests.desk_forms import filled, told

pytestmark = pytest.mark.django_db

RULES = "/admin/news/checkupsettings/"
WORDS = "/admin/news/houseword/"


@pytest.fixture
def desk(client_of, chief):
    return client_of(chief)


def test_a_kind_is_made_heavier_and_one_is_not_looked_for(desk, chief):
    form = desk.get(RULES, follow=True)
    address = form.redirect_chain[-1][0]
    desk.post(address, filled(form, source="error", editor="off", title_most="20"))
    row = CheckupSettings.objects.get()
    assert row.severities == {"source": "error", "editor": "off"}
    assert row.title_most == 20
    again = desk.get(address)
    assert again.context["adminform"].form["source"].value() == "error"
    draft = factories.make_article(state=Article.State.DRAFT)
    with pytest.raises(workflow.ValidationError):
        workflow.publish(draft, by=chief)


def test_a_word_is_tried_on_recent_stories_and_changes_none(desk):
    story = factories.make_article(body="<p>做为回应，他们贴出了账本。叫做为民路。</p>")
    word = HouseWord.objects.create(
        pattern="做为", kind="style", suggestion="作为", exceptions="叫做为民路"
    )
    page = desk.get(f"{WORDS}{word.pk}/try/")
    (hit,) = page.context["hits"]
    assert (hit.article, hit.before, hit.said) == (story, "", "做为")
    assert "<mark>做为</mark>" in page.content.decode()
    story.refresh_from_db()
    assert "做为回应" in story.body


def test_a_trial_asks_the_same_for_one_story_and_for_five(desk, django_assert_max_num_queries):
    word = HouseWord.objects.create(pattern="做为", kind="style")
    factories.make_article(body="<p>做为</p>")
    desk.get(f"{WORDS}{word.pk}/try/")
    with django_assert_max_num_queries(9):
        desk.get(f"{WORDS}{word.pk}/try/")
    for _number in range(4):
        factories.make_article(body="<p>做为</p>")
    with django_assert_max_num_queries(9):
        desk.get(f"{WORDS}{word.pk}/try/")


def test_the_first_list_is_taken_in_once_and_keeps_what_is_there(desk):
    HouseWord.objects.create(pattern="做为", kind="banned")
    answer = desk.post(f"{WORDS}first/", follow=True)
    assert "词" in told(answer)[0] or "words" in told(answer)[0]
    count = HouseWord.objects.count()
    assert count > 20
    assert HouseWord.objects.get(pattern="做为").kind == "banned"
    desk.post(f"{WORDS}first/")
    assert HouseWord.objects.count() == count


def test_the_first_list_is_for_who_may_add_words(client_of, editor):
    desk = client_of(editor)
    assert desk.post(f"{WORDS}first/").status_code == 403
    assert desk.get(WORDS).status_code == 200
    assert not HouseWord.objects.exists()


def test_what_was_passed_over_is_listed_and_stays(desk, chief):
    image = factories.make_image(rights_end="2020-01-31")
    draft = factories.make_article(state=Article.State.DRAFT, cover=image.pk)
    with checkup.overriding("授权已续签"):
        workflow.publish(draft, by=chief)
    page = desk.get("/admin/news/checkupoverride/").content.decode()
    assert "授权已续签" in page
    assert chief.display_name in page
    row = CheckupOverride.objects.get()
    assert desk.post(f"/admin/news/checkupoverride/{row.pk}/delete/").status_code == 403
