from django.urls import path, register_converter

from . import api, feeds, tables
from .views import following, mine, protocol, results, sharing, signing, submitting, supporting

app_name = "civic_petitions"


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:04}"


class SerialConverter:
    regex = "[0-9]{2,7}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:02}"


register_converter(YearConverter, "civic_petition_year")
register_converter(SerialConverter, "civic_petition_serial")

NUMBER = "<civic_petition_year:year>-<civic_petition_serial:serial>"

urlpatterns = [
    path("api/v1/petitions/", api.petition_list, name="api_list"),
    path("api/v1/petitions/schema/", api.petition_schema, name="api_schema"),
    path(f"api/v1/petitions/{NUMBER}/", api.petition_detail, name="api_detail"),
    path(f"api/v1/petitions/{NUMBER}/count/", api.petition_count, name="api_count"),
]

language_urlpatterns = [
    path("petitions/new/", submitting.submit, name="submit"),
    path("petitions/petitions.csv", tables.petitions_csv, name="csv"),
    path("petitions/feed/", feeds.PetitionFeed(), name="feed"),
    path("petitions/done/<slug:result>/", results.result, name="result"),
    path(f"petitions/{NUMBER}/sign/", signing.sign, name="sign"),
    path(f"petitions/{NUMBER}/sign/identity/", signing.sign_identified, name="sign_identified"),
    path(f"petitions/{NUMBER}/follow/", following.follow, name="follow"),
    path(f"petitions/{NUMBER}/share/", sharing.share, name="share"),
    path(f"petitions/{NUMBER}/sheet/", sharing.sheet, name="sheet"),
    path(f"petitions/{NUMBER}/feed/", feeds.TimelineFeed(), name="timeline_feed"),
    path(f"petitions/{NUMBER}/widget/", sharing.widget, name="widget"),
    path("petitions/support/<uuid:handle>/", supporting.support, name="support"),
    path("petitions/support/<uuid:handle>/share/", supporting.support_share, name="support_share"),
    path("petitions/mine/", mine.ask, name="ask_mine"),
    path("petitions/mine/<uuid:handle>/<slug:proof>/", mine.mine, name="mine"),
    path(
        "petitions/notices/<uuid:follower>/<slug:proof>/",
        following.stop_notices,
        name="stop_notices",
    ),
    path(f"petitions/{NUMBER}/protocol/<int:nth>/", protocol.protocol, name="protocol"),
    path(
        f"petitions/{NUMBER}/done/<slug:result>/",
        results.result,
        name="petition_result",
    ),
    path(
        "petitions/withdraw/<uuid:signature>/<slug:proof>/",
        signing.withdraw_link,
        name="withdraw_link",
    ),
]
