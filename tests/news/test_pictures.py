"""What a picture must say before readers see it."""

import pytest
from django.utils import translation

from news import pictures, workflow
from news.models import Article
from portal.site.models import SiteSettings
from tests import factories
from tests.desk_forms import save

pytestmark = pytest.mark.django_db


def story_with(*, cover=None, figure=None, gallery=()) -> Article:
    body = f'<p>文</p><figure data-image="{figure.pk}"></figure>' if figure else "<p>文</p>"
    return factories.make_article(
        state=Article.State.DRAFT,
        cover=cover and cover.pk,
        body=body,
        gallery=[{"image": image.pk, "caption": ""} for image in gallery],
    )


def test_what_a_picture_lacks_is_named():
    assert pictures.missing_in(factories.make_image()) == []
    assert pictures.missing_in(factories.make_image(alt_zh="", alt_en="A crane")) == []
    bare = factories.make_image(alt_zh=" ", credit="")
    with translation.override("en"):
        assert pictures.missing_in(bare) == ["credit", "alternative text"]


@pytest.mark.parametrize("place", ["cover", "figure", "gallery"])
def test_who_publishes_by_hand_is_asked_for_each_picture(chief, place):
    bare = factories.make_image(alt_zh="", caption_zh="<b>船台</b>")
    article = story_with(**{place: [bare] if place == "gallery" else bare})

    with pytest.raises(workflow.CannotMove) as refusal:
        workflow.publish(article, by=chief)

    (message,) = refusal.value.messages
    assert f'<a href="/admin/news/image/{bare.pk}/change/">&lt;b&gt;船台&lt;/b&gt;</a>' in message
    article.refresh_from_db()
    assert article.state == Article.State.DRAFT


def test_each_lacking_picture_is_named_once(chief):
    one, two = factories.make_image(alt_zh=""), factories.make_image(credit="")
    article = story_with(cover=one, figure=one, gallery=[one, two])
    with pytest.raises(workflow.CannotMove) as refusal:
        workflow.publish(article, by=chief)
    assert len(refusal.value.messages) == 2


def test_importers_are_asked_for_nothing():
    article = story_with(cover=factories.make_image(alt_zh="", credit=""))
    assert workflow.publish(article, by=None).is_live()


def test_a_site_may_do_without(chief):
    settings = SiteSettings.objects.get_or_create(pk=1)[0]
    settings.requires_picture_texts = False
    settings.save()
    article = story_with(cover=factories.make_image(alt_zh=""))
    assert workflow.publish(article, by=chief).is_live()


def test_the_question_costs_the_same_for_many_pictures(django_assert_num_queries):
    for number in (1, 5):
        article = story_with(gallery=[factories.make_image(alt_zh="") for _ in range(number)])
        pictures.lacking_in(article)
        with django_assert_num_queries(1):
            assert len(pictures.lacking_in(article)) == number


def test_the_form_leads_to_the_picture(chief, client_of):
    bare = factories.make_image(alt_zh="")
    article = story_with(cover=bare)
    response = save(client_of(chief), f"/admin/news/article/{article.pk}/change/", _publish="1")
    assert f'<a href="/admin/news/image/{bare.pk}/change/">' in response.content.decode()


def test_the_list_leads_to_the_picture(chief, client_of):
    bare = factories.make_image(alt_zh="")
    article = story_with(cover=bare)
    action = {"action": "publish_chosen", "_selected_action": [article.pk]}
    response = client_of(chief).post("/admin/news/article/", action, follow=True)
    assert f'<a href="/admin/news/image/{bare.pk}/change/">' in response.content.decode()
