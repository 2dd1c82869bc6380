"""Who belongs to which organisation, from when to when, and with what roles, hats and leave.

A membership, a hat and a leave are each dated. Nothing is deleted when it ends: the last day is written.
"""

import uuid

from django.conf import settings
from django.db import models

from .choices import one_of
from .dated import Dated, days_in_order
from .organisation import Organisation, Site


class Role(models.TextChoices):
    """What a membership lets somebody do in their organisation (domain.md 5.1, platform roles).

    The society's own people hold no role here; Wagtail's groups give them theirs.
    """

    LEARNER = "learner", "Learner"
    VIEWER = "org-viewer", "Organisation viewer"
    ADMIN = "org-admin", "Organisation manager"
    MATTER_HANDLER = "matter-handler", "Complaints handler"
    BROKER = "broker-contact", "Broker contact"
    AUDITOR = "auditor", "Auditor"


class JobRole(models.TextChoices):
    """What somebody's post is in a practice or clinic (domain.md 5.1)."""

    GP_PARTNER = "gp-partner", "GP partner"
    SALARIED_GP = "salaried-gp", "Salaried GP"
    LOCUM = "locum", "Locum"
    GP_REGISTRAR = "gp-registrar", "GP registrar"
    FOUNDATION_DOCTOR = "foundation-doctor", "Foundation doctor"
    ADVANCED_PRACTITIONER = "advanced-practitioner", "Advanced clinical practitioner"
    PRACTICE_NURSE = "practice-nurse", "Practice nurse"
    NURSE_ASSOCIATE = "nurse-associate", "Nurse associate"
    HEALTHCARE_ASSISTANT = "healthcare-assistant", "Healthcare assistant"
    PHLEBOTOMIST = "phlebotomist", "Phlebotomist"
    CLINICAL_PHARMACIST = "clinical-pharmacist", "Clinical pharmacist"
    FIRST_CONTACT_PHYSIO = "first-contact-physio", "First-contact physiotherapist"
    PARAMEDIC = "paramedic", "Paramedic"
    CARE_COORDINATOR = "care-coordinator", "Care coordinator"
    SOCIAL_PRESCRIBER = "social-prescriber", "Social prescriber"
    MENTAL_HEALTH_PRACTITIONER = "mental-health-practitioner", "Mental health practitioner"
    PRACTICE_MANAGER = "practice-manager", "Practice manager"
    DEPUTY_MANAGER = "deputy-manager", "Deputy practice manager"
    OPERATIONS = "operations", "Operations or finance"
    RECEPTION_LEAD = "reception-lead", "Reception lead"
    RECEPTIONIST = "receptionist", "Receptionist or care navigator"
    SECRETARY = "secretary", "Secretary"
    SUMMARISER = "summariser", "Summariser"
    IT_LEAD = "it-lead", "IT or information governance lead"
    CLEANER = "cleaner", "Cleaner"
    PRINCIPAL_DENTIST = "principal-dentist", "Principal dentist"
    ASSOCIATE_DENTIST = "associate-dentist", "Associate dentist"
    FOUNDATION_DENTIST = "foundation-dentist", "Foundation dentist"
    DENTAL_HYGIENIST = "dental-hygienist", "Dental hygienist or therapist"
    DENTAL_NURSE = "dental-nurse", "Dental nurse"
    SPECIALIST = "specialist", "Specialist"
    TREATMENT_COORDINATOR = "treatment-coordinator", "Treatment coordinator"
    CLINIC_DIRECTOR = "clinic-director", "Clinic director"
    REGISTERED_MANAGER = "registered-manager", "Registered manager"
    NOMINATED_INDIVIDUAL = "nominated-individual", "Nominated individual"
    CONSULTANT = "consultant", "Consultant"
    RESIDENT_DOCTOR = "resident-doctor", "Resident doctor"
    THEATRE_PRACTITIONER = "theatre-practitioner", "Theatre practitioner"
    AESTHETIC_PRACTITIONER = "aesthetic-practitioner", "Aesthetic practitioner"


class Membership(Dated):
    """A person's membership of the society, through an organisation or as an individual (no organisation).

    Personal data: that somebody works at an organisation, since when and as what. Kept while the account lives, because
    certificates and training records refer to it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.LEARNER)
    job_role = models.CharField("post", max_length=40, choices=JobRole.choices, blank=True)
    sites = models.ManyToManyField(Site, blank=True, related_name="+")
    reference = models.CharField(
        "staff number",
        max_length=40,
        blank=True,
        help_text="The organisation's own; how a staff list names somebody without an e-mail address.",
    )

    class Meta:
        ordering = ["person__name", "starts_on"]
        constraints = [
            days_in_order(name="members_membership_days_in_order"),
            one_of("role", Role, name="members_role_known"),
            one_of("job_role", JobRole, name="members_job_role_known", blank=True),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | models.Q(role=Role.LEARNER),
                name="members_individuals_manage_nobody",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(ends_on__isnull=True, organisation__isnull=False),
                name="members_one_open_membership_per_role",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=models.Q(ends_on__isnull=True) & ~models.Q(reference=""),
                name="members_one_open_membership_per_reference",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ends_on__isnull=True, organisation__isnull=True),
                name="members_one_open_individual_membership",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}" if self.organisation_id else f"{self.person}, individual"


class HatKind(models.TextChoices):
    """Duties that somebody holds besides their post (domain.md 5.1)."""

    COMPLAINTS_MANAGER = "complaints-manager", "Complaints manager"
    RESPONSIBLE_PERSON = "responsible-person", "Responsible person for complaints"
    CANDOUR_LEAD = "candour-lead", "Duty of candour lead"
    CALDICOTT = "caldicott-guardian", "Caldicott guardian"
    DATA_PROTECTION = "data-protection", "Data protection officer or IG lead"
    SAFEGUARDING_ADULTS = "safeguarding-adults", "Safeguarding adults lead"
    SAFEGUARDING_CHILDREN = "safeguarding-children", "Safeguarding children lead"
    INFECTION = "infection", "Infection prevention lead"
    SPEAK_UP = "speak-up", "Freedom to speak up guardian"
    RADIATION = "radiation", "Radiation protection supervisor"
    MEDICINES = "medicines", "Medicines lead"
    HEALTH_AND_SAFETY = "health-and-safety", "Health and safety lead"
    TRAINING = "training", "Training lead"


class Hat(Dated):
    """A duty that a person holds in an organisation for a time.

    Personal data: who holds which duty. Kept like the membership.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hats")
    kind = models.CharField(max_length=40, choices=HatKind.choices)

    class Meta:
        ordering = ["kind", "starts_on"]
        constraints = [
            days_in_order(name="members_hat_days_in_order"),
            one_of("kind", HatKind, name="members_hat_known"),
            models.UniqueConstraint(
                fields=["person", "organisation", "kind"],
                condition=models.Q(ends_on__isnull=True),
                name="members_hat_worn_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.organisation}"


class Leave(Dated):
    """Days on which somebody is away from an organisation, so that nobody chases them.

    Personal data: that somebody is away. On purpose there is no field for a reason: it could be one of health.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leave")

    class Meta:
        verbose_name_plural = "leave"
        ordering = ["starts_on"]
        constraints = [
            days_in_order(name="members_leave_days_in_order"),
            models.UniqueConstraint(
                fields=["membership"], condition=models.Q(ends_on__isnull=True), name="members_one_open_leave"
            ),
        ]

    def __str__(self) -> str:
        return f"leave of {self.membership}"
