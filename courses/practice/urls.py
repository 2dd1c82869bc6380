"""Addresses under /practice/<organisation>/: for those who manage the organisation; 404 for everybody else."""

from django.urls import URLPattern, path

from . import assignment_views, evidence_views, matrix_print_views, matrix_views, proof_views, requirement_views

urlpatterns: list[URLPattern] = [
    path("evidence/", evidence_views.evidence, name="evidence"),
    path("evidence/<uuid:pack>/", evidence_views.evidence_pack, name="evidence-pack"),
    path("evidence/<uuid:pack>/pdf", evidence_views.evidence_pdf, name="evidence-pdf"),
    path("evidence/<uuid:pack>/links/<uuid:link>/end/", evidence_views.evidence_link_end, name="evidence-link-end"),
    path("assignments/", assignment_views.assignments, name="assignments"),
    path("assignments/new/", assignment_views.assignment_create, name="assignment-create"),
    path("assignments/<uuid:assignment>/", assignment_views.assignment_detail, name="assignment"),
    path("assignments/<uuid:assignment>/due/", assignment_views.assignment_change, name="assignment-change"),
    path("assignments/<uuid:assignment>/repeat/", assignment_views.assignment_repeat, name="assignment-repeat"),
    path("assignments/<uuid:assignment>/end/", assignment_views.assignment_end, name="assignment-end"),
    path("training/", matrix_views.matrix, name="matrix"),
    path("training/print/", matrix_print_views.matrix_print, name="matrix-print"),
    path("training.csv", matrix_views.matrix_export, name="matrix-export"),
    path("training/start/", requirement_views.matrix_start, name="matrix-start"),
    path("training/requirements/", requirement_views.requirements, name="requirements"),
    path("training/requirements/new/", requirement_views.requirement_new, name="requirement-new"),
    path("training/requirements/<uuid:requirement>/", requirement_views.requirement_edit, name="requirement-edit"),
    path("training/requirements/<uuid:requirement>/move/", requirement_views.requirement_move, name="requirement-move"),
    path(
        "training/requirements/<uuid:requirement>/retire/",
        requirement_views.requirement_retire,
        name="requirement-retire",
    ),
    path("training/people/<uuid:person>/", matrix_views.matrix_person, name="matrix-person"),
    path("training/certificates/", proof_views.matrix_waiting, name="matrix-waiting"),
    path("training/certificates/<uuid:certificate>/", proof_views.matrix_look, name="matrix-look"),
    path("training/certificates/<uuid:certificate>/file/", proof_views.matrix_file, name="matrix-file"),
    path("training/<uuid:requirement>/<uuid:person>/", matrix_views.matrix_cell, name="matrix-cell"),
    path("training/<uuid:requirement>/<uuid:person>/seen/", proof_views.matrix_competence, name="matrix-competence"),
    path("training/<uuid:requirement>/<uuid:person>/excuse/", proof_views.matrix_exemption, name="matrix-exemption"),
    path(
        "training/<uuid:requirement>/<uuid:person>/excuse/end/",
        proof_views.matrix_exemption_end,
        name="matrix-exemption-end",
    ),
    path(
        "training/<uuid:requirement>/<uuid:person>/certificate/",
        proof_views.matrix_certificate,
        name="matrix-certificate",
    ),
]
