"""Plain functions that make real rows. Every argument has a default; nothing is hidden."""

import io
import itertools
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture

from comments.models import Comment, Thread
from news import categories, editing, workflow
from news.models import (
    Article,
    Byline,
    Category,
    Document,
    Image,
    ReactionKind,
    Source,
    Topic,
    TopicStory,
)

_numbers = itertools.count(1)

BODY = "<p>早上六点，北堤路的围墙缺了一个口子。</p><p>墙后面是一块四十年没有对外开过门的地方。</p>"


def make_user(username: str = "", *, password: str = "pass-word-26", **fields: Any) -> Any:
    return get_user_model().objects.create_user(
        username or f"reader{next(_numbers)}", password=password, **fields
    )


def make_category(
    name: str = "", *, parent: Category | None = None, slug: str = "", **fields: Any
) -> Category:
    number = next(_numbers)
    return categories.save_category(
        Category(
            name_zh=name or f"栏目{number}", slug=slug or f"c{number}", parent=parent, **fields
        )
    )


def make_source(name: str = "", **fields: Any) -> Source:
    number = next(_numbers)
    return Source.objects.create(
        **{"name_zh": name or f"稿源{number}", "slug": f"source{number}"} | fields
    )


def make_byline(name: str = "", **fields: Any) -> Byline:
    number = next(_numbers)
    return Byline.objects.create(
        **{"name_zh": name or f"作者{number}", "slug": f"author{number}"} | fields
    )


def make_article(
    *,
    category: Category | None = None,
    state: str = Article.State.PUBLISHED,
    publish_at: datetime | None = None,
    by: Any | None = None,
    **content: Any,
) -> Article:
    """A story saved through the one deed; published an hour ago unless told otherwise."""
    number = next(_numbers)
    now = timezone.now()
    content = {"title": f"第{number}篇报道", "body": BODY, "publisher": by and by.pk} | content
    category = category or make_category()
    article = editing.apply(Article(), content | {"category": category.pk}, by=None)
    if state == Article.State.DRAFT:
        return article
    if state == Article.State.REVIEW:
        return workflow.send_for_review(article, by=None)
    article = workflow.publish(article, by=None, at=publish_at or now - timedelta(hours=1))
    if state == Article.State.WITHDRAWN:
        return workflow.withdraw(article, by=None)
    if state == Article.State.BINNED:
        return workflow.bin_article(article, by=None)
    return article


def picture_bytes(width: int = 64, height: int = 48, file_format: str = "JPEG") -> bytes:
    """A small real picture, another one at each call."""
    number = next(_numbers)
    canvas = Picture.new("RGB", (width, height), (number * 37 % 256, number * 91 % 256, 120))
    stream = io.BytesIO()
    canvas.save(stream, file_format)
    return stream.getvalue()


def make_image(*, width: int = 1600, height: int = 1067, **fields: Any) -> Image:
    """A row of the library whose file is small, whatever size it says."""
    number = next(_numbers)
    content = picture_bytes()
    image = Image(
        **{
            "checksum": f"{number:064x}",
            "original_name": f"picture{number}.jpg",
            "format": "jpeg",
            "width": width,
            "height": height,
            "size": len(content),
            "alt_zh": f"图{number}",
            "caption_zh": f"第{number}张图片的说明。",
            "credit": "罗一川",
        }
        | fields
    )
    image.file.save(f"{image.checksum}.jpg", ContentFile(content), save=False)
    image.save()
    return image


def make_document(**fields: Any) -> Document:
    number = next(_numbers)
    content = b"%PDF-1.4\n%%EOF\n"
    document = Document(
        **{
            "name": f"document{number}.pdf",
            "mime": "application/pdf",
            "size": len(content),
            "checksum": f"{number:064x}",
        }
        | fields
    )
    document.file.save(document.name, ContentFile(content), save=False)
    document.save()
    return document


def make_topic(*, articles: list[Article] | None = None, **fields: Any) -> Topic:
    number = next(_numbers)
    topic = Topic.objects.create(
        **{"title": f"专题{number}", "slug": f"topic{number}", "is_published": True} | fields
    )
    TopicStory.objects.bulk_create(
        TopicStory(topic=topic, article=article, position=position)
        for position, article in enumerate(articles or [])
    )
    return topic


def make_reaction_kinds() -> list[ReactionKind]:
    """The five defaults, in their order."""
    names = [
        ("鲜花", "Flowers", "flower"),
        ("握手", "Handshake", "shake"),
        ("雷人", "Shocked", "shock"),
        ("路过", "Passing by", "pass"),
        ("鸡蛋", "Egg", "egg"),
    ]
    return [
        ReactionKind.objects.create(name_zh=zh, name_en=en, symbol=symbol, position=position)
        for position, (zh, en, symbol) in enumerate(names)
    ]


def make_thread(thing: Any, **fields: Any) -> Thread:
    thread, _ = Thread.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        defaults=fields,
    )
    return thread


def make_comment(
    thread: Thread, body: str = "", *, state: str = Comment.State.PUBLISHED, **fields: Any
) -> Comment:
    number = next(_numbers)
    now = timezone.now()
    published = state == Comment.State.PUBLISHED
    return Comment.objects.create(
        **{
            "thread": thread,
            "body": body or f"第{number}条评论",
            "state": state,
            "created_at": now,
            "published_at": now if published else None,
        }
        | fields
    )
