"""The one "Civic" menu; each capability registers its entry on ``register_civic_menu_item``."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

from .viewsets import MENU_HOOK

civic_menu = Menu(register_hook_name=MENU_HOOK)


class CivicMenuItem(SubmenuMenuItem):
    """Shown when at least one entry is."""

    def __init__(self):
        super().__init__(_("Civic"), civic_menu, name="civic", icon_name="group", order=250)
