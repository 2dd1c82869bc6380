"""A learner's own addresses. The catalogue under /courses/ is Wagtail's; the player is on the content host."""

from django.urls import include, path

from . import item_views, team_views, views
from .player.launch import launch

app_name = "courses"
urlpatterns = [
    path("learn/", views.learning_list, name="learning-list"),
    path("practice/<uuid:organisation>/", include("courses.practice.urls")),
    path("learn/team/", team_views.team, name="team"),
    path("learn/team.csv", team_views.team_export, name="team-export"),
    path("learn/courses/<uuid:course>/", views.course_detail, name="course-detail"),
    path("learn/courses/<uuid:course>/enrol/", views.enrolment_create, name="enrolment-create"),
    path("learn/<uuid:enrolment>/", views.enrolment_detail, name="enrolment-detail"),
    path("learn/<uuid:enrolment>/move/", views.enrolment_move, name="enrolment-move"),
    path("learn/<uuid:enrolment>/<uuid:item>/again/", item_views.item_again, name="item-again"),
    path("learn/<uuid:enrolment>/<uuid:item>/", item_views.item_detail, name="item-detail"),
    path("learn/<uuid:enrolment>/<uuid:item>/launch/", launch, name="item-launch"),
]
