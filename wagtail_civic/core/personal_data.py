"""One place for what the law asks: find, export, erase and retain what is held about a person."""

from datetime import datetime

from wagtail.models import Site

from .contacts import Contact
from .registry import Registry


class PersonalDataSource:
    """What one capability holds. Subclass it and register an instance."""

    label = ""

    def find(self, contact: Contact, site: Site) -> list[str]:
        """One line for the clerk per thing held; nothing secret in it."""
        raise NotImplementedError

    def export(self, contact: Contact, site: Site) -> list[dict]:
        """All that is held, as plain values for the person."""
        raise NotImplementedError

    def erase(self, contact: Contact, site: Site, now: datetime) -> int:
        """Erase what may be erased; how many things were."""
        raise NotImplementedError

    def retain(self, site: Site, now: datetime) -> int:
        """Erase what has outlived its retention time; how many things were."""
        return 0


sources: Registry[PersonalDataSource] = Registry("personal data")


def register(key: str, source: PersonalDataSource) -> None:
    sources.register(key, source)


def find(contact: Contact, site: Site) -> dict[str, list[str]]:
    return {str(source.label): source.find(contact, site) for source in sources}


def export(contact: Contact, site: Site) -> dict[str, list[dict]]:
    return {str(key): source.export(contact, site) for key, source in sources.items()}


def erase(contact: Contact, site: Site, now: datetime) -> dict[str, int]:
    return {str(key): source.erase(contact, site, now) for key, source in sources.items()}


def retain(now: datetime) -> int:
    """Run every source's retention on every site."""
    return sum(source.retain(site, now) for site in Site.objects.all() for source in sources)
