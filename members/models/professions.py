"""Professions and the registers they are on. Codes are stable; labels may be reworded.

Sources: the list of domain.md 5.1, from the regulators' own registers. No personal data.
"""

from django.db.models import TextChoices


class Regulator(TextChoices):
    """Who keeps the register."""

    GMC = "gmc", "General Medical Council"
    GDC = "gdc", "General Dental Council"
    NMC = "nmc", "Nursing and Midwifery Council"
    GPHC = "gphc", "General Pharmaceutical Council"
    PSNI = "psni", "Pharmaceutical Society of Northern Ireland"
    HCPC = "hcpc", "Health and Care Professions Council"
    GOC = "goc", "General Optical Council"
    GOSC = "gosc", "General Osteopathic Council"
    GCC = "gcc", "General Chiropractic Council"
    SWE = "swe", "Social Work England"
    OTHER = "other", "Another register"


class Profession(TextChoices):
    """What somebody is, whatever their post."""

    DOCTOR = "doctor", "Doctor"
    PHYSICIAN_ASSOCIATE = "physician-associate", "Physician associate or assistant"
    ANAESTHESIA_ASSOCIATE = "anaesthesia-associate", "Anaesthesia associate"
    DENTIST = "dentist", "Dentist"
    DENTAL_HYGIENIST = "dental-hygienist", "Dental hygienist"
    DENTAL_THERAPIST = "dental-therapist", "Dental therapist"
    CLINICAL_DENTAL_TECHNICIAN = "clinical-dental-technician", "Clinical dental technician"
    ORTHODONTIC_THERAPIST = "orthodontic-therapist", "Orthodontic therapist"
    DENTAL_NURSE = "dental-nurse", "Dental nurse"
    DENTAL_TECHNICIAN = "dental-technician", "Dental technician"
    NURSE = "nurse", "Nurse"
    MIDWIFE = "midwife", "Midwife"
    NURSING_ASSOCIATE = "nursing-associate", "Nursing associate"
    PHARMACIST = "pharmacist", "Pharmacist"
    PHARMACY_TECHNICIAN = "pharmacy-technician", "Pharmacy technician"
    PARAMEDIC = "paramedic", "Paramedic"
    PHYSIOTHERAPIST = "physiotherapist", "Physiotherapist"
    DIETITIAN = "dietitian", "Dietitian"
    OCCUPATIONAL_THERAPIST = "occupational-therapist", "Occupational therapist"
    PODIATRIST = "podiatrist", "Podiatrist"
    OTHER_ALLIED = "other-allied", "Another allied health profession"
    OPTOMETRIST = "optometrist", "Optometrist"
    DISPENSING_OPTICIAN = "dispensing-optician", "Dispensing optician"
    OSTEOPATH = "osteopath", "Osteopath"
    CHIROPRACTOR = "chiropractor", "Chiropractor"
    SOCIAL_WORKER = "social-worker", "Social worker"
    COUNSELLOR = "counsellor", "Counsellor"
    UNREGISTERED = "unregistered", "No regulated profession"


_GMC = (Profession.DOCTOR, Profession.PHYSICIAN_ASSOCIATE, Profession.ANAESTHESIA_ASSOCIATE)
_GDC = (
    Profession.DENTIST,
    Profession.DENTAL_HYGIENIST,
    Profession.DENTAL_THERAPIST,
    Profession.CLINICAL_DENTAL_TECHNICIAN,
    Profession.ORTHODONTIC_THERAPIST,
    Profession.DENTAL_NURSE,
    Profession.DENTAL_TECHNICIAN,
)
_NMC = (Profession.NURSE, Profession.MIDWIFE, Profession.NURSING_ASSOCIATE)
_HCPC = (
    Profession.PARAMEDIC,
    Profession.PHYSIOTHERAPIST,
    Profession.DIETITIAN,
    Profession.OCCUPATIONAL_THERAPIST,
    Profession.PODIATRIST,
    Profession.OTHER_ALLIED,
)

# The register a profession is usually on. A profile may say another: Northern Ireland's pharmacists and the social
# workers of three nations have registers of their own.
USUAL_REGULATOR: dict[str, Regulator] = {
    **dict.fromkeys(_GMC, Regulator.GMC),
    **dict.fromkeys(_GDC, Regulator.GDC),
    **dict.fromkeys(_NMC, Regulator.NMC),
    **dict.fromkeys(_HCPC, Regulator.HCPC),
    Profession.PHARMACIST: Regulator.GPHC,
    Profession.PHARMACY_TECHNICIAN: Regulator.GPHC,
    Profession.OPTOMETRIST: Regulator.GOC,
    Profession.DISPENSING_OPTICIAN: Regulator.GOC,
    Profession.OSTEOPATH: Regulator.GOSC,
    Profession.CHIROPRACTOR: Regulator.GCC,
    Profession.SOCIAL_WORKER: Regulator.SWE,
}
