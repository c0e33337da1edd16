from django.urls import path
from wagtail import hooks

from .desk import insight_views, paper_views, people_views, unsubscribe_views
from .desk.viewsets import SmsGroup


@hooks.register("register_admin_viewset")
def sms():
    return SmsGroup()


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("civic/sms/unsubscribe/", unsubscribe_views.unsubscribe, name="civic_sms_unsubscribe"),
        path("civic/sms/export/", people_views.export, name="civic_sms_export"),
        path("civic/sms/why/<int:pk>/", insight_views.why, name="civic_sms_why"),
        path("civic/sms/statistics/", insight_views.statistics, name="civic_sms_statistics"),
        path("civic/sms/villages/", paper_views.villages, name="civic_sms_villages"),
        path("civic/sms/forms/", paper_views.entered, name="civic_sms_entered"),
        path("civic/sms/entry/", paper_views.entry, name="civic_sms_entry"),
        path("civic/sms/list/", paper_views.empty_template, name="civic_sms_template"),
        path("civic/sms/ask/", paper_views.ask, name="civic_sms_ask"),
        path("civic/sms/take-back/<int:pk>/", paper_views.take_back, name="civic_sms_take_back"),
    ]
