"""Practices, clinics and the places they work in."""

import uuid

from django.db import models

from .choices import one_of


class ProviderType(models.TextChoices):
    """What kind of provider an organisation is (domain.md 5.1)."""

    GP = "gp-practice", "GP practice"
    PCN = "pcn", "Primary care network"
    FEDERATION = "federation", "Federation"
    OUT_OF_HOURS = "out-of-hours", "Out-of-hours service"
    ONLINE_DOCTOR = "online-doctor", "Online doctor"
    WALK_IN = "walk-in", "Walk-in centre"
    NHS_DENTAL = "nhs-dental", "NHS dental practice"
    PRIVATE_DENTAL = "private-dental", "Private dental practice"
    MIXED_DENTAL = "mixed-dental", "Dental practice, NHS and private"
    ORTHODONTIC = "orthodontic", "Orthodontic practice"
    INDEPENDENT_CLINIC = "independent-clinic", "Independent clinic"
    FAMILY_PLANNING = "family-planning", "Family planning clinic"
    DAY_SURGERY = "day-surgery", "Day surgery"
    AESTHETICS = "aesthetics", "Aesthetics clinic"
    DIAGNOSTICS = "diagnostics", "Diagnostics"
    PHYSIOTHERAPY = "physiotherapy", "Physiotherapy and musculoskeletal"
    OPTOMETRY = "optometry", "Optometry"
    PHARMACY = "pharmacy", "Pharmacy"
    TRAVEL = "travel", "Travel and vaccination clinic"
    OCCUPATIONAL_HEALTH = "occupational-health", "Occupational health"
    MENTAL_HEALTH = "mental-health", "Mental health service"
    HOSPICE = "hospice", "Hospice"
    AMBULANCE = "ambulance", "Ambulance and patient transport"
    SCHOOL_HEALTH = "school-health", "School or university health service"


class Organisation(models.Model):
    """A practice or clinic that is a member of the society.

    Personal data: none, but for a sole practitioner whose practice carries their name.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    provider_type = models.CharField("kind of provider", max_length=40, choices=ProviderType.choices)
    nation = models.ForeignKey("vocabulary.Nation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="members_organisation_has_a_name"),
            one_of("provider_type", ProviderType, name="members_provider_type_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where an organisation works. No personal data."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=250, blank=True)
    postcode = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="members_site_once")]

    def __str__(self) -> str:
        return self.name
