"""A story that is not live is on no surface, and one that goes leaves all of them at once.

Only a member's own pages still name it, among what the member saved and said.
"""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from news import corrections, rankings, workflow
from news.models import Article, Tag, ViewHour
from tests import factories

pytestmark = pytest.mark.django_db

TITLE = "龙门吊不拆了"

WAYS = ["withdrawn", "binned", "ended", "to come", "in review"]


class City:
    """One story in everything a story can be in, and its neighbour, which stays."""

    def __init__(self, clock, member, **of_story):
        self.clock, self.member = clock, member
        factories.make_reaction_kinds()
        self.section = factories.make_category("城建", slug="building", front_layout="four")
        writer = factories.make_byline("林知夏", slug="lin")
        source = factories.make_source(slug="gauge")
        self.shared = {
            "category": self.section,
            "source": source.pk,
            "bylines": [{"byline": writer.pk, "name": "", "role": "author"}],
            "tags": ["步道"],
        }
        at = clock() - timedelta(hours=2)
        self.before = factories.make_article(title="前一篇", publish_at=at, **self.shared)
        self.story = factories.make_article(
            title=TITLE,
            **{"publish_at": clock() - timedelta(hours=1)} | self.shared | of_story,
        )
        at = clock() - timedelta(minutes=30)
        self.after = factories.make_article(title="后一篇", publish_at=at, **self.shared)
        self.thread = factories.make_thread(self.story)
        self.comment = factories.make_comment(self.thread, "说得好。", author=member)
        factories.make_topic(slug="river", articles=[self.story, self.after], publish_at=at)
        self.after.related_rows.create(related=self.story)
        ViewHour.objects.create(
            article=self.story, hour=clock().replace(minute=0, second=0), count=9
        )
        if self.story.is_live():
            corrections.correct(self.story, text="应为三百米。", by=None)
        rankings.draw_up()

    def surfaces(self) -> list[str]:
        """Every address on which the story stands while it is live."""
        tag = Tag.objects.get(name="步道").get_absolute_url()
        day = f"{timezone.localtime(self.story.publish_at or self.clock()):%Y/%m/%d}"
        listed = ["/section/building/", "/topic/river/", tag, "/source/gauge/", "/author/lin/"]
        feeds = [f"{page}{form}" for page in ("/", *listed) for form in FORMS]
        return [
            "/",
            *listed,
            f"/archive/{day}/",
            "/section/building/?sort=reads",
            "/section/building/?range=day",
            "/corrections/",
            f"/search/?q={quote('龙门吊')}",
            *feeds,
            "/sitemap-news.xml",
            f"/sitemap-stories-{self.story.pk // 1000}.xml",
            # Beside others: latest and most read, before and after, related.
            self.after.get_absolute_url(),
            self.before.get_absolute_url(),
            "/nowhere/",
        ]


FORMS = ("rss.xml", "atom.xml", "feed.json")


def names_it(client, address, story) -> bool:
    """Whether an answer has the title or the address of the story."""
    content = b"".join(client.get(address)).decode()
    return TITLE in content or f"/article/{story.pk}/" in content


def make_gone(city: City, way: str) -> None:
    if way == "withdrawn":
        workflow.withdraw(city.story, by=None)
    elif way == "binned":
        workflow.bin_article(city.story, by=None)
    elif way == "ended":
        city.clock.advance(hours=3)


@pytest.mark.parametrize("way", WAYS)
def test_story_that_is_not_live_is_on_no_surface(client_of, reader, clock, way):
    of_story = {
        "ended": {"unpublish_at": (clock() + timedelta(hours=2)).isoformat()},
        "to come": {"publish_at": clock() + timedelta(hours=2)},
        "in review": {"state": Article.State.REVIEW},
    }
    city = City(clock, reader, **of_story.get(way, {}))
    client = client_of(reader)
    if way in ("withdrawn", "binned", "ended"):
        surfaces = city.surfaces()
        assert [at for at in surfaces if not names_it(client, at, city.story)] == []
        make_gone(city, way)
        status = 410
    else:
        surfaces, status = city.surfaces(), 404
    assert [at for at in surfaces if names_it(client, at, city.story)] == []
    own = f"/article/{city.story.pk}/"
    assert client.get(own).status_code == status
    assert client.get(f"/article/{city.story.pk}.json").status_code == status
    assert client.get("/oembed/", {"url": f"http://testserver{own}"}).status_code == 404
    assert client.get(f"/qr/{city.story.pk}.svg").status_code == 404
    assert client.get(f"/card/{city.story.pk}/zh-hans/x.jpg").status_code == 404
    assert client.get(f"/mine/{city.story.pk}/").status_code == 404
    assert client.get(f"/comment/{city.comment.pk}/", follow=True).status_code == 404
