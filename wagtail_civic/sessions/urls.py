from django.urls import path

from . import api, feeds, views

app_name = "civic_sessions"

urlpatterns = [
    path("sessions.ics", feeds.calendar, name="calendar"),
    path("sessions.atom", feeds.SessionFeed(), name="feed"),
    path("sessions/<uuid:key>.ics", feeds.calendar, name="session_calendar"),
    path("api/v1/sessions/", api.session_list, name="api_list"),
    path("api/v1/sessions/<uuid:key>/", api.session_detail, name="api_detail"),
    path("api/v1/sessions/<uuid:key>/state", api.state, name="state"),
]

language_urlpatterns = [
    path("sessions/<uuid:key>/ask/", views.ask, name="ask"),
    path("sessions/<uuid:key>/now/", views.now, name="now"),
    path("sessions/questions/<str:token>/", views.own, name="own"),
]
