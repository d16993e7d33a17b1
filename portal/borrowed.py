"""Texts of the parts we build on that their own Chinese catalogues leave untranslated.

`makemessages` reads the list, so that our catalogues hold these texts; names that their makers
wrote in plain English are given once more, to be translated.
"""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

TEXTS = (
    # django.contrib.auth
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    # django.contrib.admin
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("Error:"),
    gettext_noop("Model name"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    # allauth, whose letters greet readers half in English
    gettext_noop("Hello from %(site_name)s!"),
    gettext_noop("In case you forgot, your username is %(username)s."),
    gettext_noop("Thank you for using %(site_name)s!\n%(site_domain)s"),
    # taggit
    gettext_noop("A comma-separated list of tags."),
    gettext_noop("Please provide a comma-separated list of tags."),
    gettext_noop("tagged item"),
    gettext_noop("tagged items"),
    # django_tasks and its tables
    gettext_noop("Task Result"),
    gettext_noop("Task Results"),
    gettext_noop("enqueued at"),
    gettext_noop("started at"),
    gettext_noop("finished at"),
    gettext_noop("args kwargs"),
    gettext_noop("task path"),
    gettext_noop("worker id"),
    gettext_noop("queue name"),
    gettext_noop("backend name"),
    gettext_noop("run after"),
    gettext_noop("return value"),
    gettext_noop("exception class path"),
    gettext_noop("traceback"),
    pgettext_lazy("Task", "Ready"),
    pgettext_lazy("Task", "Running"),
    pgettext_lazy("Task", "Failed"),
    pgettext_lazy("Task", "Successful"),
)

APPS = {"django_tasks_database": _("Tasks")}

TABLES = {"usersessions.UserSession": (_("user session"), _("user sessions"))}

FIELDS = {
    "usersessions.UserSession": {
        "user": _("user"),
        "created_at": _("signed in at"),
        "last_seen_at": _("last used at"),
        "ip": _("network address"),
        "user_agent": _("browser"),
        "data": _("data"),
    }
}


def give_names() -> None:
    """Put our names in the place of theirs; migrations keep to what the makers wrote."""
    for label, name in APPS.items():
        apps.get_app_config(label).verbose_name = name
    for label, (one, many) in TABLES.items():
        options = apps.get_model(label)._meta
        options.verbose_name, options.verbose_name_plural = one, many
    for label, fields in FIELDS.items():
        for field, text in fields.items():
            apps.get_model(label)._meta.get_field(field).verbose_name = text
