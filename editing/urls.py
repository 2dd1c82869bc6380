"""Addresses of pictures and films."""

from django.urls import path

from . import film_views, views

app_name = "editing"
urlpatterns = [
    path("media/images/<str:name>", views.picture, name="picture"),
    path("media/video/<uuid:video>/film", film_views.film, name="film"),
    path("media/video/<uuid:video>/captions.vtt", film_views.captions, name="film-captions"),
]
