"""People in the editors' admin: accounts, and the society's organisations, advisers and helplines."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.forms import UserForm
from wagtail.users.views.users import IndexView, UserViewSet

from allauth.account.models import EmailAddress

from .models import Adviser, AdviserAssignment, Helpline, Organisation, Site, User
from .notifications import send_mail
from .policy import STAFF_PERMISSION


class PersonForm(UserForm):
    """An account as an administrator makes or changes it; never with a password."""

    password_enabled = False
    first_name = None
    last_name = None

    class Meta:
        model = User
        fields: tuple[str, ...] = ("email", "name", "is_superuser", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        """A new account gets a mail with the link to its first password; its address counts as proven, since an
        administrator vouches for it. A changed address is the account's only one from then on."""
        is_new, moved = self.instance.pk is None, "email" in self.changed_data
        if is_new:
            self.instance.set_unusable_password()
        person = super().save(commit=commit)
        if commit and moved:
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if commit and is_new:
            send_mail(person, "welcome", {"person": person.pk}, at=timezone.now())
        return person


class PersonEditForm(PersonForm):
    """The same, with a way to close the account. Nobody closes or demotes their own."""

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["is_superuser"]

    class Meta(PersonForm.Meta):
        fields = ("email", "name", "is_active", "is_superuser", "groups")


class PeopleIndexView(IndexView):
    """Accounts by name; search finds name and address."""

    page_title = "Accounts"
    add_item_label = "Add an account"
    default_ordering = "name"

    @property
    def search_fields(self) -> list[str]:
        return ["name", "email"]

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering)


class PersonViewSet(UserViewSet):
    """Settings > Accounts."""

    menu_label = "Accounts"
    ordering = "name"
    index_view_class = PeopleIndexView
    template_prefix = "members/admin/people/"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonEditForm if for_update else PersonForm


def staff() -> Any:
    """The people who may open the editors' admin: whom an adviser can be chosen from. A filter for forms."""
    app, codename = STAFF_PERMISSION
    may_open = Permission.objects.filter(content_type__app_label=app, codename=codename)
    return User.objects.filter(
        Q(is_superuser=True) | Q(groups__permissions__in=may_open) | Q(user_permissions__in=may_open), is_active=True
    ).distinct()


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "home"
    form_fields = ["name", "provider_type", "nation"]
    list_display = ["name", "provider_type", "nation"]
    list_filter = ["provider_type", "nation"]
    search_fields = ["name"]
    menu_label = "Organisations"
    inspect_view_enabled = False


class SiteViewSet(ModelViewSet):
    model = Site
    icon = "site"
    form_fields = ["organisation", "name", "address", "postcode"]
    list_display = ["name", "organisation", "postcode"]
    search_fields = ["name", "organisation__name", "postcode"]
    menu_label = "Sites"
    name = "member-sites"


class AdviserForm(WagtailAdminModelForm):
    """The contact card; only staff can be advisers."""

    person = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff()

    class Meta:
        model = Adviser
        fields = ("person", "post", "phone", "email", "days", "photo", "cover")


class AdviserViewSet(ModelViewSet):
    model = Adviser
    icon = "user"
    list_display = ["person", "post", "phone", "days"]
    menu_label = "Advisers"

    def get_form_class(self, for_update: bool = False) -> type[AdviserForm]:
        return AdviserForm


class AssignmentViewSet(ModelViewSet):
    model = AdviserAssignment
    icon = "link"
    form_fields = ["adviser", "organisation", "starts_on", "ends_on"]
    list_display = ["organisation", "adviser", "starts_on", "ends_on"]
    menu_label = "Who advises whom"


class HelplineViewSet(ModelViewSet):
    model = Helpline
    icon = "mail"
    form_fields = ["key", "name", "who_for", "hours", "phone", "text", "order"]
    list_display = ["name", "phone", "hours"]
    menu_label = "Helplines"


class SocietyViewSetGroup(ViewSetGroup):
    """Society: the organisations that are members, their advisers, the helplines."""

    menu_label = "Society"
    menu_icon = "group"
    menu_order = 500
    items = (OrganisationViewSet(), SiteViewSet(), AdviserViewSet(), AssignmentViewSet(), HelplineViewSet())
