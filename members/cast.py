"""The invented people of the demo and of the tests: who they are says what they may do.

Names, practices and addresses are invented; `.invalid` can never receive mail (RFC 2606), and telephone numbers come
from Ofcom's ranges for drama.
"""

from dataclasses import dataclass, field
from datetime import date

from .models import HatKind, JobRole, Profession, ProviderType, Role

DEMO_PASSWORD = "wrenmoor-demo-2026"  # noqa: S105 - printed by the demo on purpose
# Somebody without an e-mail address, who signs in at the shared desk.
DESK_NAME, DESK_CODE, DESK_PIN = "Maud Fenn", "DESK-2345-WREN", "802614"


@dataclass(frozen=True)
class Practice:
    """An organisation with its sites: (name, address, postcode)."""

    key: str
    name: str
    provider_type: str
    nation: str
    sites: tuple[tuple[str, str, str], ...]
    advised_since: date = date(2025, 9, 1)


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, in words and in facts."""

    key: str
    name: str
    email: str
    words: str
    profession: str = ""
    registration_number: str = ""
    practice: str = ""
    roles: tuple[str, ...] = ()
    job_role: str = ""
    site: str = ""
    starts_on: date = date(2025, 9, 1)
    ends_on: date | None = None
    hats: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    is_superuser: bool = False
    adviser: dict[str, str] = field(default_factory=dict)


# Wagtail's two groups as it ships them, and two of ours that only open the admin; other rooms give them more.
EDITORS, MODERATORS = "Editors", "Moderators"
CLINICAL_REVIEWERS, ADVISERS = "Clinical reviewers", "Risk advisory partners"

PRACTICES = (
    Practice(
        "larkrise",
        "Larkrise Road Surgery",
        ProviderType.GP,
        "england",
        (
            ("Larkrise Road", "12 Larkrise Road, Wrenmoor", "WM1 4LR"),
            ("Fold Lane branch", "3 Fold Lane, Nether Wrenmoor", "WM3 2FL"),
        ),
    ),
    Practice(
        "quayside",
        "Quayside Dental Rooms",
        ProviderType.MIXED_DENTAL,
        "england",
        (("Quayside", "The Old Customs House, Quay Street, Wrenmoor", "WM2 1QS"),),
    ),
    Practice(
        "fernhollow",
        "Fernhollow Clinics",
        ProviderType.FAMILY_PLANNING,
        "england",
        (
            ("Fernhollow Central", "40 Mill Row, Wrenmoor", "WM1 1MR"),
            ("Fernhollow Harbour", "7 Slipway Court, Wrenmoor", "WM2 6SC"),
        ),
    ),
)

CAST = (
    Person(
        "asha",
        "Dr Asha Venn",
        "asha.venn@larkrise.invalid",
        "salaried GP at Larkrise Road Surgery",
        profession=Profession.DOCTOR,
        practice="larkrise",
        roles=(Role.LEARNER,),
        job_role=JobRole.SALARIED_GP,
        site="Larkrise Road",
    ),
    Person(
        "marek",
        "Marek Lis",
        "marek.lis@quayside.invalid",
        "associate dentist at Quayside Dental Rooms",
        profession=Profession.DENTIST,
        practice="quayside",
        roles=(Role.LEARNER,),
        job_role=JobRole.ASSOCIATE_DENTIST,
        site="Quayside",
    ),
    Person(
        "joy",
        "Joy Adeyemi",
        "joy.adeyemi@larkrise.invalid",
        "practice manager of Larkrise Road Surgery, looks after its people here",
        profession=Profession.UNREGISTERED,
        practice="larkrise",
        roles=(Role.ADMIN,),
        job_role=JobRole.PRACTICE_MANAGER,
        site="Larkrise Road",
        hats=(HatKind.COMPLAINTS_MANAGER, HatKind.DATA_PROTECTION, HatKind.TRAINING),
    ),
    Person(
        "bea",
        "Bea Marsh",
        "bea.marsh@larkrise.invalid",
        "receptionist at Larkrise Road Surgery",
        profession=Profession.UNREGISTERED,
        practice="larkrise",
        roles=(Role.LEARNER,),
        job_role=JobRole.RECEPTIONIST,
        site="Fold Lane branch",
        starts_on=date(2026, 2, 2),
    ),
    Person(
        "finn",
        "Dr Finn Aldous",
        "finn.aldous@fernhollow.invalid",
        "doctor whose membership through Fernhollow Clinics has ended",
        profession=Profession.DOCTOR,
        practice="fernhollow",
        roles=(Role.LEARNER,),
        job_role=JobRole.LOCUM,
        site="Fernhollow Central",
        starts_on=date(2024, 4, 1),
        ends_on=date(2026, 3, 31),
    ),
    Person(
        "cara",
        "Cara Nunn",
        "cara.nunn@elsewhere.invalid",
        "has an account and no membership",
        profession=Profession.NURSE,
    ),
    Person(
        "tom",
        "Tom Reyes",
        "tom.reyes@wrenmoor.invalid",
        "editor of the library",
        groups=(EDITORS,),
    ),
    Person(
        "lena",
        "Dr Lena Ode",
        "lena.ode@wrenmoor.invalid",
        "clinical reviewer, approves what is published",
        profession=Profession.DOCTOR,
        groups=(MODERATORS, CLINICAL_REVIEWERS),
    ),
    Person(
        "ruth",
        "Dr Ruth Calloway",
        "ruth.calloway@wrenmoor.invalid",
        "risk advisory partner of the three practices",
        profession=Profession.DOCTOR,
        groups=(ADVISERS,),
        adviser={
            "post": "GP and risk advisory partner",
            "phone": "01632 960 142",
            "email": "ruth.calloway@wrenmoor.invalid",
            "days": "Monday to Thursday, 8.30 am to 5.30 pm",
        },
    ),
    Person(
        "nia",
        "Nia Pryce",
        "nia.pryce@wrenmoor.invalid",
        "administrator of everything",
        is_superuser=True,
    ),
)
