from django.urls import path

from . import views

app_name = "civic_documents"

urlpatterns = [path("search/", views.search, name="search")]
language_urlpatterns = [path("search/", views.search, name="search_in_language")]
