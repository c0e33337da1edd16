from django.urls import path

from . import views

app_name = "civic_sms"

urlpatterns = [
    path("s/<str:token>", views.short, name="short"),
]

language_urlpatterns = [
    path("m/<int:pk>", views.announced, name="announced"),
    path("sms/subscribe/", views.subscribe, name="subscribe"),
    path("sms/own/<str:token>/", views.own, name="own"),
    path("sms/own/<str:token>/confirm/", views.confirm, name="confirm"),
    path("sms/own/<str:token>/leave/", views.leave, name="leave"),
]
