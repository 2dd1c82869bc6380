"""The account a person signs in with."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

# What stands before a name and is no name; a greeting leaves it out.
TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "sister"})


class UserManager(BaseUserManager["User"]):
    """Makes accounts. An address is kept in lower case, so that one mailbox is one account."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password nobody can sign in to it until one is set by invitation or reset."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator of everything."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing] # of Wagtail's models
    """A person. Signs in by e-mail; shared-desk staff without an address have none and sign in otherwise.

    Personal data: name, e-mail address, a password's hash, when they joined and last signed in. Kept for the account's
    life; certificates keep the name they were issued in.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        "e-mail address",
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "Somebody already has an account with this e-mail address."},
    )
    name = models.CharField(max_length=150, help_text="As it should stand on a certificate.")
    is_active = models.BooleanField("active", default=True, help_text="Unticked, nobody can sign in to this account.")
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email__isnull=True) | models.Q(email=Lower("email")),
                name="members_email_in_lower_case",
            ),
            models.CheckConstraint(
                condition=models.Q(email__isnull=True) | ~models.Q(email=""), name="members_no_empty_email"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"person {self.uuid}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name to greet somebody by: the first word that is no title."""
        words = [word for word in self.name.split() if word.rstrip(".").lower() not in TITLES]
        return words[0] if words else self.name

    @property
    def first_name(self) -> str:
        """Read by Wagtail's admin, which greets people by it."""
        return self.get_short_name()

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the editors' admin. Groups give that right, so it is nowhere stored twice."""
        return self.is_active and self.has_perm("wagtailadmin.access_admin")
