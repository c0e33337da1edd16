from django.urls import path

from . import api, views

app_name = "civic_budget"

urlpatterns = [
    path("api/v1/budget/", api.years, name="api_years"),
    path("api/v1/budget/<int:year>/", api.year, name="api_year"),
    path("budget/bokeh/<str:version>/bokeh.min.js", views.library, name="library"),
]
language_urlpatterns = [
    path("budget/chart/<int:year>/<str:direction>/<str:code>/", views.frame, name="chart"),
    path(
        "budget/chart/<int:year>/<str:direction>/<str:code>/data.json",
        views.frame_data,
        name="chart_data",
    ),
]
