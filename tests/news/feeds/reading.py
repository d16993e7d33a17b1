"""Feeds as a feed reader reads them."""

import json

from lxml import etree

FORMS = ["rss.xml", "atom.xml", "feed.json"]
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content


def rss(client, path="/rss.xml"):
    return etree.fromstring(read(client, path)).find("channel")


def atom(client, path="/atom.xml"):
    return etree.fromstring(read(client, path))


def json_feed(client, path="/feed.json"):
    return json.loads(read(client, path))


def titles(client, path):
    """What a feed reader lists, whatever the format."""
    if path.endswith(".json"):
        return [item["title"] for item in json_feed(client, path)["items"]]
    root = etree.fromstring(read(client, path))
    return [
        title.text
        for item in [*root.iter("item"), *root.iter(f"{{{NAMES['atom']}}}entry")]
        for title in [*item.findall("title"), *item.findall("atom:title", NAMES)]
    ]
