"""The roles of a town hall, and the periodic jobs of the core itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from . import history, jobs, setup

CORE_RECORDS = ("topic", "area", "body", "person", "convocation", "membership", "voterroll")


def core_permissions() -> list[str]:
    verbs = ("add", "change", "delete", "view")
    rows = [f"civic_core.{verb}_{model}" for model in CORE_RECORDS for verb in verbs]
    return [*rows, "civic_core.change_municipalitysettings", "civic_core.handle_personal_data"]


def register() -> None:
    setup.register_role("clerk", _("Clerks"), permissions=core_permissions())
    setup.register_role("act_registrar", _("Act registrars"))
    setup.register_role("petition_officer", _("Petition officers"))
    setup.register_role("sms_author", _("SMS authors"))
    setup.register_role("sms_approver", _("SMS approvers"))
    setup.register_role("budget_officer", _("Budget officers"))
    setup.register_role("news_editor", _("News editors"))
    setup.register_role("qa_moderator", _("Question moderators"))
    jobs.register(
        jobs.Job(
            name="core.retain",
            func="wagtail_civic.core.housekeeping.retain",
            every=timedelta(days=1),
            label=_("Erase personal data whose time is over"),
        )
    )
    jobs.register(
        jobs.Job(
            name="core.purge",
            func="wagtail_civic.core.housekeeping.purge",
            every=timedelta(hours=1),
            label=_("Forget expired codes and counters"),
        )
    )
    history.register("civic_core.find", _("Search for personal data"), _("Personal data looked up"))
    history.register("civic_core.export", _("Export of personal data"), _("Personal data exported"))
    history.register("civic_core.erase", _("Erasure of personal data"), _("Personal data erased"))
