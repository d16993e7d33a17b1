"""The board on which fronts are arranged, through its plain forms."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from news import frontpage
from news.frontpage import Stand
from news.models import FrontPage, FrontVersion, Slot
from tests import factories
from tests.desk_forms import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(db):
    return FrontPage.objects.create(language="zh-hans")


@pytest.fixture
def address(paper):
    return f"/admin/news/frontpage/{paper.pk}/change/"


@pytest.fixture
def around(paper):
    """The addresses of the pages around the board."""
    return lambda name: f"/admin/news/frontpage/{paper.pk}/{name}/"


@pytest.fixture
def section(db):
    return factories.make_category("要闻", slug="news", front_layout="four")


@pytest.fixture
def stories(section, clock):
    return [
        factories.make_article(
            category=section,
            title=f"第{hours}件事",
            publish_at=clock() - timedelta(hours=hours),
            cover=factories.make_image().pk,
        )
        for hours in range(1, 7)
    ]


@pytest.fixture
def press(desk, address, paper):
    """Press a button of the board as it stands now."""

    def send(**typed):
        stand = str(Stand.of(frontpage.on_the_board(paper)))
        return desk.post(address, {"stand": stand} | typed, follow=True)

    return send


def placed(version):
    return [(frontpage.key_of_slot(slot), slot.article) for slot in version.slots.all()]


def messages_of(response):
    return " ".join(told(response))


def test_an_empty_board_says_what_stands_by_rule(desk, address, stories):
    html = desk.get(address).content.decode()
    zone = html.split('data-zone="lead"', 1)[1].split("</section>", 1)[0]
    assert "第1件事" in zone
    assert 'name="keep"' in zone


def test_a_story_is_moved_by_its_list_and_published(press, paper, stories, client, editor):
    story = stories[4]
    response = press(move=story.pk, **{f"to-{story.pk}": "lead"})
    assert story.title in messages_of(response)
    assert placed(paper.versions.get()) == [("lead", story)]
    press(publish="1")
    version = paper.versions.get()
    assert (version.is_draft, version.by) == (False, editor)
    lead = client.get("/").content.decode().split('<div class="lead">', 1)[1]
    assert story.get_absolute_url() in lead.split("</h3>", 1)[0]


def test_what_stands_by_rule_is_kept_by_one_button(press, paper, stories):
    press(keep=f"{stories[0].pk} lead")
    assert placed(paper.versions.get()) == [("lead", stories[0])]


def test_cards_are_ordered_and_sent_back_by_buttons(press, paper, stories):
    for story in stories[:2]:
        press(move=story.pk, to="secondary")
    press(down=stories[0].pk)
    press(up=stories[0].pk)
    press(down=stories[0].pk)
    assert placed(paper.versions.get()) == [
        ("secondary", stories[1]),
        ("secondary", stories[0]),
    ]
    press(move=stories[1].pk, to="pool")
    assert placed(paper.versions.get()) == [("secondary", stories[0])]


def test_a_full_place_tells_whom_it_sent_back(press, paper, stories):
    press(move=stories[0].pk, to="lead")
    with translation.override("en"):
        response = press(move=stories[1].pk, to="lead")
    assert len(messages_of(response)) > len(f"“{stories[1].title}”") + 10
    assert placed(paper.versions.get()) == [("lead", stories[1])]


def test_a_second_editor_is_told_and_nothing_is_lost(
    desk, client_of, chief, address, stories, paper
):
    seen = str(desk.get(address).context["board"].stand)
    client_of(chief).post(address, {"stand": seen, "move": stories[0].pk, "to": "lead"})
    response = desk.post(address, {"stand": seen, "move": stories[1].pk, "to": "lead"})
    assert response.status_code == 409
    assert "总编辑" in messages_of(response)
    assert placed(paper.versions.get()) == [("lead", stories[0])]
    assert str(response.context["board"].stand) != seen


def test_stale_words_stay_in_the_form(desk, client_of, chief, press, around, address, stories):
    press(move=stories[0].pk, to="lead")
    card = around(f"card/{stories[0].pk}")
    seen = str(desk.get(card).context["stand"])
    client_of(chief).post(address, {"stand": seen, "move": stories[1].pk, "to": "strip"})
    typed = {
        "stand": seen,
        "title": "辛苦想出来的标题",
        "image": "",
        "starts_at": "",
        "ends_at": "",
    }
    response = desk.post(card, typed)
    assert response.status_code == 409
    assert 'value="辛苦想出来的标题"' in response.content.decode()
    assert not Slot.objects.exclude(title="").exists()
    again = typed | {"stand": str(response.context["stand"])}
    assert desk.post(card, again).status_code == 302
    assert Slot.objects.get(article=stories[0]).title == "辛苦想出来的标题"


def test_a_card_has_words_picture_and_times_of_its_own(desk, press, around, stories, paper):
    press(move=stories[0].pk, to="lead")
    image = factories.make_image()
    card = around(f"card/{stories[0].pk}")
    typed = {
        "stand": str(Stand.of(frontpage.on_the_board(paper))),
        "title": "换了标题",
        "image": image.pk,
        "starts_at": "2026-07-10T09:00",
        "ends_at": "2026-07-10T08:00",
    }
    response = desk.post(card, typed)
    assert response.status_code == 200
    assert response.context["form"].errors["ends_at"]
    assert desk.post(card, typed | {"ends_at": "2026-07-10T12:00"}).status_code == 302
    slot = Slot.objects.get()
    assert (slot.title, slot.image) == ("换了标题", image)


def test_the_pool_is_searched_by_words_and_section(desk, address, stories):
    other = factories.make_category("体育", slug="sport")
    game = factories.make_article(category=other, title="主场的第一个球")

    def found(**query):
        board = desk.get(address, query).context["board"]
        return [card.article for card in board.pool]

    assert found(q='"第3件"') == [stories[2]]
    assert found(section=other.pk) == [game]
    assert found(q='"第3件"', section=other.pk) == []
    assert set(found(section="x")) == {game, *stories}


def test_the_pool_says_what_is_placed_already(desk, address, press, stories):
    press(move=stories[3].pk, to="strip")
    html = desk.get(address).content.decode()
    assert html.count(f'id="story-{stories[3].pk}"') == 1
    pool = html.split('data-zone="pool"', 1)[1].split('<section class="module"', 1)[0]
    assert 'class="placed"' in pool


def test_differences_from_live_are_counted(press, desk, address, stories):
    press(move=stories[0].pk, to="lead")
    press(publish="1")
    press(move=stories[1].pk, to="strip")
    press(move=stories[2].pk, to="strip")
    assert len(desk.get(address).context["board"].differences) == 2


def test_sections_and_layouts_are_chosen(desk, around, paper, section, stories):
    second = factories.make_category("城建", slug="building", front_layout="three")
    page = desk.get(around("blocks"))
    form = {"stand": str(page.context["stand"])}
    form |= {"blocks-TOTAL_FORMS": 2, "blocks-INITIAL_FORMS": 2}
    rows = [(section.pk, "none", 2), (second.pk, "mixed", 1)]
    for number, (pk, layout, position) in enumerate(rows):
        form |= {
            f"blocks-{number}-section": pk,
            f"blocks-{number}-layout": layout,
            f"blocks-{number}-position": position,
        }
    assert desk.post(around("blocks"), form).status_code == 302
    assert frontpage.said_of(paper.versions.get()) == [(second.pk, "mixed"), (section.pk, "none")]
    stale = desk.post(around("blocks"), form | {"blocks-0-layout": "four"})
    assert 'value="four" selected' in stale.content.decode()
    assert frontpage.said_of(paper.versions.get())[1] == (section.pk, "none")


def test_a_version_is_scheduled_taken_back_and_shown_again(
    press, desk, around, paper, stories, clock
):
    press(move=stories[0].pk, to="lead")
    at = (clock() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    press(schedule="1", at=at)
    version = paper.versions.get()
    assert not version.is_draft and not version.was_live()
    desk.post(around("versions"), {"take_back": version.number})
    assert paper.versions.get().is_draft
    press(publish="1")
    clock.advance(minutes=1)
    press(move=stories[1].pk, to="lead")
    press(publish="1")
    clock.advance(minutes=1)
    html = desk.get(around("versions")).content.decode()
    assert html.count('name="bring_back"') == 1
    desk.post(around("versions"), {"bring_back": version.number})
    assert paper.versions.count() == 3
    assert frontpage.front("zh-hans").lead.article == stories[0]


def test_a_preview_is_the_page_itself_for_staff_alone(
    press, desk, around, stories, client, client_of, reader, clock
):
    coming = factories.make_article(title="晚上的事", publish_at=clock() + timedelta(hours=5))
    press(move=stories[0].pk, to="lead")
    press(move=coming.pk, to="strip")
    now = desk.get(around("preview"))
    assert "no-store" in now["Cache-Control"] and "private" in now["Cache-Control"]
    assert now["X-Robots-Tag"] == "noindex, nofollow"
    assert "晚上的事" not in now.content.decode()
    late = desk.get(around("preview"), {"at": "2026-07-10T20:00"})
    assert "晚上的事" in late.content.decode()
    assert desk.get(around("preview"), {"at": "irgendwann"}).status_code == 404
    assert desk.get(around("preview"), {"version": "99"}).status_code == 404
    assert client.get(around("preview")).status_code == 302
    assert client_of(reader).get(around("preview")).status_code == 403
    press(publish="1")
    assert desk.get(around("preview")).content == client.get("/").content


def test_a_section_is_previewed_with_its_top(desk, section, stories, editor):
    front = FrontPage.objects.create(language="zh-hans", category=section)
    frontpage.move(front, stories[5].pk, "lead", by=editor, stand=Stand())
    html = desk.get(f"/admin/news/frontpage/{front.pk}/preview/").content.decode()
    assert stories[5].get_absolute_url() in html.split('<div class="lead">')[1].split("</h3>")[0]
    board = desk.get(f"/admin/news/frontpage/{front.pk}/change/").context["board"]
    assert [zone.key for zone in board.zones] == ["lead", "secondary", "strip"]


@pytest.mark.parametrize("name", ["change", "blocks", "versions", "preview", "card/1"])
def test_fronts_are_for_those_who_may_arrange_them(client_of, moderator, make_user, around, name):
    reporter = make_user("记者", role="reporter")
    for person in (moderator, reporter):
        assert client_of(person).get(around(name)).status_code == 403
        assert client_of(person).post(around(name)).status_code == 403


def test_nonsense_is_refused(press, desk, address, around, paper, stories):
    for typed in (
        {"move": "x", "to": "lead"},
        {"move": str(stories[0].pk)},
        {"move": str(stories[0].pk), "to": "nowhere"},
        {"move": "9" * 30, "to": "lead"},
        {"keep": "1"},
        {"publish": "1"},
        {"discard": "1"},
        {"schedule": "1", "at": "gestern"},
        {"up": str(stories[0].pk)},
        {},
    ):
        assert press(**typed).status_code == 400, typed
    assert desk.post(address, {"stand": "²", "move": "1", "to": "lead"}).status_code == 409
    assert desk.post(around("versions"), {"bring_back": "x"}).status_code == 404
    assert desk.post(address, {"stand": "9" * 5000 + ".1", "publish": "1"}).status_code == 409
    for number in ("abc", "²", "9" * 30):
        assert desk.get(f"/admin/news/frontpage/{number}/change/").status_code == 404
        assert desk.post(around("versions"), {"bring_back": number}).status_code == 404
        assert desk.get(around("preview"), {"version": number}).status_code == 404
        assert desk.get(address, {"section": number, "q": "' OR *"}).status_code == 200
    blocks = {"blocks-TOTAL_FORMS": 2, "blocks-INITIAL_FORMS": 1, "blocks-0-section": 999}
    blocks |= {"stand": "0.0", "blocks-0-layout": "four", "blocks-0-position": 1}
    assert desk.post(around("blocks"), blocks).status_code == 200
    assert desk.post(around("blocks"), {"stand": "0.0"}).status_code == 200
    assert not paper.versions.exists()


def test_published_versions_are_read_and_never_erased(chief, client_of, paper, stories, clock):
    desk = client_of(chief)
    version = FrontVersion.objects.create(front_page=paper, number=1, publish_at=clock())
    Slot.objects.create(version=version, area="lead", article=stories[0])
    change = f"/admin/news/frontversion/{version.pk}/"
    html = desk.get(f"{change}change/").content.decode()
    assert stories[0].title in html
    assert desk.post(f"{change}change/", {"publish_at": ""}).status_code == 403
    desk.post(f"{change}delete/", {"post": "yes"})
    assert FrontVersion.objects.filter(pk=version.pk).exists()


def test_permission_to_look_alone_does_not_open_the_board(make_user, client_of, address):
    person = make_user("看客", role="reporter")
    person.user_permissions.add(Permission.objects.get(codename="view_frontpage"))
    assert client_of(person).get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_board_costs_the_same_however_much_stands_on_it(
    make_user, client_of, address, paper, count, committed, django_assert_max_num_queries, clock
):
    with committed():
        desk = client_of(make_user("编辑", role="editor"))
        section = factories.make_category(front_layout="four")
        live = FrontVersion.objects.create(front_page=paper, number=1, publish_at=clock())
        draft = FrontVersion.objects.create(front_page=paper, number=2)
        for position in range(count):
            for version in (live, draft):
                story = factories.make_article(category=section, cover=factories.make_image().pk)
                Slot.objects.create(
                    version=version,
                    area="strip",
                    position=position,
                    article=story,
                    image=factories.make_image(),
                )
    desk.get(address)
    with django_assert_max_num_queries(20):
        board = desk.get(address).context["board"]
    assert len(board.slots) == count
