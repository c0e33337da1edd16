"""The pages of verification, mounted at ``/civic/<lang>/``."""

from django.urls import path

from .verification import views

language_urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("code/<uuid:handle>/", views.code, name="code"),
    path("fate/<uuid:handle>/", views.fate, name="fate"),
    path("sent/<uuid:handle>/", views.sent, name="sent"),
]
