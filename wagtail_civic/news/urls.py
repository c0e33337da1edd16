from django.urls import path

from wagtail_civic.core.api import VERSION

from . import api

app_name = "civic_news"

urlpatterns = [path(f"api/v{VERSION}/news/", api.news_list, name="api_list")]
