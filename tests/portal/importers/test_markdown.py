"""A folder of Markdown, half of Hugo's making and half of Jekyll's, and what breaks in one."""

import json
import os
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from news.models import Article, Image
from portal.importers import addresses
from portal.importers.markdown import frontmatter
from tests import factories

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parents[2] / "data" / "items" / "markdown"
PICTURES = ("content/news/ferry/ferry.jpg", "content/news/ferry/dock.jpg")
PICTURES += ("content/news/ferry/unshown.jpg", "static/images/quay.jpg", "assets/wire.jpg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample with its pictures, each another one."""
    made = copytree(SAMPLE, tmp_path / "site")
    for number, name in enumerate(PICTURES):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(factories.picture_bytes(640 + number, 480))
    return made


@pytest.fixture
def bring(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> Any:
    def run(folder: Path, **options: Any) -> dict[str, Any]:
        report = tmp_path / "report.json"
        with django_capture_on_commit_callbacks(execute=True):
            options = {"report": report, "verbosity": 0, "site": "江川周报"} | options
            call_command("import_site", "markdown", str(folder), **options)
            addresses.sites_changed()
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    return run


def story(title: str) -> Article:
    return Article.objects.get(title__startswith=title)


def leads(address: str) -> str | int:
    response = Client().get(address)
    return response["Location"] if response.status_code == 301 else response.status_code


def test_the_sample_comes_in_round_figures(bring, folder):
    said = bring(folder, dry_run=True)
    assert Article.objects.count() == 0
    report = bring(folder)
    assert said["kinds"] == report["kinds"]
    made = {kind: counts["created"] for kind, counts in report["kinds"].items()}
    assert made | {"address": 0} == {
        "article": 5,
        "category": 3,
        "byline": 2,
        "tag": 4,
        "picture": 5,
        "address": 0,
    }
    assert report["skipped"] == {"article": {"files that cannot be read as a story": 6}}
    assert report["notes"]["Without a counterpart here"] == [
        *("shortcode weather: 1", "tag weather: 1"),
    ]
    again = bring(folder)
    assert {kind: counts["unchanged"] for kind, counts in again["kinds"].items()} == {
        kind: counts["created"] for kind, counts in report["kinds"].items()
    }


def test_a_story_of_hugo_with_the_pictures_beside_it(bring, folder):
    report = bring(folder)
    ferry = story("早班渡轮")
    assert (ferry.title, ferry.summary, ferry.slug) == (
        *("早班渡轮 ｜ 雾", "雾散之前", "early-ferry"),
    )
    assert ferry.publish_at.isoformat() == "2024-05-01T23:30:00+00:00"
    assert (ferry.category.name_zh, ferry.language, ferry.state) == (
        *("城事", "zh-hans", "published"),
    )
    assert [row.byline.name_zh for row in ferry.article_bylines.all()] == ["沈言", "周放"]
    assert sorted(tag.name for tag in ferry.tags.all()) == ["交通", "渡轮"]
    boat, quay = (
        Image.objects.get(caption_zh="清晨的渡口"),
        Image.objects.get(caption_zh="码头一角"),
    )
    assert (boat.alt_zh, ferry.cover.original_name) == ("一艘渡轮", "dock.jpg")
    assert Image.objects.filter(caption_zh="没上版的一张").count() == 1
    assert ferry.body == (
        "<p>雾里的<strong>渡轮</strong>开得慢。</p>"
        f'<figure data-image="{boat.pk}"><figcaption>清晨的渡口</figcaption></figure>'
        f'<figure data-image="{quay.pk}"><figcaption>码头一角</figcaption></figure>'
        '<figure data-video="youtube:abcdefghijk"></figure>'
        "<table><thead><tr><th>班次</th><th>时间</th></tr></thead>"
        "<tbody><tr><td>头班</td><td>6:00</td></tr></tbody></table>"
        '<p>见<a href="/cable/">电缆一文</a>和<a href="https://elsewhere.example/a">别处</a>。</p>'
        "<p>照旧</p>"
    )
    assert report["notes"]["Scripts taken out"] == ["早班渡轮 | 雾: 2"]


def test_a_post_of_jekyll(bring, folder):
    bring(folder)
    cable = story("电缆接好了")
    wire = Image.objects.get(original_name="wire.jpg")
    assert cable.publish_at.isoformat() == "2024-04-29T16:00:00+00:00"
    assert (cable.category.name_zh, [each.name_zh for each in cable.extra_categories.all()]) == (
        *("城事", ["供电"]),
    )
    assert cable.body == (
        f'<p>四十户来电。</p><figure data-image="{wire.pk}"></figure>'
        '<figure data-video="youtube:abcdefghijk"></figure>'
    )


def test_drafts_and_stories_in_english_are_what_they_were(bring, folder):
    bring(folder)
    tide = story("High & low")
    assert (tide.language, tide.body) == ("en", "<p>Water <em>rises</em>.</p>")
    assert {story(title).state for title in ("还没定的", "哪天再写")} == {"draft"}
    assert story("哪天再写").category.name_zh == "江川周报"


def test_old_addresses_lead_on(bring, folder):
    bring(folder)
    ferry, cable = story("早班渡轮").get_absolute_url(), story("电缆接好了").get_absolute_url()
    forms = {
        "/2019/ferry.html": ferry,
        "/news/old-ferry/": ferry,
        "/news/early-ferry/": ferry,
        "/news/ferry/": ferry,
        "/cable": cable,
        "/%E5%9F%8E%E4%BA%8B/%E4%BE%9B%E7%94%B5/2024/04/30/cable.html": cable,
        "/news/plan/": 404,
    }
    assert {address: leads(address) for address in forms} == forms


def test_what_is_broken_is_left_out_by_name_and_the_rest_comes(bring, folder):
    report = bring(folder)
    left = dict(line.split(": ", 1) for line in report["notes"]["Files left out"])
    assert {name.rpartition("/")[2]: why for name, why in left.items()} == {
        "README.md": "no title",
        "baddate.md": "no date can be read in “2024-13-45”",
        "toml.md": "Invalid value (at line 1, column 9)",
        "undated.md": "no date",
        "untitled.md": "no title",
        "yaml.md": left["content/broken/yaml.md"],
    }
    assert "expected ',' or ']'" in left["content/broken/yaml.md"]


@pytest.mark.parametrize("said", ["draft: True", "draft: yes", "published: False", "published: no"])
def test_a_draft_stays_one_however_it_says_so(bring, folder, said):
    path = folder / "content" / "quiet.md"
    path.write_text(f"---\ntitle: 还没写完\ndate: 2024-05-01\n{said}\n---\n还没\n", "utf-8")
    bring(folder)
    assert story("还没写完").state == "draft"


def test_only_a_code_of_a_language_is_cut_off_a_name(bring, folder):
    head = "---\ntitle: {}\ndate: 2024-05-01\n---\n字\n"
    posts = folder / "_posts"
    (posts / "2024-05-01-node.js-guide.md").write_text(head.format("点"), "utf-8")
    (posts / "2024-05-01-tide.en.md").write_text(head.format("Tide again"), "utf-8")
    bring(folder)
    assert leads("/2024/05/01/node.js-guide.html") == story("点").get_absolute_url()
    assert story("点").language == "zh-hans"
    assert story("Tide again").language == "en"


def test_bombs_of_html_and_of_front_matter_cost_only_themselves(bring, folder):
    head = "---\ntitle: 炸弹{}\ndate: 2024-05-01\n---\n"
    deep = folder / "content" / "bombs"
    deep.mkdir()
    (deep / "html.md").write_text(head.format(1) + "<div>" * 5000 + "深", "utf-8")
    (deep / "quotes.md").write_text(head.format(2) + ">" * 5000 + "引", "utf-8")
    (deep / "long.md").write_text(head.format(3) + "长" * 2_000_000, "utf-8")
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 40))
    (deep / "laughs.md").write_text(f"---\nl0: &l0 [ha]\n{laughs}---\n", "utf-8")
    (deep / "nested.md").write_text(f"---\ntitle: {'[' * 9000}\n---\n", "utf-8")
    hostile = head.format("").replace("炸弹", "!!python/object:os.x 炸")
    (deep / "tag.md").write_text(hostile, "utf-8")
    report = bring(folder)
    assert "深" in story("炸弹1").body
    assert (story("炸弹2").state, story("炸弹2").body) == ("draft", "")
    assert not Article.objects.filter(title="炸弹3").exists()
    assert report["skipped"]["article"]["files that cannot be read as a story"] == 6 + 3
    left = dict(line.split(": ", 1) for line in report["notes"]["Files left out"])
    assert left["content/bombs/laughs.md"] == "it points back at another part of itself (*)"
    assert Article.objects.filter(title="炸").count() == 1


def test_no_file_outside_is_read_and_no_link_followed(bring, folder, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("---\ntitle: 外面\ndate: 2024-05-01\n---\n", "utf-8")
    (tmp_path / "secret.jpg").write_bytes(factories.picture_bytes())
    os.symlink(outside, folder / "content" / "inside.md")
    (folder / "content" / "peek.md").write_text(
        "---\ntitle: 偷看\ndate: 2024-05-01\n---\n![](../../secret.jpg)\n", "utf-8"
    )
    bring(folder)
    assert not Article.objects.filter(title="外面").exists()
    assert "data-image" not in story("偷看").body


def test_other_things_than_a_folder_of_markdown_are_refused_in_words(bring, folder, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(CommandError, match="holds no Markdown file"):
        bring(empty)
    with pytest.raises(CommandError, match="is no folder"):
        bring(folder / "_posts" / "2024-04-30-cable.md")
    with pytest.raises(CommandError, match="leave --attachments"):
        bring(folder, attachments=tmp_path)


def test_front_matter_is_texts_and_keeps_its_leading_noughts():
    facts, text = frontmatter.split("---\nid: 0012\non: yes\nlist: [1, {a: 2}]\n---\nx---\n")
    assert facts == {"id": "0012", "on": "yes", "list": ["1", {"a": "2"}]}
    assert text == "x---\n"
    assert frontmatter.split("no matter\n---\n") == ({}, "no matter\n---\n")
