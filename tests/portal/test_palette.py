"""Jumping about the desk: who finds what, in the page and in the answers to the dialog."""

import pytest

from news.models import CategoryEditor
from portal import palette
from tests import factories
from tests.conftest import give_second_factor

pytestmark = pytest.mark.django_db

ANSWERS, PAGE = "/admin/jump.json", "/admin/jump/"


def found(client, typed: str = "") -> dict[str, list[str]]:
    """The labels found, by the name of their group."""
    response = client.get(ANSWERS, {"q": typed})
    assert response.status_code == 200
    groups = response.json()["groups"]
    return {group["name"]: [entry["label"] for entry in group["entries"]] for group in groups}


def labels(client, typed: str) -> list[str]:
    return [label for group in found(client, typed).values() for label in group]


def test_a_story_is_found_by_title_text_and_number(editor, client_of):
    client = client_of(editor)
    in_text = factories.make_article(title="别的事", body="<p>龙门吊还在。</p>")
    in_title = factories.make_article(title="旧船厂的龙门吊不拆了", state="draft")
    factories.make_article(title="无关", body="<p>龙门吊旁边。</p>")
    assert labels(client, "龙门吊")[0] == str(in_title)
    assert str(in_text) in labels(client, "龙门吊")
    assert labels(client, str(in_text.pk))[0] == str(in_text)
    assert labels(client, "99999999999999999999") == []
    assert labels(client, "。！") == []


def test_pages_and_deeds_are_those_the_user_may(editor, moderator, client_of):
    def addresses(user) -> set[str]:
        groups = client_of(user).get(ANSWERS, {"q": "评论"}).json()["groups"]
        groups += client_of(user).get(ANSWERS, {"q": "文章"}).json()["groups"]
        return {entry["url"] for group in groups for entry in group["entries"]}

    assert "/admin/news/article/add/" in addresses(editor)
    assert "/admin/comments/comment/queue/" in addresses(moderator)
    assert "/admin/news/article/add/" not in addresses(moderator)
    assert not any("/accounts/" in address for address in addresses(editor))


def test_who_holds_a_section_finds_its_stories_alone(make_user, client_of):
    mine, other = factories.make_category("城建"), factories.make_category("文化")
    inside = factories.make_article(title="滨河步道", category=mine)
    outside = factories.make_article(title="滨河音乐会", category=other)
    user = make_user("分区编辑", is_staff=True)
    CategoryEditor.objects.create(user=user, category=mine, may_publish=True)
    give_second_factor(user)
    names = labels(client_of(user), "滨河")
    assert str(inside) in names
    assert str(outside) not in names
    assert str(outside) not in labels(client_of(user), str(outside.pk))


def test_a_picture_is_found_by_its_lines_and_number(editor, client_of):
    client = client_of(editor)
    image = factories.make_image(caption_zh="旧船厂的龙门吊", credit="周渡")
    factories.make_image(caption_zh="别的")
    found_by = {typed: found(client, typed).get("图片", []) for typed in ("龙门吊", "龙门吊 周渡")}
    assert [names[0] for names in found_by.values()] == [str(image), str(image)]
    assert len(found_by["龙门吊"]) == 2
    assert str(image) in labels(client, str(image.pk))
    assert "图片" not in found(client, "没有这样的词")


def test_readers_are_found_by_who_may_see_members(editor, administrator, make_user, client_of):
    reader = make_user("渡口老王", email="wang@example.org", shown_name="老王")
    for typed in ("渡口老王", "老王", "WANG@example.org", str(reader.pk)):
        names = found(client_of(administrator), typed)["读者"]
        assert names[0] == "老王", typed
        assert "读者" not in found(client_of(editor), typed), typed


def test_pictures_and_readers_past_the_newest_are_found_by_number_alone(
    administrator, make_user, client_of, monkeypatch
):
    old, _new = factories.make_image(caption_zh="龙门吊一"), factories.make_image()
    member = make_user("老王")
    make_user("小李")
    monkeypatch.setattr(palette, "NEWEST", 1)
    client = client_of(administrator)
    assert "图片" not in found(client, "龙门吊")
    assert str(old) in found(client, str(old.pk))["图片"]
    assert found(client, "老王")["读者"][0] == str(member)
    assert "读者" not in found(client, "老")


def test_without_words_the_latest_stories_come_up(editor, client_of):
    client = client_of(editor)
    first, second = factories.make_article(), factories.make_article()
    for story, step in ((second, "withdraw"), (first, "withdraw"), (second, "bin")):
        chosen = {"action": f"{step}_chosen", "_selected_action": [story.pk]}
        client.post("/admin/news/article/", chosen)
    assert next(iter(found(client).values())) == [str(second), str(first)]


def test_the_page_finds_the_same_without_scripts(editor, client_of):
    story = factories.make_article(title="渡口的<早班>船")
    response = client_of(editor).get(PAGE, {"q": "早班"})
    assert f"/admin/news/article/{story.pk}/change/" in response.content.decode()
    assert "&lt;早班&gt;" in response.content.decode()


def test_readers_and_strangers_are_turned_away(reader, client_of, client):
    assert client_of(reader).get(ANSWERS).status_code == 403
    assert client.get(ANSWERS).status_code == 302


@pytest.mark.parametrize("count", [1, 5])
def test_answers_cost_the_same_for_one_and_five(
    editor, client_of, count, django_assert_max_num_queries
):
    client = client_of(editor)
    for _number in range(count):
        factories.make_article(title="渡口的早班船")
    client.get(ANSWERS, {"q": "渡口"})
    with django_assert_max_num_queries(13):
        assert len(next(iter(found(client, "渡口").values()))) == count
