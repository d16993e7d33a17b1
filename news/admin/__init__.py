"""The desk's pages for what we publish, a file per noun."""

from news.admin.article import ArticleAdmin
from news.admin.category import CategoryAdmin
from news.admin.checkup import CheckupOverrideAdmin, CheckupSettingsAdmin, HouseWordAdmin
from news.admin.collection import CollectionAdmin
from news.admin.credit import BylineAdmin, SourceAdmin, TagAdmin
from news.admin.frontpage import FrontPageAdmin, FrontVersionAdmin
from news.admin.library import DocumentAdmin, ImageAdmin
from news.admin.reaction import ReactionKindAdmin
from news.admin.topic import TopicAdmin

__all__ = [
    "ArticleAdmin",
    "BylineAdmin",
    "CategoryAdmin",
    "CheckupOverrideAdmin",
    "CheckupSettingsAdmin",
    "CollectionAdmin",
    "DocumentAdmin",
    "FrontPageAdmin",
    "FrontVersionAdmin",
    "HouseWordAdmin",
    "ImageAdmin",
    "ReactionKindAdmin",
    "SourceAdmin",
    "TagAdmin",
    "TopicAdmin",
]
