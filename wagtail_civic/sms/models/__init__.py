from .campaigns import Campaign, CampaignText, Purpose
from .consent import Consent, ConsentKind, ConsentSource, ConsentWording
from .messages import Attempt, Delivery
from .pages import SubscriptionPage, SubscriptionPageMixin
from .paper import FormBatch, PaperList
from .people import Origin, Subscriber, SubscriptionRequest
from .settings import SmsSettings
from .states import CampaignState, MessageState
from .suppression import Suppression, SuppressionReason
from .traffic import DayUse, GatewayState, Inbound, InboundAction, Receipt

__all__ = [
    "Attempt",
    "Campaign",
    "CampaignState",
    "CampaignText",
    "Consent",
    "ConsentKind",
    "ConsentSource",
    "ConsentWording",
    "DayUse",
    "Delivery",
    "FormBatch",
    "GatewayState",
    "Inbound",
    "InboundAction",
    "MessageState",
    "Origin",
    "PaperList",
    "Purpose",
    "Receipt",
    "SmsSettings",
    "Subscriber",
    "SubscriptionPage",
    "SubscriptionPageMixin",
    "SubscriptionRequest",
    "Suppression",
    "SuppressionReason",
]
