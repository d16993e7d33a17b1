"""What readers find, and what they do not."""

import pytest

from news.search import Search, parse
from tests.factories import make_article, make_byline, make_image

pytestmark = pytest.mark.django_db

WORDS = ["龙门吊", "龍門吊", "老街", "滨河", "围墙", "圍牆", "记", "kelin", "KEL", "林知夏", "航拍"]


def ids(typed: str, language: str = "zh-hans", **wanted: object) -> list[int]:
    return Search(parse(typed), language, **wanted).found().article_ids


@pytest.mark.parametrize("typed", WORDS)
def test_a_story_is_found_by_every_part_of_it_in_either_script(typed: str) -> None:
    image = make_image(caption_zh="航拍的岸线")
    byline = make_byline("林知夏", name_en="Kelin Lin")
    story = make_article(
        title="旧船厂的龙门吊不拆了",
        kicker="滨河更新",
        summary="记者走了一圈。",
        tags=["老街"],
        bylines=[{"byline": byline.pk}],
        cover=image.pk,
    )
    make_article(title="别的事情", body="<p>没有关系。</p>")
    assert ids(typed) == [story.pk]
