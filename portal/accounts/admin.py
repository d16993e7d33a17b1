"""Members and roles at the desk."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.accounts import second_factor
from portal.accounts.models import User
from portal.accounts.roles import title_of
from portal.lib.admin import DeskAdmin

admin.site.unregister(Group)


class RoleField(forms.ModelMultipleChoiceField):
    """Groups by the titles people know them by."""

    def label_from_instance(self, group: Group) -> str:
        return title_of(group)


class RoleFilter(admin.RelatedFieldListFilter):
    """Members of a role, by the titles people know them by."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[Any, str]]:
        return [(group.pk, title_of(group)) for group in Group.objects.order_by("pk")]


class MemberCreationForm(AdminUserCreationForm):
    """A new member; the model itself finds a name that is taken in another spelling."""

    class Meta:
        model = User
        fields = ("username", "email")

    def clean_username(self) -> str:
        return self.cleaned_data["username"]


class MemberChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class MemberAdmin(DeskAdmin, UserAdmin):
    """Members; only a superuser touches superusers, or gives rights past the roles."""

    list_display = ("username", "shown_name", "email", "is_staff", "factor", "last_login")
    list_filter = ("is_staff", "is_active", ("groups", RoleFilter), "is_superuser")
    search_fields = ("username", "shown_name", "email")
    ordering = ("-date_joined",)
    date_hierarchy = None
    list_per_page = 50
    show_full_result_count = False
    form = MemberChangeForm
    add_form = MemberCreationForm
    fieldsets = (
        (None, {"fields": ("username", "password", "email")}),
        (_("Shown"), {"fields": ("shown_name", "shows_reactions", "language", "time_zone")}),
        (
            _("Rights"),
            {
                "fields": (
                    "is_active",
                    "identity_verified_at",
                    "is_staff",
                    "groups",
                    "is_superuser",
                    "user_permissions",
                )
            },
        ),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ("groups", "user_permissions")
    actions = ("take_away_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        with_factor = Exists(factors.filter(user=OuterRef("pk")))
        return super().get_queryset(request).annotate(with_factor=with_factor)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_touch(request.user, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = RoleField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("second factor"), boolean=True)
    def factor(self, user: Any) -> bool:
        return user.with_factor

    @admin.action(description=_("Take away the second factor"), permissions=["change"])
    def take_away_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """For somebody who lost the telephone: the next sign-in asks for the password alone."""
        touched = [user for user in users if may_touch(request.user, user)]
        for user in touched:
            second_factor.take_away(user)
            self.log_change(request, user, str(_("Took away the second factor.")))
        count = len(touched)
        text = ngettext("Done for %d member.", "Done for %d members.", count) % count
        messages.success(request, text)


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """The roles; they are written down in `roles`, so that only a superuser adds to them."""

    list_display = ("title", "member_count")

    @admin.display(description=_("role"), ordering="name")
    def title(self, group: Group) -> str:
        return title_of(group)

    @admin.display(description=_("members"))
    def member_count(self, group: Any) -> int:
        return group.member_count

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(member_count=Count("user"))


def may_touch(user: User | AnonymousUser, other: User | None) -> bool:
    """Whether somebody may change a member, as far as superusers go."""
    return user.is_superuser or other is None or not other.is_superuser
