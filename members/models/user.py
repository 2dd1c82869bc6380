"""The account a person signs in with.

Personal data: name and e-mail address. Kept for the account's life.
"""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes accounts. An address is kept as typed and compared without regard to case."""

    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> "User":
        """A new account; without a password nobody can sign in to it until one is set by invitation or reset."""
        user = self.model(email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """An administrator of everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by e-mail; shared-desk staff without an address have none and sign in otherwise."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", null=True, blank=True)
    name = models.CharField(max_length=150, help_text="As it should stand on a certificate.")
    is_staff = models.BooleanField(default=False, help_text="May open the editors' admin.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="members_email_once")]

    def __str__(self) -> str:
        return self.name or self.email or f"person {self.uuid}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else ""

    @property
    def first_name(self) -> str:
        """Read by Wagtail's admin, which greets people by it."""
        return self.get_short_name()
