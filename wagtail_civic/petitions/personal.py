"""What petitions hold about one person: for requests, and for the retention term."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import formats
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.personal_data import PersonalDataSource

from . import following, retention, rolls, signing
from .models.attachments import Attachment
from .models.doubts import WatchRule
from .models.petition import Petition
from .models.sheets import PaperLine
from .models.signatures import Signature
from .models.submission import Initiator


class PetitionData(PersonalDataSource):
    label = gettext_lazy("Petitions and signatures")

    def _signatures(self, contact: Contact, site: Site):
        return Signature.objects.filter(
            petition__site=site, contact__lookup__in=contact.lookups()
        ).select_related("petition", "contact__declaration", "area")

    def _initiators(self, contact: Contact, site: Site):
        return Initiator.objects.filter(
            petition__site=site, lookup__in=contact.lookups()
        ).select_related("petition")

    def _followers(self, contact: Contact, site: Site):
        return following.followed_by(site, contact).select_related("petition")

    def _attachments(self, contact: Contact, site: Site):
        """What somebody attached to petitions of theirs."""
        started = self._initiators(contact, site).values("petition")
        rows = Attachment.objects.filter(petition__in=started)
        return rows.select_related("petition")

    def _lines(self, contact: Contact, site: Site):
        """Lines of paper sheets with this telephone number."""
        rows = PaperLine.objects.filter(petition__site=site, phone__in=contact.lookups())
        return rows.select_related("petition")

    def _watched(self, contact: Contact, site: Site):
        """Entries of the watch list with this very address."""
        return WatchRule.objects.for_site(site).filter(
            kind=contact.channel, pattern__in=contact.lookups()
        )

    def find(self, contact, site):
        signed = [
            _("Signature on petition №%(number)s, %(date)s")
            % {"number": row.petition.number, "date": formats.date(row.begun_at)}
            for row in self._signatures(contact, site)
        ]
        started = [
            _("Initiator of petition №%(number)s") % {"number": row.petition.number}
            for row in self._initiators(contact, site)
        ]
        followed = [
            _("Follows petition №%(number)s") % {"number": row.petition.number}
            for row in self._followers(contact, site)
        ]
        written = [
            _("Line %(line)s on paper for petition №%(number)s")
            % {"line": row.number, "number": row.petition.number}
            for row in self._lines(contact, site)
        ]
        attached = [
            _("Attachment of petition №%(number)s: %(title)s")
            % {"number": row.petition.number, "title": row.title}
            for row in self._attachments(contact, site)
        ]
        watched = [
            _("Entry of the watch list: %(effect)s") % {"effect": row.get_effect_display()}
            for row in self._watched(contact, site)
        ]
        return [*started, *attached, *signed, *followed, *written, *watched]

    def export(self, contact, site):
        signed = [_signature(row) for row in self._signatures(contact, site)]
        started = [
            {
                "what": "initiator",
                "petition": row.petition.number,
                "name": row.name,
                "address": row.address,
                "declaration": row.declaration,
            }
            for row in self._initiators(contact, site)
        ]
        followed = [
            {
                "what": "follower",
                "petition": row.petition.number,
                "address": row.address,
                "asked": row.asked_at.isoformat(),
            }
            for row in self._followers(contact, site)
        ]
        written = [
            {"what": "paper", "petition": row.petition.number, "line": row.number, "name": row.name}
            for row in self._lines(contact, site)
        ]
        attached = [_attachment(row) for row in self._attachments(contact, site)]
        watched = [
            {"what": "watch list", "effect": row.effect, "comment": row.comment}
            for row in self._watched(contact, site)
        ]
        return [*started, *attached, *signed, *followed, *written, *watched]

    def erase(self, contact: Contact, site: Site, now: datetime) -> int:
        """Signatures are withdrawn, and so leave the count; the initiator's data are deleted, and
        attachments that are not published. What is, stays, as the petition's words do; so does an
        entry of the watch list, which would else be no use against anybody."""
        attached = Attachment.objects.filter(pk__in=self._attachments(contact, site))
        hidden = attached.unpublished().delete()[0]
        followed = following.stop(self._followers(contact, site))
        signatures = list(self._signatures(contact, site))
        for signature in signatures:
            signing.withdraw(signature, now)
        initiators = list(self._initiators(contact, site))
        for initiator in initiators:
            Petition.objects.filter(pk=initiator.petition_id).update(initiator_name="")
            initiator.delete()
        written = self._lines(contact, site).update(name="", phone="")
        return len(signatures) + len(initiators) + followed + written + hidden

    def retain(self, site: Site, now: datetime) -> int:
        due = retention.outlived(site, now)
        erased = sum(retention.anonymise(petition, now) for petition in due)
        return erased + rolls.forget(site, now)


def _signature(row: Signature) -> dict:
    hidden, confirmed = row.contact.hidden_at, row.confirmed_at
    return {
        "what": "signature",
        "petition": row.petition.number,
        "name": row.contact.name,
        "address": row.contact.address,
        "area": str(row.area or ""),
        "public_name": row.public_name,
        "hidden": hidden and hidden.isoformat(),
        "declaration": str(row.contact.declaration or ""),
        "network": row.contact.network,
        "doubted": row.contact.suspicion,
        "begun": row.begun_at.isoformat(),
        "confirmed": confirmed and confirmed.isoformat(),
    }


def _attachment(row: Attachment) -> dict:
    """One file; the clerk hands the file itself over from the petition's case."""
    return {
        "what": "attachment",
        "petition": row.petition.number,
        "title": row.title,
        "file": row.name,
        "bytes": row.size,
        "sha256": row.sha256,
        "published": row.published_at and row.published_at.isoformat(),
    }
