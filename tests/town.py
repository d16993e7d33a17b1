"""A small city of news: one of every page a reader can open, in all languages."""

from itertools import product

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from news import corrections, uploads
from news.models import Article, Image, Tag
from portal.site.models import Notice, SiteSettings
from tests import factories

PREFIXES = {"zh-Hans": "", "zh-Hant": "/zh-hant", "en": "/en"}

BODY = (
    '<hr class="page" data-title="围墙之后"><p>早上六点，围墙缺了口子，<em>先拆的是墙</em>。</p>'
    "{figures}"
    '<blockquote class="pull"><p>它们站在那里。</p><footer>方序</footer></blockquote>'
    '<aside class="fact"><h2>数字</h2><dl><div><dt>岸线</dt><dd>1.2 公里</dd></div></dl></aside>'
    "<table><caption>分期开放</caption><thead><tr><th>阶段</th><th>投资</th></tr></thead>"
    '<tbody><tr><th>一期</th><td class="r">2,180</td></tr></tbody></table>'
    '<figure data-video="bilibili:BV1xx411c7mD"><figcaption>试灯</figcaption></figure>'
    '<hr class="page" data-title="账本"><h3>账本</h3><p>账也算过。</p>'
)


def build() -> Article:
    """Publish the city; give the story that has everything on its page."""
    SiteSettings(
        name_zh="澄浦新闻",
        name_en="Chengpu News",
        slogan_zh="把城里的事说清楚",
        logo_bracket_zh="澄浦",
        logo_text_zh="新闻",
    ).save()
    Notice.objects.create(text_zh="澄河水位超警戒", text_en="The river is high")
    call_command("setup_pages", verbosity=0)
    factories.make_reaction_kinds()
    images = [make_picture(n) for n in range(4)]
    building = factories.make_category("城建", slug="building", name_en="Building", pigment="ochre")
    opinion = factories.make_category("观点", front_layout="opinion", pigment="gamboge")
    pictures = factories.make_category("图片", front_layout="pictures", pigment="ink")
    writer = factories.make_byline("林知夏", slug="lin", title_zh="城建记者")
    lines = [{"byline": writer.pk, "name": "", "role": "author"}]
    source = factories.make_source("澄浦新闻社", slug="gauge", licence_note_zh="转载请注明来源。")
    for number, section in enumerate((opinion, pictures, building, building)):
        factories.make_article(
            category=section,
            kicker="老街",
            title=f"换瓦不换样：南塘街修屋顶，先学认瓦（{number}）",
            cover=images[1].pk,
            bylines=lines,
        )
    english = {"language": "en", "category": building, "source": source.pk, "bylines": lines}
    factories.make_article(title="The cranes stay", cover=images[1].pk, **english)
    article = factories.make_article(
        category=building,
        kicker="滨河更新",
        title="旧船厂的龙门吊|不拆了：澄浦把三百米岸线|还给散步的人",
        summary="停产十一年的北堤船厂将分三期改成开放岸线。",
        body=BODY.format(figures=f'<figure data-image="{images[2].pk}"></figure>'),
        cover=images[0].pk,
        source=source.pk,
        bylines=lines,
        tags=["步道", "汛期"],
    )
    corrections.correct(article, text="应为三百米。", by=None)
    factories.make_topic(title="把河还给城", slug="river", cover=images[3], articles=[article])
    thread = factories.make_thread(article)
    root = factories.make_comment(thread, "终于看见河了。", guest_name="柳湾老顾")
    factories.make_comment(thread, "同意。", parent=root, root=root, depth=2, guest_name="猫")
    return article


def make_picture(number: int) -> Image:
    """A picture with a real file, as an editor uploads it."""
    upload = SimpleUploadedFile(f"{number}.jpg", factories.picture_bytes(1200, 800), "image/jpeg")
    return uploads.add_image(upload, credit="罗一川", caption_zh="图注。", alt_zh="一张图")


def families() -> list[str]:
    """One address of each kind of page, without its language."""
    tag = Tag.objects.get(name="步道")
    return [
        "/",
        "/section/building/",
        "/topic/",
        "/topic/river/",
        tag.get_absolute_url(),
        "/source/gauge/",
        "/author/lin/",
        "/archive/",
        "/corrections/",
        "/comments/transparency/",
        "/feeds/",
        "/page/about/",
        "/search/",
        "/search/?q=龙门吊",
        "/search/?q=无此一词",
        "/offline/",
        "/nowhere/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ]


def addresses() -> list[str]:
    """One page of each kind in each language; a story in the languages it has."""
    story = Article.objects.get(kicker="滨河更新").get_absolute_url()
    english = Article.objects.get(language="en")
    return [
        *(f"{prefix}{path}" for prefix, path in product(PREFIXES.values(), families())),
        *(f"{prefix}{story}" for prefix in ("", "/zh-hant")),
        f"{story}?page=2",
        f"{story}?view=all",
        f"/en/article/{english.pk}/" + (f"{english.slug}/" if english.slug else ""),
    ]
