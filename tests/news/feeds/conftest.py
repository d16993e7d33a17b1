"""A story with all that a feed tells of one."""

import pytest

from news import renditions
from portal.site.models import SiteSettings
from tests import factories


@pytest.fixture
def image():
    picture = factories.make_image(width=64, height=48, credit="罗一川", alt_zh="吊臂")
    renditions.make_first(picture)
    return picture


@pytest.fixture
def story(clock, image):
    SiteSettings(name_zh="澄浦新闻", name_en="Chengpu News", slogan_zh="把城里的事说清楚").save()
    section = factories.make_category("城建", slug="building", name_en="Building")
    source = factories.make_source("澄河水文站", slug="gauge", licence_note_zh="转载须注明。")
    lin = factories.make_byline("林知夏", slug="lin", name_en="Lin Zhixia")
    article = factories.make_article(
        category=section,
        kicker="北堤",
        title="旧船厂的龙门吊<不拆了>",
        slug="gantry",
        summary="步道从吊臂下面过 & 不收费。",
        body='<p>早上六点，<a href="/section/building/">城建</a>。</p>',
        source=source.pk,
        original_url="https://gauge.example/7?a=1&b=2",
        original_title="水位通报",
        bylines=[
            {"byline": lin.pk, "name": "", "role": "author"},
            {"byline": None, "name": "陈一", "role": "author"},
            {"byline": None, "name": "周审", "role": "editor"},
        ],
        tags=["步道"],
        cover=image.pk,
    )
    factories.make_topic(slug="river", title="澄河", articles=[article], publish_at=clock())
    return article
