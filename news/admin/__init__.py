"""The desk's pages for what we publish, a file per noun."""

from news.admin.article import ArticleAdmin
from news.admin.category import CategoryAdmin
from news.admin.credit import BylineAdmin, SourceAdmin, TagAdmin
from news.admin.frontpage import FrontPageAdmin, FrontVersionAdmin
from news.admin.library import DocumentAdmin, ImageAdmin
from news.admin.reaction import ReactionKindAdmin
from news.admin.topic import TopicAdmin

__all__ = [
    "ArticleAdmin",
    "BylineAdmin",
    "CategoryAdmin",
    "DocumentAdmin",
    "FrontPageAdmin",
    "FrontVersionAdmin",
    "ImageAdmin",
    "ReactionKindAdmin",
    "SourceAdmin",
    "TagAdmin",
    "TopicAdmin",
]
