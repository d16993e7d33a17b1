"""What we publish, a file per noun."""

from news.models.article import LANGUAGES, Article, RelatedArticle
from news.models.bookmark import Bookmark
from news.models.byline import ArticleByline, Byline, BylineRole
from news.models.category import Category, CategoryEditor
from news.models.correction import Correction
from news.models.document import Document, DocumentUse
from news.models.frontpage import FrontPage, FrontVersion, Slot
from news.models.gallery import GalleryItem
from news.models.image import AILabel, Image, ImageUse, Rendition
from news.models.placement import Placement
from news.models.reaction import Reaction, ReactionCount, ReactionKind
from news.models.source import Source
from news.models.stats import ArticleStats, Ranking, ViewHour
from news.models.tag import Tag, TaggedArticle
from news.models.topic import Topic, TopicStory

__all__ = [
    "LANGUAGES",
    "AILabel",
    "Article",
    "ArticleByline",
    "ArticleStats",
    "Bookmark",
    "Byline",
    "BylineRole",
    "Category",
    "CategoryEditor",
    "Correction",
    "Document",
    "DocumentUse",
    "FrontPage",
    "FrontVersion",
    "GalleryItem",
    "Image",
    "ImageUse",
    "Placement",
    "Ranking",
    "Reaction",
    "ReactionCount",
    "ReactionKind",
    "RelatedArticle",
    "Rendition",
    "Slot",
    "Source",
    "Tag",
    "TaggedArticle",
    "Topic",
    "TopicStory",
    "ViewHour",
]
