from django.urls import path
from wagtail import hooks

from . import admin_views
from .viewsets import SmsGroup


@hooks.register("register_admin_viewset")
def sms():
    return SmsGroup()


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("civic/sms/unsubscribe/", admin_views.unsubscribe, name="civic_sms_unsubscribe")]
