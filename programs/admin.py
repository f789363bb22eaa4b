"""The operator's desk at /operator/: who may sign in, and which programs there are. Nothing that is said in a program.

An own site without autodiscovery, so that no library and no room puts a table here by being installed.
"""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver

from programs.access import sign_in_url
from programs.models import Program, User


class OperatorSite(admin.AdminSite):
    """Django's admin with our own way in: no passwords, and for anybody but the operator there is no such page."""

    site_header = site_title = "Peergroups operator"
    index_title = "This installation"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise Http404
        return redirect(sign_in_url(next_url=request.GET.get("next", "")))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [one for one in super().get_urls() if not str(getattr(one, "name", "")).startswith("password_")]


class ReadMostly(admin.ModelAdmin):
    """Rows come and go elsewhere; here they are looked at, and a few columns are set."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AddressesInline(admin.TabularInline):
    """The addresses of a user."""

    model = EmailAddress
    fields = readonly_fields = ("email", "verified", "primary")
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class UserAdmin(ReadMostly):
    """Who may sign in, and who operates this installation."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")
    inlines: ClassVar[list[Any]] = [AddressesInline]


class ProgramAdmin(ReadMostly):
    """Which programs there are. Their people and groups are theirs."""

    list_display = ("name", "slug", "created_at")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "created_at")
    readonly_fields = ("name", "slug", "created_at")


operator = OperatorSite(name="admin")
operator.register(User, UserAdmin)
operator.register(Program, ProgramAdmin)
