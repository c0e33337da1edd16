import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import contacts, history, personal_data
from .civic_setup import find_site


class Command(BaseCommand):
    help = "Answers a request about personal data: find, export or erase what is held."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["find", "export", "erase"])
        parser.add_argument("channel", help="Kind of address: email or phone")
        parser.add_argument("address")
        parser.add_argument("--site", help="Hostname or id of the site (default: the default site)")

    def handle(self, *args, verb, channel, address, site=None, **options):
        site = find_site(site)
        try:
            contact = contacts.parse(channel, address)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if verb == "find":
            history.log(site, "civic_core.find")
            for label, lines in personal_data.find(contact, site).items():
                for line in lines:
                    self.stdout.write(f"{label}: {line}")
        elif verb == "export":
            history.log(site, "civic_core.export")
            held = personal_data.export(contact, site)
            self.stdout.write(json.dumps(held, ensure_ascii=False, indent=2, default=str))
        else:
            erased = sum(personal_data.erase(contact, site, timezone.now()).values())
            history.log(site, "civic_core.erase", data={"rows": erased})
            self.stdout.write(f"{erased} rows erased.")
