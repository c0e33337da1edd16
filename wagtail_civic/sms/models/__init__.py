from .campaigns import Campaign, CampaignText
from .messages import Attempt, Delivery
from .pages import SubscriptionPage, SubscriptionPageMixin
from .people import (
    Consent,
    ConsentKind,
    ConsentSource,
    ConsentWording,
    Subscriber,
    SubscriptionRequest,
    Suppression,
    SuppressionReason,
)
from .settings import SmsSettings
from .states import CampaignState, MessageState

__all__ = [
    "Attempt",
    "Campaign",
    "CampaignState",
    "CampaignText",
    "Consent",
    "ConsentKind",
    "ConsentSource",
    "ConsentWording",
    "Delivery",
    "MessageState",
    "SmsSettings",
    "Subscriber",
    "SubscriptionPage",
    "SubscriptionPageMixin",
    "SubscriptionRequest",
    "Suppression",
    "SuppressionReason",
]
