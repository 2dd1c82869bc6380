"""Addresses of pictures."""

from django.urls import path

from . import views

app_name = "editing"
urlpatterns = [path("media/images/<str:name>", views.picture, name="picture")]
