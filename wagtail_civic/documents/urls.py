from django.urls import path

from . import saved_views, views

app_name = "civic_documents"

urlpatterns = [path("search/", views.search, name="search")]
language_urlpatterns = [
    path("search/", views.search, name="search_in_language"),
    path("search/feed/", views.SearchFeed(), name="feed"),
    path("search/complete/", views.complete, name="complete"),
    path("search/save/", saved_views.save, name="save"),
    path("search/saved/<slug:result>/", saved_views.done, name="saved"),
    path("search/stop/<uuid:search>/<slug:proof>/", saved_views.stop, name="stop"),
]
