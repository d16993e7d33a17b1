"""Fronts: what stands where, the deeds of the board, and when readers see what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from news import frontpage
from news.frontpage import Stale, Stand, Words
from news.models import FrontPage, FrontVersion, Slot
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(db):
    return FrontPage.objects.create(language="zh-hans")


@pytest.fixture
def section(db):
    return factories.make_category("要闻", slug="news", front_layout="four")


@pytest.fixture
def stories(section, clock):
    """Ten stories, the newest first."""
    return [
        factories.make_article(category=section, publish_at=clock() - timedelta(hours=hours))
        for hours in range(1, 11)
    ]


@pytest.fixture
def arrange(paper, editor):
    """Move stories, as an editor does who always sees the newest board."""

    def move(story, to, **more):
        return frontpage.move(paper, story.pk, to, by=editor, stand=stand(paper), **more)

    return move


def stand(paper):
    return Stand.of(frontpage.on_the_board(paper))


def publish(paper, by, **more):
    return frontpage.publish(paper, by=by, stand=stand(paper), **more)


def placed(version):
    return [(frontpage.key_of_slot(slot), slot.article) for slot in version.slots.all()]


def shown(language="zh-hans"):
    front = frontpage.front(language)
    return [card.article for card in front.cards()]


def test_no_story_stands_twice_what_is_set_by_hand_first(paper, section, stories, arrange, editor):
    arrange(stories[0], "strip")
    arrange(stories[1], f"block-{section.pk}")
    publish(paper, editor)
    front = frontpage.front("zh-hans")
    assert front.lead.article == stories[2]
    assert front.secondary[0].article == stories[3]
    assert front.strip[0].article == stories[0]
    assert front.blocks[0].cards[0].article == stories[1]
    everywhere = shown()
    assert len(everywhere) == len(set(everywhere)) == len(stories)


def test_a_place_is_filled_by_rule_when_its_time_is_over(paper, stories, arrange, editor, clock):
    arrange(stories[5], "lead")
    until = clock() + timedelta(hours=1)
    words = Words(title="只到八点", starts_at=clock(), ends_at=until)
    frontpage.say_words(paper, stories[5].pk, words, by=editor, stand=stand(paper))
    publish(paper, editor)
    assert (frontpage.front("zh-hans").lead.title, shown()[0]) == ("只到八点", stories[5])
    assert frontpage.next_change("zh-hans") == until
    clock.advance(hours=1)
    assert shown()[0] == stories[0]


def test_a_full_zone_sends_its_last_card_back(paper, stories, arrange):
    arrange(stories[0], "secondary")
    arrange(stories[1], "secondary")
    moved = arrange(stories[2], "secondary", place=0)
    assert [slot.article for slot in moved.pushed_out] == [stories[1]]
    draft = paper.versions.get()
    assert placed(draft) == [("secondary", stories[2]), ("secondary", stories[0])]


def test_two_stories_share_a_place_one_after_the_other(paper, stories, arrange, editor, clock):
    noon = clock() + timedelta(hours=4)
    for story, words in [
        (stories[0], Words(ends_at=noon)),
        (stories[1], Words(starts_at=noon)),
    ]:
        arrange(story, "strip")
        frontpage.say_words(paper, story.pk, words, by=editor, stand=stand(paper))
    arrange(stories[0], "lead")
    assert arrange(stories[1], "lead").pushed_out == []
    publish(paper, editor)
    assert shown()[0] == stories[0]
    clock.advance(hours=4)
    assert shown()[0] == stories[1]


def test_cards_change_places_within_a_zone(paper, stories, arrange, editor):
    for story in stories[:3]:
        arrange(story, "strip")
    place = frontpage.shift(paper, stories[2].pk, -1, by=editor, stand=stand(paper))
    assert place == 2
    assert [story for _, story in placed(paper.versions.get())] == [
        stories[0],
        stories[2],
        stories[1],
    ]


def test_what_was_published_is_never_edited(paper, stories, arrange, editor, chief):
    arrange(stories[0], "lead")
    first = publish(paper, editor)
    arrange(stories[1], "lead")
    second = paper.versions.drafts().get()
    assert (second.number, placed(first), placed(second)) == (
        2,
        [("lead", stories[0])],
        [("lead", stories[1])],
    )
    assert shown()[0] == stories[0]
    publish(paper, chief)
    assert shown()[0] == stories[1]
    assert placed(first) == [("lead", stories[0])]


def test_a_scheduled_version_comes_by_itself(paper, stories, arrange, editor, clock):
    arrange(stories[4], "lead")
    at = clock() + timedelta(minutes=30)
    version = publish(paper, editor, at=at)
    assert frontpage.next_change("zh-hans") == at
    assert shown()[0] == stories[0]
    clock.advance(minutes=29)
    assert shown()[0] == stories[0]
    clock.advance(minutes=1)
    assert shown()[0] == stories[4]
    with pytest.raises(ValidationError):
        frontpage.take_back(version, by=editor)


def test_a_scheduled_version_is_taken_back(paper, stories, arrange, editor, clock):
    arrange(stories[4], "lead")
    version = publish(paper, editor, at=clock() + timedelta(minutes=30))
    frontpage.take_back(version, by=editor)
    assert frontpage.on_the_board(paper) == version
    clock.advance(hours=1)
    assert shown()[0] == stories[0]


def test_time_that_has_passed_is_no_time_to_publish_at(paper, stories, arrange, editor, clock):
    arrange(stories[0], "lead")
    with pytest.raises(ValidationError):
        publish(paper, editor, at=clock())
    assert paper.versions.get().is_draft


def test_an_earlier_version_is_shown_again_as_a_new_one(paper, stories, arrange, editor, clock):
    arrange(stories[3], "lead")
    frontpage.say_blocks(paper, [(stories[0].category_id, "none")], by=editor, stand=stand(paper))
    first = publish(paper, editor)
    clock.advance(minutes=1)
    arrange(stories[4], "lead")
    publish(paper, editor)
    clock.advance(minutes=1)
    again = frontpage.bring_back(first, by=editor)
    assert (again.number, placed(again), frontpage.said_of(again)) == (
        3,
        placed(first),
        [(stories[0].category_id, "none")],
    )
    assert shown()[0] == stories[3]


def test_a_draft_cannot_be_brought_back(paper, stories, arrange, editor):
    arrange(stories[0], "lead")
    with pytest.raises(ValidationError):
        frontpage.bring_back(paper.versions.get(), by=editor)


def test_a_stale_board_changes_nothing(paper, stories, editor, chief):
    seen_by_both = stand(paper)
    frontpage.move(paper, stories[0].pk, "lead", by=chief, stand=seen_by_both)
    with pytest.raises(Stale, match="总编辑"):
        frontpage.move(paper, stories[1].pk, "lead", by=editor, stand=seen_by_both)
    with pytest.raises(Stale):
        frontpage.publish(paper, by=editor, stand=seen_by_both)
    draft = paper.versions.get()
    assert (placed(draft), draft.is_draft) == ([("lead", stories[0])], True)


def test_thrown_away_drafts_leave_what_is_live(paper, stories, arrange, editor):
    arrange(stories[0], "lead")
    first = publish(paper, editor)
    arrange(stories[1], "lead")
    frontpage.discard(paper, by=editor, stand=stand(paper))
    assert frontpage.on_the_board(paper) == first
    with pytest.raises(ValidationError):
        frontpage.discard(paper, by=editor, stand=stand(paper))


@pytest.mark.parametrize("who", ["reader", "moderator"])
def test_only_who_may_arranges(paper, stories, request, who, clock):
    person = request.getfixturevalue(who)
    version = FrontVersion.objects.create(front_page=paper, number=1, publish_at=clock())
    deeds = [
        lambda: frontpage.move(paper, stories[0].pk, "lead", by=person, stand=stand(paper)),
        lambda: frontpage.say_blocks(paper, [], by=person, stand=stand(paper)),
        lambda: frontpage.publish(paper, by=person, stand=stand(paper)),
        lambda: frontpage.bring_back(version, by=person),
        lambda: frontpage.preview(paper, version, by=person),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert not Slot.objects.exists()


def test_stories_and_zones_that_are_not_there_are_refused(paper, stories, arrange):
    english = factories.make_article(language="en")
    for story, zone in [(english, "lead"), (stories[0], "block-999"), (stories[0], "")]:
        with pytest.raises(ValidationError):
            arrange(story, zone)
    assert not paper.versions.exists()


def test_blocks_stand_as_the_version_says(paper, section, stories, editor, clock):
    second = factories.make_category("城建", slug="building", front_layout="three")
    third = factories.make_category("观点", slug="views", front_layout="opinion")
    for category in (second, third):
        for _number in range(3):
            at = clock() - timedelta(days=3)
            factories.make_article(category=category, publish_at=at)
    said = [(third.pk, "three"), (section.pk, "none")]
    frontpage.say_blocks(paper, said, by=editor, stand=stand(paper))
    assert frontpage.front("zh-hans").blocks[0].category == section
    publish(paper, editor)
    blocks = frontpage.front("zh-hans").blocks
    assert [(block.category, block.layout) for block in blocks] == [
        (third, "three"),
        (second, "three"),
    ]


def test_differences_from_live_are_named(paper, section, stories, arrange, editor):
    for story, zone in zip(stories[:4], ["lead", "secondary", "strip", "strip"], strict=True):
        arrange(story, zone)
    live = publish(paper, editor)
    arrange(stories[0], "")
    arrange(stories[1], "lead")
    arrange(stories[3], "strip", place=0)
    arrange(stories[5], "secondary")
    words = Words(title="另一个标题")
    frontpage.say_words(paper, stories[1].pk, words, by=editor, stand=stand(paper))
    draft = paper.versions.drafts().get()
    found = frontpage.differences(
        frontpage.slots_of(draft),
        frontpage.slots_of(live),
        said=[],
        said_live=[(section.pk, "none")],
    )
    with translation.override("en"):
        named = {(str(one.what), one.article_id, one.zone_key) for one in found}
    assert named == {
        ("placed", stories[5].pk, "secondary"),
        ("taken out", stories[0].pk, "lead"),
        ("moved", stories[1].pk, "lead"),
        ("own words, picture or times changed", stories[1].pk, "lead"),
        ("order changed", None, "strip"),
        ("sections or layouts changed", None, ""),
    }


def test_a_preview_knows_the_future(paper, section, stories, arrange, editor, clock):
    coming = factories.make_article(category=section, publish_at=clock() + timedelta(hours=2))
    arrange(coming, "lead")
    arrange(stories[6], "secondary")
    words = Words(ends_at=clock() + timedelta(hours=1))
    frontpage.say_words(paper, stories[6].pk, words, by=editor, stand=stand(paper))
    draft = paper.versions.get()

    def previewed(**later):
        at = clock() + timedelta(**later) if later else None
        return frontpage.preview(paper, draft, by=editor, at=at)

    assert previewed().lead.article == stories[0]
    assert previewed().secondary[0].article == stories[6]
    assert previewed(hours=2).lead.article == coming
    assert stories[6] not in [card.article for card in previewed(hours=2).secondary]


def test_each_language_has_its_own_front(paper, stories, arrange, editor, clock):
    english = [
        factories.make_article(language="en", publish_at=clock() - timedelta(hours=hours))
        for hours in (1, 2)
    ]
    front = FrontPage.objects.create(language="en")
    frontpage.move(front, english[1].pk, "lead", by=editor, stand=stand(front))
    publish(front, editor)
    assert shown("en")[0] == english[1]
    assert shown()[0] == stories[0]


def test_a_section_shows_its_own_top(client, section, stories, editor, clock):
    factories.make_category("别处", slug="elsewhere")
    front = FrontPage.objects.create(language="zh-hans", category=section)
    assert 'class="cols topgrid"' not in client.get("/section/news/").content.decode()
    frontpage.move(front, stories[7].pk, "lead", by=editor, stand=stand(front))
    publish(front, editor)
    html = client.get("/section/news/").content.decode()
    lead = html.split('<div class="lead">', 1)[1].split("</h3>", 1)[0]
    assert stories[7].get_absolute_url() in lead
    for story in stories:
        assert html.count(f'<a href="{story.get_absolute_url()}">') <= 1
    assert 'class="cols topgrid"' not in client.get("/section/news/?sort=reads").content.decode()
    assert 'class="cols topgrid"' not in client.get("/section/elsewhere/").content.decode()


def test_a_published_front_shows_within_one_request(client, paper, stories, editor, committed):
    client.get("/")
    with committed():
        frontpage.move(paper, stories[8].pk, "lead", by=editor, stand=stand(paper))
    with committed():
        publish(paper, editor)
    html = client.get("/").content.decode()
    lead = html.split('<div class="lead">', 1)[1].split("</h3>", 1)[0]
    assert stories[8].get_absolute_url() in lead


def test_dark_band_stands_second_where_editors_said_nothing(stories, clock):
    for slug, layout in (("living", "four"), ("pictures", "pictures")):
        category = factories.make_category(slug=slug, front_layout=layout)
        for _ in range(8):
            factories.make_article(category=category, publish_at=clock() - timedelta(days=2))
    blocks = frontpage.front("zh-hans").blocks
    assert [block.category.slug for block in blocks] == ["news", "pictures", "living"]
