"""Writes the dump of a made-up Discuz! X portal, of any size, in memory that does not grow."""

from collections.abc import Callable, Iterator
from pathlib import Path

ROWS_A_STATEMENT = 100
SECTIONS = 20
WRITERS = 50
PARAGRAPHS = 6

_WORDS = (
    "渡口的灯一盏一盏亮起来",
    "市里今天公布了新的安排",
    "街坊们说这条路终于修好了",
    "记者在现场看到",
    "预计年底前完成",
    "老人把旧照片摊在桌上",
    "孩子们在广场上放风筝",
    "水位比去年同期低了一些",
    "图书馆延长了开放时间",
    "早市上的菜价平稳",
    "河边的步道已经通到桥头",
    "医院新增了两个夜间门诊",
    "工人正在铺设最后一段管线",
)

_TABLES = {
    "common_setting": "skey svalue",
    "common_member": "uid email username password status groupid regdate",
    "portal_category": "catid upid catname displayorder foldername",
    "portal_article_title": "aid catid uid username title highlight author from summary "
    "allowcomment dateline status htmlname htmldir",
    "portal_article_content": "cid aid title content pageorder",
    "portal_article_count": "aid viewnum",
    "portal_comment": "cid uid username id idtype postip dateline status message",
}

Row = tuple[str | int, ...]


def write_dump(place: Path, articles: int, *, comments: int = 0, prefix: str = "pre_") -> Path:
    """Write a dump with so many articles, a body, an old address and a count each."""
    tables: dict[str, Callable[[], Iterator[Row]]] = {
        "common_setting": lambda: iter(
            [
                ("bbname", "大渡口在线"),
                ("siteurl", "http://big.example/"),
                ("makehtml", 'a:1:{s:14:"articlehtmldir";s:4:"html";}'),
            ]
        ),
        "common_member": lambda: (
            (uid, f"m{uid}@example.test", f"会员{uid}", "junk", 0, 10, 1_300_000_000 + uid)
            for uid in range(1, WRITERS + 1)
        ),
        "portal_category": lambda: (
            (catid, 0, f"栏目{catid}", catid, f"s{catid}") for catid in range(1, SECTIONS + 1)
        ),
        "portal_article_title": lambda: map(_title, range(1, articles + 1)),
        "portal_article_content": lambda: (
            (aid, aid, "", _body(aid), 1) for aid in range(1, articles + 1)
        ),
        "portal_article_count": lambda: ((aid, aid % 9_000) for aid in range(1, articles + 1)),
        "portal_comment": lambda: (_comment(cid, articles) for cid in range(1, comments + 1)),
    }
    with place.open("w", encoding="utf-8") as file:
        file.write("/*!40101 SET NAMES utf8mb4 */;\n")
        for name, rows in tables.items():
            file.write(_create(prefix + name, _TABLES[name]))
            for statement in _inserts(prefix + name, rows()):
                file.write(statement)
    return place


def _create(table: str, columns: str) -> str:
    lines = ",\n".join(f"  `{column}` text NOT NULL" for column in columns.split())
    return f"CREATE TABLE `{table}` (\n{lines}\n) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;\n"


def _inserts(table: str, rows: Iterator[Row]) -> Iterator[str]:
    portion: list[str] = []
    for row in rows:
        portion.append(f"({','.join(map(_literal, row))})")
        if len(portion) == ROWS_A_STATEMENT:
            yield f"INSERT INTO `{table}` VALUES {','.join(portion)};\n"
            portion.clear()
    if portion:
        yield f"INSERT INTO `{table}` VALUES {','.join(portion)};\n"


def _literal(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _title(aid: int) -> Row:
    uid = aid % WRITERS + 1
    at = 1_100_000_000 + aid * 600
    words = _WORDS[aid % len(_WORDS)]
    names = (f"{words}（{aid}）", "|||", "本报记者", f"来源{aid % 7}", f"　　{words}。 ...")
    return (aid, aid % SECTIONS + 1, uid, f"会员{uid}", *names, 1, at, 0, f"{aid:08}", "202401/")


def _body(aid: int) -> str:
    lines = []
    for paragraph in range(PARAGRAPHS):
        words = (_WORDS[(aid * step + paragraph * 3) % len(_WORDS)] for step in range(1, 8))
        line = "，".join(words)
        lines.append(f'<p style="text-indent:2em"><font size="3">　　{line}（{aid}）。</font></p>')
    lines.insert(2, '<div>第一行<br />\n<br />　　第二行<span class="MsoNormal">。</span></div>')
    return "\n".join(lines)


def _comment(cid: int, articles: int) -> Row:
    uid = cid % WRITERS + 1
    on = (cid % articles + 1, "aid", "203.0.113.7", 1_700_000_000 + cid, 0)
    return (cid, uid, f"会员{uid}", *on, f"第{cid}条")
