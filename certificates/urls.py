"""Addresses of certificates: what anybody may check, and a person's own record."""

from django.urls import path

from .views import own, record, verifying

app_name = "certificates"
urlpatterns = [
    path("verify/", verifying.form, name="verify-form"),
    path("verify/<str:code>.json", verifying.facts, name="verify-json"),
    path("verify/<str:code>/", verifying.page, name="verify-page"),
    path("cpd/", record.overview, name="record"),
    path("cpd/record.csv", record.export, name="record-export"),
    path("cpd/entries/<uuid:entry>/reflection/", record.reflection, name="reflection-edit"),
    path("cpd/certificates/<str:code>/", own.page, name="certificate-page"),
    path("cpd/certificates/<str:code>/pdf", own.pdf, name="certificate-pdf"),
]
