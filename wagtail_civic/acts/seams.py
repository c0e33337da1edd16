"""Everything the acts contribute to the suite, at the seams of the core."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import (
    alerts,
    api,
    demo,
    home,
    jobs,
    links,
    personal_data,
    search,
    setup,
    todo,
    verification,
)

from . import checking, files, importing, numbering, publishing, withdrawing

PERMISSIONS = [
    *(f"civic_acts.{verb}_act" for verb in ("add", "change", "delete", "view")),
    *(f"civic_acts.{verb}_act" for verb in ("publish", "lock", "unlock", "renumber", "import")),
    *(f"civic_acts.{verb}_actversion" for verb in ("add", "change", "delete", "view")),
    *(f"civic_acts.{verb}_acttype" for verb in ("add", "change", "delete", "view")),
]


def register() -> None:
    from . import approving, citing, moving
    from .alert import ActAlerts
    from .demo import build
    from .front import LatestActsBlock
    from .link import ActLinks
    from .models.acts import Act
    from .search import ActSource, connect
    from .setup import seed_types
    from .todo import todo_items

    alerts.register(Act, ActAlerts())
    search.register(ActSource())
    connect()
    citing.connect()
    approving.connect()
    moving.connect()
    links.register("act", ActLinks())
    home.register("latest_acts", LatestActsBlock)
    todo.register("acts", todo_items)
    api.register("acts", "civic_acts:api_list", _("Acts"))
    demo.register("acts", build, order=40)
    numbering.register_history()
    publishing.register_history()
    withdrawing.register_history()
    importing.register_history()
    files.register_history()
    checking.register_history()
    files.connect()
    setup.register_index(
        setup.IndexSpec(
            key="acts",
            model="civic_acts.RegistryPage",
            titles={"ka": "სამართლებრივი აქტები", "en": "Legal acts"},
            slug="acts",
            order=30,
        )
    )
    setup.register_role(
        "act_registrar", _("Act registrars"), permissions=PERMISSIONS, index_keys=["acts"]
    )
    setup.register_step("act_types", seed_types)
    _register_following()
    _register_jobs()


def _register_following() -> None:
    from . import following
    from .persons import FollowerData
    from .purposes import FollowActPurpose

    verification.purposes.register(following.PURPOSE, FollowActPurpose())
    personal_data.register("followed_acts", FollowerData())


def _register_jobs() -> None:
    jobs.register(
        jobs.Job(
            name="acts.refresh_texts",
            func="wagtail_civic.acts.jobs.refresh_texts",
            every=timedelta(hours=6),
            label=_("Bring the texts of acts in the search up to date"),
        )
    )
    jobs.register(
        jobs.Job(
            name="acts.finish_drafts",
            func="wagtail_civic.acts.jobs.finish_drafts",
            every=timedelta(minutes=5),
            label=_("Give drafts of acts the text of their files"),
        )
    )
    jobs.register(
        jobs.Job(
            name="acts.tell_followers",
            func="wagtail_civic.acts.jobs.tell_followers",
            every=timedelta(days=1),
            label=_("Write to those who follow acts"),
        )
    )
