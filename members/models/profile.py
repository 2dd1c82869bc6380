"""What somebody is, as certificates and records of learning need it."""

from django.conf import settings
from django.db import models

from .choices import one_of
from .professions import Profession, Regulator


class MemberProfile(models.Model):
    """Profession, register and nation of a person; every field may stay empty.

    Personal data: profession, registration number, nation. Kept for the account's life. The registration number is
    asked for only because some employers want it on a certificate; no regulator requires it there.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    profession = models.CharField(max_length=40, choices=Profession.choices, blank=True)
    regulator = models.CharField(max_length=10, choices=Regulator.choices, blank=True)
    registration_number = models.CharField(max_length=20, blank=True)
    nation = models.ForeignKey("vocabulary.Nation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("profession", Profession, name="members_profession_known", blank=True),
            one_of("regulator", Regulator, name="members_regulator_known", blank=True),
            models.CheckConstraint(
                condition=models.Q(registration_number="") | ~models.Q(regulator=""),
                name="members_number_has_a_register",
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.person}"
