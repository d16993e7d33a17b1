"""What a reader finds at the address of a story."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from news import corrections, workflow
from news.models import Article, ReactionCount
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = (
    '<hr class="page" data-title="围墙之后"><p>第一页的话。</p>'
    '<hr class="page" data-title="账本与图纸"><p>第二页的话。</p>'
)


def page_of(client, article, query=""):
    response = client.get(article.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"<[^>]+>", "", html)


@pytest.fixture
def riverside():
    building = factories.make_category("城建", slug="building")
    return factories.make_category("滨河", slug="riverside", parent=building)


def test_article_shows_all_a_reader_is_owed(client, riverside, make_user):
    publisher = make_user("hemin", shown_name="何敏")
    factories.make_byline("何敏", slug="he-min", user=publisher)
    writer = factories.make_byline("林知夏", title_zh="城建记者")
    source = factories.make_source("澄河水文站", slug="gauge", licence_note_zh="须注明站名与时间。")
    related = factories.make_article(category=riverside, title="换瓦不换样")
    article = factories.make_article(
        category=riverside,
        kicker="滨河更新",
        title="旧船厂的龙门吊|不拆了",
        summary="三百米岸线还给散步的人。",
        by=publisher,
        source=source.pk,
        original_url="https://river.example/notice",
        original_title="水情通报",
        original_author="韩汀",
        bylines=[
            {"byline": writer.pk, "name": "", "role": "author"},
            {"byline": None, "name": "罗一川", "role": "photographer"},
            {"byline": None, "name": "方序", "role": "editor"},
        ],
        tags=["步道"],
        related=[related.pk],
        cover=factories.make_image().pk,
    )
    corrections.correct(article, text="应为三百米。", by=None)
    html = page_of(client, article)
    text = words(html)
    steps = re.findall(r"<li[^>]*>(.*?)</li>", html.split('class="crumb"')[1].split("</nav>")[0])
    assert [words(step) for step in steps][1:3] == ["城建", "滨河"]
    assert '<span class="kick br">滨河更新</span>' in html
    assert '<span class="ph">旧船厂的龙门吊</span><span class="ph">不拆了</span>' in html
    assert '<a href="/author/he-min/">何敏</a>' in html
    assert '<a href="/source/gauge/">澄河水文站</a>' in html
    assert html.index("应为三百米。") < html.index('<section class="brkt"')
    for wanted in ("韩汀", "林知夏", "城建记者", "罗一川", "方序", "须注明站名与时间。"):
        assert wanted in text
    assert '<a href="https://river.example/notice" rel="nofollow noopener">水情通报</a>' in html
    assert 'rel="tag">步道</a>' in html
    assert "换瓦不换样" in text.split("滨河更新")[-1]


def test_article_names_itself_to_machines(client, riverside):
    article = factories.make_article(
        category=riverside, title="一</script><b>二", slug="cranes", summary="“摘要”"
    )
    html = page_of(client, article)
    address = f"http://testserver/article/{article.pk}/cranes/"
    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    data, _steps = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    data = json.loads(data)
    assert data["headline"] == "一</script><b>二"
    assert data["url"] == address
    assert data["inLanguage"] == "zh-Hans"
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\+08:00", data["datePublished"])


def test_a_publisher_is_named_in_the_language_of_the_page(client, riverside):
    member = factories.make_user("xu", shown_name="许闻")
    byline = factories.make_byline(slug="xu", name_zh="许闻", name_en="Xu Wen", user=member)
    story = factories.make_article(category=riverside, language="en", publisher=member.pk)
    page = client.get(f"/en{story.get_absolute_url()}").content.decode()
    assert f'<dd><a href="/en/author/{byline.slug}/">Xu Wen</a></dd>' in page


def test_a_publisher_who_signs_nothing_stands_under_the_shown_name(client, riverside):
    member = factories.make_user("he", shown_name="何敏")
    story = factories.make_article(category=riverside, publisher=member.pk)
    assert '<dd translate="no">何敏</dd>' in page_of(client, story)


def test_hreflang_names_translations_and_only_those(client, riverside):
    chinese = factories.make_article(category=riverside, slug="cranes")
    html = page_of(client, chinese)
    assert 'hreflang="en" href="http' not in html
    english = factories.make_article(
        category=riverside, language="en", translation_group=str(chinese.translation_group)
    )
    html = page_of(client, chinese)
    pairs = re.findall(r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"', html)
    assert pairs == [
        ("zh-Hans", f"/article/{chinese.pk}/cranes/"),
        ("zh-Hant", f"/zh-hant/article/{chinese.pk}/cranes/"),
        ("en", f"/en/article/{english.pk}/"),
        ("x-default", f"/article/{chinese.pk}/cranes/"),
    ]


def test_slug_of_the_address_is_put_right_and_the_query_kept(client, riverside):
    article = factories.make_article(category=riverside, slug="old-yard", body=PAGES)
    for wrong in (f"/article/{article.pk}/", f"/article/{article.pk}/another/"):
        response = client.get(wrong + "?page=2")
        assert response.status_code == 301
        assert response["Location"] == f"/article/{article.pk}/old-yard/?page=2"


@pytest.mark.parametrize("state", [Article.State.WITHDRAWN, Article.State.BINNED])
def test_story_that_was_live_answers_410(client, state):
    article = factories.make_article(state=state)
    assert client.get(article.get_absolute_url()).status_code == 410


def test_story_whose_time_is_over_answers_410(client, clock):
    article = factories.make_article(unpublish_at=(clock() + timedelta(hours=1)).isoformat())
    assert client.get(article.get_absolute_url()).status_code == 200
    clock.advance(hours=1)
    assert client.get(article.get_absolute_url()).status_code == 410


def test_story_nobody_has_seen_answers_404(client, clock):
    draft = factories.make_article(state=Article.State.DRAFT)
    scheduled = factories.make_article(publish_at=clock() + timedelta(hours=1))
    withdrawn_before = factories.make_article(publish_at=clock() + timedelta(hours=1))
    workflow.withdraw(withdrawn_before, by=None)
    for article in (draft, scheduled, withdrawn_before):
        assert client.get(f"/article/{article.pk}/").status_code == 404
    assert client.get("/article/987654/").status_code == 404
    clock.advance(hours=2)
    assert client.get(f"/article/{scheduled.pk}/").status_code == 200


def test_story_in_another_language_leads_to_its_translation_or_names_the_original(client):
    chinese = factories.make_article(title="只有中文")
    response = client.get(f"/en/article/{chinese.pk}/")
    assert response.status_code == 404
    assert f'href="/article/{chinese.pk}/"' in response.content.decode()
    english = factories.make_article(
        language="en", slug="in-english", translation_group=str(chinese.translation_group)
    )
    response = client.get(f"/en/article/{chinese.pk}/")
    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/article/{english.pk}/in-english/",
    )
    response = client.get(f"/zh-hant/article/{english.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/zh-hant/article/{chinese.pk}/")


def test_jump_story_is_a_link_to_elsewhere(client):
    article = factories.make_article(jump_url="https://elsewhere.example/")
    response = client.get(article.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, "https://elsewhere.example/")


def test_long_story_is_read_by_the_page_or_whole(client):
    article = factories.make_article(body=PAGES)
    first = page_of(client, article)
    assert "<p>第一页的话。</p>" in first
    assert "<p>第二页的话。</p>" not in first
    assert '<a class="btn pri" href="?page=2#text" rel="next">' in first
    second = page_of(client, article, "?page=2")
    assert "<p>第一页的话。</p>" not in second
    assert '<span aria-current="page">账本与图纸</span>' in second
    whole = page_of(client, article, "?view=all")
    assert whole.index("<p>第一页的话。") < whole.index("<p>第二页的话。")
    canonical = f'<link rel="canonical" href="http://testserver/article/{article.pk}/?view=all">'
    assert all(canonical in html for html in (first, second, whole))


@pytest.mark.parametrize("number", ["0", "3", "-1", "two", "1.0", "٢", "9" * 30, ""])
def test_page_the_story_does_not_have_answers_404_with_search(client, number):
    article = factories.make_article(body=PAGES)
    response = client.get(article.get_absolute_url(), {"page": number})
    assert response.status_code == 404
    assert 'type="search"' in response.content.decode()


def test_neighbours_are_the_live_ones_of_the_section(client, riverside, clock):
    def told(hours, **content):
        return factories.make_article(
            category=riverside, publish_at=clock() - timedelta(hours=hours), **content
        )

    oldest, _gone = told(9, title="最旧"), told(8, state=Article.State.WITHDRAWN)
    article = told(7)
    told(6, language="en")
    factories.make_article(publish_at=clock() - timedelta(hours=5), title="别的栏目")
    same_moment = told(7, title="同一刻")
    html = page_of(client, article)
    neighbours = html.split('<nav class="pn"')[1].split("</nav>")[0]
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', neighbours) == [
        ("prev", oldest.get_absolute_url()),
        ("next", same_moment.get_absolute_url()),
    ]


def test_related_stories_are_the_editors_and_then_the_sections(client, riverside):
    by_hand = factories.make_article(title="编辑选的")
    hidden = factories.make_article(title="撤下的")
    newest = [factories.make_article(category=riverside, title=f"同栏{n}") for n in range(2)]
    article = factories.make_article(category=riverside, related=[by_hand.pk, hidden.pk])
    workflow.withdraw(hidden, by=None)
    block = page_of(client, article).split('aria-labelledby="rel"')[1].split("</section>")[0]
    shown = re.findall(r'<h3>.*?<a href="([^"]+)"', block)
    assert shown[0] == by_hand.get_absolute_url()
    assert set(shown[1:]) == {story.get_absolute_url() for story in newest}


def test_reactions_show_counts_bars_and_one_to_eight_kinds(client):
    kinds = factories.make_reaction_kinds()
    article = factories.make_article()
    ReactionCount.objects.create(article=article, kind=kinds[0], count=2, imported=1331)
    ReactionCount.objects.create(article=article, kind=kinds[1], count=333)
    html = page_of(client, article)
    assert '<span class="n" aria-hidden="true">1,333</span>' in html
    assert '<rect class="f-flower" y="4.0" width="10" height="96.0"/>' in html
    assert '<rect class="f-shake" y="76.0" width="10" height="24.0"/>' in html
    assert html.count('aria-pressed="false"><span class="vh" data-label>') == 5
    assert 'class="bar5 k5"' in html


def test_reactions_may_be_switched_off(client):
    factories.make_reaction_kinds()
    article = factories.make_article(allows_reactions=False)
    assert 'class="react"' not in page_of(client, article)


def test_film_lets_its_player_in_and_no_other_page_does(client):
    film = '<figure data-video="bilibili:BV1xx411c7mD"></figure>'
    with_film, without = factories.make_article(body=film), factories.make_article()
    policy = client.get(with_film.get_absolute_url())["Content-Security-Policy"]
    assert "frame-src https://player.bilibili.com" in policy
    assert "frame-src" not in client.get(without.get_absolute_url())["Content-Security-Policy"]


def test_comment_pages_are_kept_out_of_search_engines(client):
    article = factories.make_article()
    plain, sorted_ = page_of(client, article), page_of(client, article, "?sort=old")
    noindex = '<meta name="robots" content="noindex">'
    canonical = f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">'
    assert noindex not in plain
    assert noindex in sorted_
    assert canonical in sorted_


def test_qr_code_is_an_image_of_the_address(client):
    article = factories.make_article()
    response = client.get(f"/qr/{article.pk}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg xmlns=")
    draft = factories.make_article(state=Article.State.DRAFT)
    assert client.get(f"/qr/{draft.pk}.svg").status_code == 404


def test_article_asks_at_most_twelve_queries_however_much_there_is(
    client, committed, django_assert_max_num_queries
):
    with committed():
        section = factories.make_category()
        article, thread = full_article(section)
    few = queries_of(client, article, django_assert_max_num_queries)
    with committed():
        for _ in range(4):
            factories.make_article(category=section, cover=factories.make_image().pk)
            answered_comment(thread)
    assert queries_of(client, article, django_assert_max_num_queries) == few


def full_article(category):
    """A story with everything a page can show."""
    factories.make_reaction_kinds()
    images = [factories.make_image() for _ in range(4)]
    figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images[:2])
    document = factories.make_document()
    article = factories.make_article(
        category=category,
        body=f'<p>话。</p>{figures}<figure data-document="{document.pk}"></figure>',
        cover=images[2].pk,
        gallery=[{"image": image.pk, "caption": ""} for image in images],
        tags=["一", "二", "三"],
    )
    corrections.correct(article, text="改了。", by=None)
    factories.make_article(category=category)
    thread = factories.make_thread(article)
    answered_comment(thread)
    return article, thread


def answered_comment(thread):
    root = factories.make_comment(thread)
    factories.make_comment(thread, parent=root, root=root, depth=2)


def queries_of(client, article, at_most):
    """How many queries the page takes once the low-level caches are warm."""
    client.get(article.get_absolute_url())
    with at_most(12) as queries:
        client.get(article.get_absolute_url())
    return len(queries)


def test_update_time_shows_only_when_readers_got_another_text(client):
    article = factories.make_article()
    assert article.revised_at is None
    Article.objects.filter(pk=article.pk).update(revised_at=timezone.now())
    plain = page_of(client, article)
    assert 'property="article:modified_time"' in plain


def test_cover_that_stands_in_the_text_is_not_shown_twice(client):
    cover, other = factories.make_image(), factories.make_image()
    figure = f'<p>正文。</p><figure data-image="{cover.pk}"></figure>'
    assert "art-lead" not in page_of(client, factories.make_article(cover=cover.pk, body=figure))
    assert "art-lead" in page_of(client, factories.make_article(cover=other.pk, body=figure))
