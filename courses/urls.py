"""A learner's own addresses. The catalogue under /courses/ is Wagtail's; the player is on the content host."""

from django.urls import include, path

from . import evaluation_views, item_views, notes_views, part_views, programme_views, team_views, views
from .player.launch import launch
from .practice import evidence_views, mine_views

app_name = "courses"
urlpatterns = [
    path("learn/", views.learning_list, name="learning-list"),
    path("practice/mine/", mine_views.my_training, name="my-training"),
    path("practice/mine/<uuid:requirement>/", mine_views.my_certificate, name="my-certificate"),
    path("practice/mine/certificates/<uuid:certificate>/", mine_views.my_certificate_file, name="my-certificate-file"),
    path("evidence/<str:token>/", evidence_views.guest_page, name="evidence-guest"),
    path("evidence/<str:token>/pdf", evidence_views.guest_pdf, name="evidence-guest-pdf"),
    path("practice/<uuid:organisation>/", include("courses.practice.urls")),
    path("learn/team/", team_views.team, name="team"),
    path("learn/team.csv", team_views.team_export, name="team-export"),
    path("learn/courses/<uuid:course>/", views.course_detail, name="course-detail"),
    path("learn/courses/<uuid:course>/parts/<str:key>/", part_views.part, name="part"),
    path("learn/courses/<uuid:course>/enrol/", views.enrolment_create, name="enrolment-create"),
    path("learn/<uuid:enrolment>/", views.enrolment_detail, name="enrolment-detail"),
    path("learn/programmes/<uuid:programme>/", programme_views.programme_detail, name="programme-detail"),
    path("learn/programmes/<uuid:programme>/follow/", programme_views.programme_follow, name="programme-follow"),
    path("learn/programmes/<uuid:programme>/read/", programme_views.step_read, name="step-read"),
    path("learn/<uuid:enrolment>/notes/", notes_views.notes, name="notes"),
    path("learn/<uuid:enrolment>/notes.txt", notes_views.notes_export, name="notes-export"),
    path("learn/<uuid:enrolment>/evaluation/", evaluation_views.evaluation, name="evaluation"),
    path("learn/<uuid:enrolment>/history/", views.enrolment_history, name="enrolment-history"),
    path("learn/<uuid:enrolment>/renew/", views.enrolment_renew, name="enrolment-renew"),
    path("learn/<uuid:enrolment>/move/", views.enrolment_move, name="enrolment-move"),
    path("learn/<uuid:enrolment>/<uuid:item>/again/", item_views.item_again, name="item-again"),
    path("learn/<uuid:enrolment>/<uuid:item>/", item_views.item_detail, name="item-detail"),
    path("learn/<uuid:enrolment>/<uuid:item>/launch/", launch, name="item-launch"),
]
