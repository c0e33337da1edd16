from django.urls import path

from . import hook_views, views

app_name = "civic_sms"

urlpatterns = [
    path("s/<str:token>", views.short, name="short"),
    path("sms/hooks/<slug:key>/", hook_views.hook, name="hook"),
    path("sms/hooks/<slug:key>/<str:secret>/", hook_views.hook, name="hook_secret"),
    path("sms/hooks/<slug:key>/<uuid:ref>/<str:seal>/", hook_views.hook, name="hook_message"),
]

language_urlpatterns = [
    path("m/<int:pk>", views.announced, name="announced"),
    path("sms/subscribe/", views.subscribe, name="subscribe"),
    path("sms/erased/", views.erased, name="erased"),
    path("sms/own/<str:token>/", views.own, name="own"),
    path("sms/own/<str:token>/confirm/", views.confirm, name="confirm"),
    path("sms/own/<str:token>/leave/", views.leave, name="leave"),
]
