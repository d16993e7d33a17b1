"""Tests of the reading half of the Discuz! X importer."""

import gzip
from collections import Counter
from pathlib import Path

import pytest

from news.body import clean
from portal.importers.discuz import DumpError, open_site
from portal.importers.discuz.bodies import to_grammar
from portal.importers.discuz.serialised import unserialise
from portal.importers.discuz.site import comment_text

SHARED = Path(__file__).parents[4] / "shared/data/discuz"
DUMP = r"""/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `pre_portal_article_title` (
  `aid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `catid` mediumint(8) NOT NULL,
  `title` varchar(255) NOT NULL DEFAULT '',
  `from` varchar(255) NOT NULL,
  `summary` text,
  `highlight` varchar(255) NOT NULL,
  `dateline` int(10) NOT NULL,
  `click1` smallint(6) NOT NULL,
  PRIMARY KEY (`aid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_title` VALUES
(1,2,'它\'s ''好'' &amp;amp; \\ (a),(b);','新华社','　　第一\n第二',NULL,1700000000,3),
(2,2,_binary '城事',0xE69C,'','#EE1B2E|1|0|',-1,0);
INSERT INTO `pre_portal_article_title` (`aid`, `title`) VALUES (3,'三'),(4,'四');
-- Dump completed on 2026-11-24
"""


def write(folder: Path, text: str = DUMP, encoding: str = "utf-8") -> Path:
    """Write a dump."""
    path = folder / "dump.sql"
    path.write_bytes(text.encode(encoding))
    return path


def body(html: str) -> str:
    """Convert a body whose only picture is a.jpg and only document 5."""
    return to_grammar(html, image_id={"202611/24/a.jpg": 7}.get, document_id={"5": 9}.get)


def test_tokens(tmp_path: Path) -> None:
    with open_site(write(tmp_path), None) as site:
        first, second, third, fourth = site.articles()
        assert [r.totals for r in site.reactions()] == [{"鲜花": 3}]
    assert first.title == "它's '好' &amp; \\ (a),(b);"
    assert first.summary == "第一\n第二"
    assert first.source_name == "新华社"
    assert not first.is_highlighted
    assert second.is_highlighted
    assert (second.title, third.title, fourth.title) == ("城事", "三", "四")


def test_gbk(tmp_path: Path) -> None:
    text = DUMP.replace("utf8mb4", "gbk").replace("'三'", "'誠乗許功'")
    with open_site(write(tmp_path, text, "gbk"), None) as site:
        titles = [article.title for article in site.articles()]
    assert titles[1:3] == ["城事", "誠乗許功"]


def test_cut_off(tmp_path: Path) -> None:
    with (
        pytest.raises(DumpError, match="line 13"),
        open_site(write(tmp_path, DUMP[: DUMP.index("#EE1B")]), None),
    ):
        pass
    path = tmp_path / "dump.sql.gz"
    path.write_bytes(gzip.compress(DUMP.encode())[:-60])
    with pytest.raises(DumpError, match="breaks off"), open_site(path, None):
        pass


def test_no_portal(tmp_path: Path) -> None:
    with (
        pytest.raises(DumpError, match="x_portal_article_title"),
        open_site(write(tmp_path), None, prefix="x_"),
    ):
        pass


def test_unserialise() -> None:
    assert unserialise('a:2:{i:1;a:1:{s:1:"n";s:6:"鲜花";}s:1:"b";b:1;}') == {
        1: {"n": "鲜花"},
        "b": True,
    }
    with pytest.raises(ValueError, match="plain"):
        unserialise('O:1:"A":0:{}')


def test_attachments(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "data/attachment/portal").mkdir(parents=True)
    (folder / "data/attachment/portal/a.jpg").write_bytes(b"a")
    (folder / "data/attachment/portal/link.jpg").symlink_to(write(tmp_path))
    with open_site(write(tmp_path), folder) as site:
        assert site.read_file("a.jpg") == b"a"
        assert site.read_file("link.jpg") is None
        assert site.read_file("../../../../dump.sql") is None


def test_comment_text() -> None:
    html = (
        '<div class="quote"><blockquote>一<br />\n二</blockquote></div>好 &lt;b&gt;'
        '<img src="static/image/smiley/comcom/1.gif" class="vm">'
    )
    assert comment_text(html) == "> 一\n> 二\n好 <b>"


def test_pictures_and_captions() -> None:
    src = "data/attachment/portal/202611/24/a.jpg"
    html = (
        f'甲<p><a href="{src}"><img src="http://x.cn/{src}.thumb.jpg"></a></p>'
        '<p style="text-align: center"><strong>▲</strong>图1</p>　　乙<br />\n<br />\n丙'
    )
    assert body(html) == (
        '<p>甲</p><figure data-image="7"><figcaption>图1</figcaption></figure><p>乙</p><p>丙</p>'
    )


def test_scripts_films_and_files() -> None:
    assert body('<script>x</script><p onclick="a()">甲<a href="javascript:b()">乙</a></p>') == (
        "<p>甲乙</p>"
    )
    assert 'data-video="bilibili:BV1xx411c7mD"' in body(
        "<p>[flash]https://www.bilibili.com/video/BV1xx411c7mD[/flash]</p>"
    )
    assert body("[media=mp4,5,3]http://v.example/1.mp4[/media]") == (
        '<p><a href="http://v.example/1.mp4">http://v.example/1.mp4</a></p>'
    )
    assert body('<a href="portal.php?mod=attachment&id=5" class="attach">表.pdf</a>') == (
        '<figure data-document="9"><figcaption>表.pdf</figcaption></figure>'
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample dump is not here")
def test_sample() -> None:
    with open_site(SHARED / "portal.sql.gz", SHARED / "attachments.tar.gz") as site:
        assert site.name == "江川在线"
        assert len(list(site.members())) == 48
        assert len(list(site.categories())) == 22
        files = list(site.files())
        assert len(files) == 103
        assert all(site.read_file(file.path) for file in files)
        articles = list(site.articles())
        assert Counter(article.state for article in articles) == {
            "published": 193,
            "review": 5,
            "withdrawn": 2,
        }
        assert sum(article.is_highlighted for article in articles) == 16
        assert sum(len(article.related_ids) for article in articles) <= 608
        assert len(list(site.comments())) == 889 + 35 - 7
        totals: Counter[str] = Counter()
        for reactions in site.reactions():
            totals.update(reactions.totals)
        assert totals == {"鲜花": 462, "握手": 326, "雷人": 247, "路过": 204, "鸡蛋": 94}
        assert site.deferred()["favourites"] == 160
        for article in articles:
            for page in article.pages:
                assert "<script" not in clean(body(page.html))
