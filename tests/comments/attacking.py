"""What the tests of attacks share: injections, how one is found in a page, and posting."""

from html.parser import HTMLParser

from django.urls import reverse

from portal.lib import formtokens

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = OURS | {"Accept": "application/json"}
POST = reverse("comments:post")
QUEUE, DECIDE = reverse("admin:comments_queue"), reverse("admin:comments_decide")

INJECTIONS = (
    "\"'><xss onxss=1>甲",
    "</textarea></title></script><xss onxss=1>乙",
    "<img src=x onxss=1>丙{{ 7 }}{% now %}",
    "javascript:xss(1) <a href='javascript:xss(1)'>丁</a>",
)
"""Each holds a tag or an attribute that no page of ours has."""


class Found(HTMLParser):
    """What of an injection became part of the page."""

    def __init__(self, html):
        super().__init__()
        self.bad = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        links = [value or "" for name, value in attrs if name in ("href", "src", "action")]
        if tag == "xss" or "onxss" in names or any("xss(" in link for link in links):
            self.bad.append((tag, attrs))


def assert_inert(answer):
    assert answer.status_code < 500
    if "html" in answer.headers.get("Content-Type", ""):
        assert Found(answer.content.decode()).bad == []
    elif "xml" in answer.headers.get("Content-Type", ""):
        assert b"<xss" not in answer.content


def send(client, article, clock, **more):
    """Post as the script does; gives the answer."""
    key = f"news.article:{article.pk}"
    token = formtokens.issue(key)
    clock.advance(seconds=4)
    data = {"thing": key, "name": "江边人", "text": "桥修好了吗？", "token": token} | more
    return client.post(POST, data, headers=SCRIPT)


def surfaces(article, comments):
    """Every address on which readers could see comments."""
    page = article.get_absolute_url()
    orders = [f"{page}?sort={sort}" for sort in ("new", "old", "hot")]
    feeds = ["/", "/rss.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/robots.txt"]
    data = [reverse("news:ninjs", args=[article.pk]), "/search/?q=船厂"]
    own = [one.get_absolute_url() for one in comments]
    parts = [reverse("comments:part", args=[one.pk]) for one in comments]
    return [page, *orders, *feeds, *data, *own, *parts]
