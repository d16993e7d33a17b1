"""What we publish, a file per noun."""

from news.models.article import LANGUAGES, Article, RelatedArticle
from news.models.assignment import Assignment
from news.models.bookmark import Bookmark
from news.models.byline import ArticleByline, Byline, BylineRole
from news.models.category import Category, CategoryEditor
from news.models.checkup import Checkup, CheckupOverride, CheckupSettings, HouseWord, Severity
from news.models.collection import Collection
from news.models.correction import Correction
from news.models.desk_notice import DeskNotice
from news.models.document import Document, DocumentUse
from news.models.error_letter import ErrorLetter
from news.models.error_report import ErrorReport
from news.models.frontpage import FrontBlock, FrontPage, FrontVersion, Slot
from news.models.gallery import GalleryItem
from news.models.image import AILabel, Image, ImageUse, MissingPicture, Rendition, cropped
from news.models.intake import Intake, IntakeRow
from news.models.link_check import LinkCheck
from news.models.placement import Placement
from news.models.presence import Presence
from news.models.preview_link import PreviewLink, PreviewUse
from news.models.reaction import Reaction, ReactionCount, ReactionKind
from news.models.revision import Draft, Revision
from news.models.search import SearchDocument, SearchSpelling, SearchState, SearchText
from news.models.sign_off import SignOff, Stage
from news.models.signature import SignatureBand, StorySignature
from news.models.sitemap_part import SitemapPart
from news.models.source import Source
from news.models.stats import ArticleStats, Ranking, SiteHour, ViewHour
from news.models.tag import Tag, TaggedArticle
from news.models.topic import Topic, TopicStory
from news.models.workflow import WorkflowEntry

__all__ = [
    "LANGUAGES",
    "AILabel",
    "Article",
    "ArticleByline",
    "ArticleStats",
    "Assignment",
    "Bookmark",
    "Byline",
    "BylineRole",
    "Category",
    "CategoryEditor",
    "Checkup",
    "CheckupOverride",
    "CheckupSettings",
    "Collection",
    "Correction",
    "DeskNotice",
    "Document",
    "DocumentUse",
    "Draft",
    "ErrorLetter",
    "ErrorReport",
    "FrontBlock",
    "FrontPage",
    "FrontVersion",
    "GalleryItem",
    "HouseWord",
    "Image",
    "ImageUse",
    "Intake",
    "IntakeRow",
    "LinkCheck",
    "MissingPicture",
    "Placement",
    "Presence",
    "PreviewLink",
    "PreviewUse",
    "Ranking",
    "Reaction",
    "ReactionCount",
    "ReactionKind",
    "RelatedArticle",
    "Rendition",
    "Revision",
    "SearchDocument",
    "SearchSpelling",
    "SearchState",
    "SearchText",
    "Severity",
    "SignOff",
    "SignatureBand",
    "SiteHour",
    "SitemapPart",
    "Slot",
    "Source",
    "Stage",
    "StorySignature",
    "Tag",
    "TaggedArticle",
    "Topic",
    "TopicStory",
    "ViewHour",
    "WorkflowEntry",
    "cropped",
]
