"""The roles of the newsroom: groups of Django's, and what each may do.

`manage.py setup_roles` makes the groups as written here; run again it gives what is missing and
takes away what is no longer here. Some rights are narrower than a permission can say: what an
editor may do to which story is asked of `news.permissions`.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

Rights = frozenset[str]

ALL = ("view", "add", "change", "delete")


def rights(app: str, verbs: tuple[str, ...], *models: str) -> Rights:
    """Name the permissions to do `verbs` with `models` of an app: "news.view_article" ..."""
    return frozenset(f"{app}.{verb}_{model}" for verb in verbs for model in models)


@dataclass(frozen=True)
class Role:
    """A group: `name` is kept in the database, `title` is what people read."""

    name: str
    title: object
    rights: Rights


WRITING = (
    rights("news", ("view", "add", "change"), "article", "image", "document")
    | rights("news", ("view", "add", "change"), "collection")
    | rights("news", ALL, "articlebyline", "galleryitem", "relatedarticle", "taggedarticle")
    | rights("news", ("view", "add"), "tag", "byline")
    | rights("news", ("view",), "category", "source", "topic", "correction", "houseword")
    | rights("news", ("view",), "imageuse", "documentuse", "rendition")
)
EDITING = (
    WRITING
    | rights("news", ("publish", "withdraw", "correct"), "article")
    | rights("news", ("pass",), "edit", "proofread")
    | rights("news", ("change",), "tag", "byline")
    | rights("news", ("view", "add", "change"), "source", "topic", "correction")
    | rights("news", ALL, "topicstory")
    | rights("news", ("view", "add"), "previewlink")
    | rights("news", ("view", "add", "change"), "frontpage", "frontversion")
    | rights("news", ALL, "slot")
    | rights("comments", ("view",), "comment", "thread")
    | rights("site", ("view", "add", "change"), "notice")
)
MODERATING = (
    rights("comments", ("view", "change", "moderate"), "comment")
    | rights("comments", ("view", "change"), "thread")
    | rights("comments", ("view",), "sanction", "decision", "wordrule", "alert")
    | rights("comments", ("view", "change"), "legalnotice")
    | rights("news", ("view",), "article", "topic", "category")
    | rights("accounts", ("view",), "user")
)
LEADING = (
    EDITING
    | MODERATING
    | rights("news", ("pass",), "approve", "sign_off")
    | rights("news", ("override",), "stages")
    | rights("comments", ALL, "wordrule", "alert")
    | rights("news", ALL, "article", "category", "categoryeditor", "topic", "source", "byline")
    | rights("news", ALL, "tag", "correction", "frontpage", "frontversion", "reactionkind")
    | rights("news", ALL, "image", "document", "collection", "houseword")
    | rights("news", ("view", "change"), "checkupsettings")
    | rights("news", ("view",), "checkupoverride")
    | rights("site", ALL, "notice", "page", "redirect")
    | rights("site", ("view", "change"), "sitesettings")
)
PICTURES = (
    rights("news", ALL, "image", "document", "collection", "galleryitem")
    | rights("news", ("view",), "imageuse", "documentuse", "rendition", "category", "tag")
    | rights("news", ("view", "change"), "article")
    | rights("news", ("view", "add"), "byline")
)
RUNNING = (
    LEADING
    | rights("comments", ("add", "delete"), "comment", "thread")
    | rights("news", ("erase",), "revision")
    | rights("news", ("view",), "reaction", "reactioncount", "bookmark", "articlestats")
    | rights("accounts", ALL, "user")
    | rights("auth", ("view",), "group")
    | rights("account", ALL, "emailaddress")
    | rights("lib", ("view",), "scheduledjob", "heartbeat", "purge")
    | rights("importers", ("view",), "importrun", "importedrecord")
    | rights("django_tasks_database", ("view", "change"), "dbtaskresult")
)

ROLES = (
    Role("reporter", _("Reporter"), WRITING),
    Role("editor", _("Editor"), EDITING),
    Role("chief editor", _("Chief editor"), LEADING),
    Role("picture editor", _("Picture editor"), PICTURES),
    Role("moderator", _("Moderator"), MODERATING),
    Role("administrator", _("Administrator"), RUNNING),
)


class UnknownRight(Exception):
    """A role names a permission that no model has."""


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Make the groups, with exactly the permissions written here; raises UnknownRight."""
    return [set_up_role(role) for role in ROLES]


def set_up_role(role: Role) -> Group:
    """Make one group, or bring it up to date."""
    permissions = permissions_named(role.rights)
    missing = role.rights - {code_of(permission) for permission in permissions}
    if missing:
        raise UnknownRight(", ".join(sorted(missing)))
    group, _is_new = Group.objects.get_or_create(name=role.name)
    group.permissions.set(permissions)
    return group


def permissions_named(codes: Rights) -> QuerySet[Permission]:
    """The rows of the permissions that have these names."""
    wanted = Q()
    for code in codes:
        app, codename = code.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(wanted).select_related("content_type")


def code_of(permission: Permission) -> str:
    """The name of a permission as `has_perm` takes it."""
    return f"{permission.content_type.app_label}.{permission.codename}"


def title_of(group: Group) -> str:
    """What people read of a group: the title of a role, or the name of one made by hand."""
    titles = {role.name: str(role.title) for role in ROLES}
    return titles.get(group.name, group.name)
