"""Publishes the demo city: every row through the deed an editor's click would take."""

import random
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from comments import counting, things
from comments.models import Comment, WordRule
from news import body, categories, corrections, editing, rankings, reactions, workflow
from news.models import (
    Article,
    ArticleStats,
    Byline,
    Category,
    Document,
    FrontPage,
    FrontVersion,
    Image,
    ImageUse,
    ReactionKind,
    SiteHour,
    Slot,
    Source,
    Tag,
    Topic,
    TopicStory,
    ViewHour,
)
from news.uploads import add_document, add_image
from portal import first_pages
from portal.demo import accounts, moderating
from portal.demo.city import FOLDER, both, city, only
from portal.demo.stories import Story, load_stories, span
from portal.lib.dates import floor_hour
from portal.site.models import Notice, SiteSettings

Say = Callable[[str], None]

VIEW_HOURS = 36
"""Hours of reads behind the rankings of the demo."""


def is_empty() -> bool:
    """Whether nobody has begun here yet: no story, no section, no member."""
    models = (Article, Category, get_user_model())
    return not any(model._default_manager.exists() for model in models)


def seed(*, seed_number: int = 1, say: Say = lambda line: None) -> None:
    """Fill an empty portal with the demo city; the same seed gives the same numbers."""
    Sower(random.Random(seed_number), say).sow()  # noqa: S311 (numbers of a demo, no secret)


class Sower:
    """Carries what has been sown so far, by the keys the files use."""

    def __init__(self, chance: random.Random, say: Say) -> None:
        self.chance = chance
        self.say = say
        self.now = timezone.now()
        self.stories = load_stories(FOLDER / "stories")
        self.images: dict[str, Image] = {}
        self.documents: dict[str, Document] = {}
        self.sections: dict[str, Category] = {}
        self.sources: dict[str, Source] = {}
        self.bylines: dict[str, Byline] = {}
        self.users: dict[str, Any] = {}
        self.articles: dict[tuple[str, str], Article] = {}
        self.kinds: list[ReactionKind] = []

    def sow(self) -> None:
        steps: list[tuple[str, Callable[[], None]]] = [
            ("accounts", self.sow_people),
            ("pictures", self.sow_pictures),
            ("sections, sources, bylines", self.sow_furniture),
            ("stories", self.sow_stories),
            ("topics and fronts", self.sow_topics),
            ("comments", self.sow_comments),
            ("reactions and reads", self.sow_numbers),
            ("moderation", self.sow_moderation),
        ]
        for name, step in steps:
            self.say(f"Demo: {name} ...")
            step()

    def sow_people(self) -> None:
        self.users = accounts.make_staff() | accounts.make_readers()

    def sow_pictures(self) -> None:
        for entry in city()["pictures"]:
            path = FOLDER / "pictures" / f"{entry['key']}.webp"
            facts = only(entry, *both("alt", "caption"), "focal_x", "focal_y")
            facts |= {"credit": entry["credit_zh"], "credit_en": entry["credit_en"]}
            with path.open("rb") as stream:
                self.images[entry["key"]] = add_image(File(stream, path.name), **facts)
        for entry in city()["documents"]:
            path = FOLDER / "documents" / entry["file"]
            with path.open("rb") as stream:
                self.documents[entry["key"]] = add_document(
                    File(stream, path.name), title=entry["title_zh"]
                )

    def sow_furniture(self) -> None:
        SiteSettings(**city()["site"]).save()
        for position, entry in enumerate(city()["sections"]):
            self._sow_section(entry, position)
        for entry in city()["sources"]:
            fields = both("name", "description", "licence_note")
            self.sources[entry["key"]] = Source.objects.create(
                slug=entry["key"], **only(entry, *fields, "kind", "url")
            )
        staff = {person["byline"]: person["username"] for person in city()["staff"]}
        for entry in city()["bylines"]:
            self.bylines[entry["key"]] = Byline.objects.create(
                slug=entry["key"],
                user=self.users.get(staff.get(entry["key"], "")),
                **only(entry, *both("name", "title", "bio")),
            )
        self.kinds = [
            ReactionKind.objects.create(position=position, **only(entry, *both("name"), "symbol"))
            for position, entry in enumerate(city()["reactions"])
        ]
        Tag.objects.bulk_create(
            Tag(name=name, name_en=name_en, slug=_slug(name_en))
            for name, name_en in city()["tags"].items()
        )
        first_pages.set_up_pages()
        for entry in city()["pages"]:
            first_pages.save_page(entry)

    def _sow_section(self, entry: dict[str, Any], position: int) -> None:
        parent_path, _, slug = entry["path"].rpartition("/")
        fields = only(entry, *both("name", "description"), "pigment", "front_layout", "page_size")
        self.sections[entry["path"]] = categories.save_category(
            Category(
                slug=slug,
                position=position,
                parent=self.sections.get(parent_path),
                cover=self.images.get(entry.get("cover", "")),
                **fields,
            )
        )

    def sow_stories(self) -> None:
        oldest_first = sorted(self.stories, key=lambda s: (bool(s.translation_of), -s.age))
        for number, story in enumerate(oldest_first, start=1):
            self.articles[story.key, story.language] = self._sow_story(story)
            if number % 25 == 0:
                self.say(f"Demo: {number} of {len(self.stories)} stories")
        for story in self.stories:
            related = self._articles(story.related, story.language)
            if related:
                article = self.articles[story.key, story.language]
                editing.apply(article, {"related": [other.pk for other in related]}, by=None)
        for entry in city()["corrections"]:
            article = self.articles[entry["story"], entry["language"]]
            correction = corrections.correct(
                article, kind=entry["kind"], text=entry["text"], by=None
            )
            correction.at = min(article.publish_at + span(entry["after"]), self.now)
            correction.save()
        for entry in city()["notices"]:
            article = self.articles[entry["story"], "zh-hans"]
            Notice.objects.create(
                starts_at=self.now - timedelta(hours=1),
                ends_at=self.now + span(entry["lasts"]),
                url=article.get_absolute_url(),
                **only(entry, *both("text"), "is_urgent"),
            )

    def _sow_story(self, story: Story) -> Article:
        article = editing.apply(Article(), self._state(story), by=None)
        if story.state in ("published", "scheduled", "withdrawn"):
            article = workflow.publish(article, by=None, at=self.now - story.age)
        if story.state == "review":
            article = workflow.send_for_review(article, by=None)
        if story.state == "withdrawn":
            article = workflow.withdraw(article, by=None)
        return article

    def _state(self, story: Story) -> editing.State:
        texts = ("kicker", "title", "title_breaks", "short_title", "summary", "language")
        origin = ("original_title", "original_url", "original_author", "ai_label")
        state: editing.State = {name: getattr(story, name) for name in (*texts, *origin)}
        if story.translation_of:
            original = self.articles[story.translation_of, "zh-hans"]
            state["translation_group"] = str(original.translation_group)
        return state | {
            "body": self._with_ids(story.body),
            "category": self.sections[story.section].pk,
            "extra_categories": [self.sections[path].pk for path in story.extra_sections],
            "source": self.sources[story.source].pk if story.source else None,
            "publisher": self.users["editor"].pk,
            "bylines": [
                {
                    "byline": self.bylines[credit.byline].pk if credit.byline else None,
                    "name": credit.name,
                    "role": credit.role,
                }
                for credit in story.bylines
            ],
            "cover": self.images[story.cover].pk if story.cover else None,
            "gallery": [
                {"image": self.images[item.picture].pk, "caption": item.caption}
                for item in story.gallery
            ],
            "tags": [self._tag_name(name) for name in story.tags],
            "is_highlighted": story.highlighted,
            "pinned_until": self.now + story.pinned if story.pinned else None,
        }

    def _tag_name(self, name: str) -> str:
        """Tags are named in Chinese, whatever the language of the story."""
        return next((zh for zh, en in city()["tags"].items() if en == name), name)

    def _with_ids(self, html: str) -> str:
        html = re.sub(
            r'data-image="([^"]+)"', lambda m: f'data-image="{self.images[m[1]].pk}"', html
        )
        return re.sub(
            r'data-document="([^"]+)"', lambda m: f'data-document="{self.documents[m[1]].pk}"', html
        )

    def _articles(self, keys: Iterable[str], language: str) -> list[Article]:
        found = (self.articles.get((key, language)) for key in keys)
        return [article for article in found if article is not None]

    def sow_topics(self) -> None:
        groups: dict[str, Any] = {}
        for entry in city()["topics"]:
            topic = Topic(
                **only(entry, "language", "slug", "title", "pigment", "summary"),
                body=body.clean(self._with_ids(entry["body"])),
                cover=self.images[entry["cover"]],
                editor=self.bylines[entry["editor"]],
                is_published=True,
            )
            topic.translation_group = groups.setdefault(entry["key"], topic.translation_group)
            topic.save()
            ImageUse.objects.create(image=topic.cover, topic=topic, place=ImageUse.Place.COVER)
            TopicStory.objects.bulk_create(
                TopicStory(topic=topic, article=article, position=position)
                for position, article in enumerate(
                    self._articles(entry["stories"], entry["language"])
                )
            )
        for entry in city()["fronts"]:
            self._sow_front(entry)

    def _sow_front(self, entry: dict[str, Any]) -> None:
        front = FrontPage.objects.create(language=entry["language"])
        version = FrontVersion.objects.create(
            front_page=front, number=1, publish_at=self.now, by=self.users["chief"]
        )
        areas = [
            (Slot.Area.LEAD, [entry["lead"]]),
            (Slot.Area.SECONDARY, entry["secondary"]),
            (Slot.Area.STRIP, entry["row"]),
        ]
        Slot.objects.bulk_create(
            Slot(version=version, area=area, position=position, article=article)
            for area, keys in areas
            for position, article in enumerate(self._articles(keys, entry["language"]))
        )

    def sow_comments(self) -> None:
        WordRule.objects.bulk_create(WordRule(**rule) for rule in city()["word_rules"])
        written: dict[int, Comment] = {}
        for entry in sorted(city()["comments"], key=lambda entry: entry.get("reply_to", 0)):
            article = self.articles.get((entry["story"], entry["language"]))
            if article is not None and article.is_live():
                written[entry["number"]] = self._sow_comment(entry, article, written)
        with transaction.atomic():
            for thread in {comment.thread for comment in written.values()}:
                counting.recount(thread)

    def _sow_comment(
        self, entry: dict[str, Any], article: Article, written: dict[int, Comment]
    ) -> Comment:
        parent = written.get(entry.get("reply_to", 0))
        state = Comment.State(entry.get("state", "published"))
        at = min(article.publish_at + span(entry["after"]), self.now)
        is_public = state not in (State.PENDING, State.REJECTED, State.SPAM)
        comment = Comment.objects.create(
            thread=things.open_thread(article),
            parent=parent,
            root=(parent.root or parent) if parent else None,
            depth=2 if parent else 1,
            author=self.users.get(entry.get("member", "")),
            guest_name=entry.get("guest", ""),
            body=entry["text"],
            state=state,
            created_at=at,
            published_at=at if is_public else None,
        )
        if state == State.PENDING:
            moderating.screen(comment, article)
        return comment

    def sow_moderation(self) -> None:
        live = [article for article in self.articles.values() if article.is_live()]
        moderating.Desk(self.users, self.now, self.chance).work(live)

    def sow_numbers(self) -> None:
        readers = [self.users[name] for name in city()["readers"]["names"]]
        for article in self.articles.values():
            if article.is_live():
                self._sow_reactions(article, readers)
                self._sow_reads(article)
        hours = ViewHour.objects.order_by().values_list("hour").annotate(Sum("count"))
        SiteHour.objects.bulk_create(SiteHour(hour=hour, count=count) for hour, count in hours)
        rankings.draw_up()

    def _sow_reactions(self, article: Article, readers: list[Any]) -> None:
        weights = [self.chance.random() ** 2 for _ in self.kinds]
        for reader in self.chance.sample(readers, self.chance.randint(0, len(readers) // 2)):
            (kind,) = self.chance.choices(self.kinds, weights)
            reactions.react(article, kind, reader=reactions.Reader(user_id=reader.pk))

    def _sow_reads(self, article: Article) -> None:
        hour = floor_hour(self.now)
        first = max(floor_hour(article.publish_at), hour - timedelta(hours=VIEW_HOURS))
        appeal = self.chance.lognormvariate(2.5, 1)
        hours = int((hour - first).total_seconds() // 3600) + 1
        rows = [
            ViewHour(
                article=article,
                hour=first + timedelta(hours=number),
                count=1 + int(appeal * self.chance.uniform(0.5, 1.5)),
            )
            for number in range(hours)
        ]
        ViewHour.objects.bulk_create(rows)
        earlier = int(appeal * 40) if len(rows) > VIEW_HOURS else 0
        ArticleStats.objects.filter(pk=article.pk).update(
            view_count=sum(row.count for row in rows) + earlier
        )


State = Comment.State


def _slug(name_en: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name_en.lower()).strip("-")
