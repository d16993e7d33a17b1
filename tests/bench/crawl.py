"""Follow all that a site leads to, and tell what is broken: `python -m tests.bench.crawl URL`."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import quote, unquote, urljoin, urlsplit

from tests.markup import Markup, page_of, quoted

LANGUAGES = {"en": "en", "zh-hant": "zh-Hant"}
"""How pages below a first step speak; all others speak the site's own language."""

OWN_LANGUAGE = "zh-Hans"
MOST_REDIRECTS = 3
LEFT_ALONE = ("/admin/",)


@dataclass(frozen=True)
class Answer:
    """What came from an address."""

    status: int
    kind: str
    text: str
    location: str = ""


Get = Callable[[str], Answer]


@dataclass
class Crawl:
    """All that was found; `faults` name the address first."""

    get: Get
    site: str
    most: int = 20_000
    answers: dict[str, Answer] = field(default_factory=dict)
    pages: dict[str, Markup] = field(default_factory=dict)
    named_by: dict[str, str] = field(default_factory=dict)
    starts: set[str] = field(default_factory=set)

    def follow(self, starts: Iterable[str], *, is_wide: bool = True) -> None:
        """Ask for the pages and all they name; with `is_wide` for what those name, and so on."""
        for start in map(quoted, starts):
            self.starts.add(start)
            self._ask(start)
        waiting = self._named(list(self.pages))
        while waiting and len(self.answers) < self.most:
            address = waiting.pop(0)
            if address in self.answers:
                continue
            page = self._ask(address)
            if is_wide and page:
                waiting += self._named([page])

    def faults(self) -> list[str]:
        """One line for everything that is wrong, each once."""
        return sorted({*self._broken(), *self._lost_fragments(), *self._page_faults()})

    def _ask(self, address: str) -> str | None:
        """Remember the answer; give the address of the page if it is one of HTML."""
        for _ in range(MOST_REDIRECTS):
            answer = self.answers[address] = self.get(address)
            if answer.status not in {301, 302, 303, 307, 308}:
                break
            target = page_of(urljoin(address, answer.location))[0]
            self.named_by.setdefault(target, address)
            if target in self.answers or not self._is_ours(target):
                return None
            address = target
        if answer.kind != "text/html":
            return None
        self.pages[address] = Markup(answer.text, address)
        return address

    def _named(self, pages: list[str]) -> list[str]:
        found = []
        for page in pages:
            for link in sorted(self.pages[page].links):
                address = page_of(link)[0]
                if self._is_ours(address) and address not in self.named_by:
                    self.named_by[address] = page
                    found.append(address)
        return found

    def _is_ours(self, address: str) -> bool:
        path = urlsplit(address).path
        return address.startswith(f"{self.site}/") and not path.startswith(LEFT_ALONE)

    def _broken(self) -> Iterator[str]:
        for address, answer in self.answers.items():
            if answer.status >= 400 and address not in self.starts:
                yield f"{address} answers {answer.status}, named by {self.named_by.get(address)}"

    def _lost_fragments(self) -> Iterator[str]:
        for url, page in self.pages.items():
            for link in page.links:
                target, fragment = page_of(link)
                known = self.pages.get(target)
                if fragment and known and unquote(fragment) not in known.ids:
                    yield f"{url} leads to #{fragment}, which {target} lacks"

    def _page_faults(self) -> Iterator[str]:
        titles = Counter((page.title, page.lang) for page in self._found_by_engines())
        for url, page in self.pages.items():
            yield from (f"{url}: {fault}" for fault in page.faults())
            if page.lang != self._language_of(url):
                yield f"{url}: speaks {page.lang}"
        for page in self._found_by_engines():
            if titles[page.title, page.lang] > 1:
                yield f"{page.url}: shares its title {page.title}"
            if not (page.canonical or "").startswith(f"{self.site}/"):
                yield f"{page.url}: canonical is {page.canonical}"

    def _found_by_engines(self) -> list[Markup]:
        """The pages that are to be found: not kept from engines, and at their own address."""
        return [
            page
            for url, page in self.pages.items()
            if not page.is_kept_from_engines
            and (page.canonical is None or unquote(page.canonical) == unquote(url))
        ]

    def _language_of(self, url: str) -> str:
        return LANGUAGES.get(urlsplit(url).path.split("/")[1], OWN_LANGUAGE)


def over_http(site: str) -> Get:
    """Ask a running server."""
    place = urlsplit(site)

    def get(address: str) -> Answer:
        parts = urlsplit(address)
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
        connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
        connection.request("GET", f"{path}?{parts.query}" if parts.query else path)
        response = connection.getresponse()
        kind = response.headers.get_content_type()
        content = response.read()
        connection.close()
        text = content.decode() if kind == "text/html" else ""
        return Answer(response.status, kind, text, response.headers.get("Location", ""))

    return get


def crawl_site(site: str) -> Crawl:
    """Follow all that a running site leads to, in all its languages."""
    crawl = Crawl(over_http(site), site)
    crawl.follow([f"{site}/", f"{site}/zh-hant/", f"{site}/en/"])
    return crawl


def main(site: str) -> int:
    """Crawl a running site and print what is wrong."""
    crawl = crawl_site(site)
    faults = crawl.faults()
    sys.stdout.write("\n".join([*faults, ""]))
    sys.stdout.write(f"{len(crawl.answers)} addresses, {len(crawl.pages)} pages, ")
    sys.stdout.write(f"{len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
