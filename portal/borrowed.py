"""Texts of the parts we build on that their own Chinese catalogues leave untranslated.

Nothing imports this module: `makemessages` reads it, so that our catalogues hold these texts.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

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
)
