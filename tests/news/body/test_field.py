"""The form field of a story's text, and the files its editor needs."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles.finders import AppDirectoriesFinder

from news.admin.body import BodyField, BodyWidget
from portal.lib.static import HashedFiles


def test_the_field_stores_the_one_form() -> None:
    field = BodyField()
    assert field.clean('<h1 onclick="x">a</h1><p></p>') == "<h2>a</h2>"
    assert field.clean("<p></p>") == field.clean("") == field.clean(None) == ""


def test_what_the_editor_writes_of_an_unchanged_text_is_no_change() -> None:
    stored = "<ul><li>a</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>"
    written = (
        "<ul><li><p>a</p></li></ul><table><tbody><tr><td><p>1</p></td></tr></tbody></table><p></p>"
    )
    assert not BodyField().has_changed(stored, written)
    assert BodyField().has_changed(stored, written + "<p>b</p>")


def test_the_widget_names_the_tools_and_the_sites_of_films() -> None:
    config = BodyWidget().get_config()
    html = BodyWidget().render("body", "<p>a</p>")
    assert config["js_modules"] == ["/static/news/admin/editor/index.js"]
    assert "data-django-prose-editor-configurable" in html
    assert "&lt;p&gt;a&lt;/p&gt;" in html
    figure = json.loads(json.dumps(config))["extensions"]["MediaFigure"]
    assert [site["key"] for site in figure["providers"]] == ["bilibili", "youtube", "qq"]


def test_modules_import_each_other_under_hashed_names(tmp_path: Path) -> None:
    sources = {
        name: (storage, name)
        for name, storage in AppDirectoriesFinder().list([])
        if name.startswith("news/admin/") and name.endswith(".js")
    }
    files = HashedFiles(location=tmp_path, base_url="/static/")
    for name, (storage, _) in sources.items():
        with storage.open(name) as source:
            files.save(name, source)
    assert not [name for name, _, failed in files.post_process(sources) if failed is not True]
    hashed = [
        path for path in tmp_path.rglob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)
    ]
    assert len(hashed) >= len(sources)
    assert not [
        path.name for path in hashed if re.search(r'from "\./\w+\.js"', path.read_text("utf-8"))
    ]
