"""The core's part of the demonstration: the town, its places, topics, council and people.

Everything is invented. The village names do not exist, nor do the people.
"""

from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import models

from .demo import DemoContext
from .models.bodies import Body, BodyName, Convocation, Membership, Person, PersonName
from .models.municipality import MunicipalitySettings, MunicipalityText, VoterRoll
from .models.setup import RoleGroup
from .models.trees import Area, AreaName, Topic, TopicName

TOPICS = [
    ("budget", "", "ბიუჯეტი", "Budget"),
    ("infrastructure", "", "ინფრასტრუქტურა", "Infrastructure"),
    ("roads", "infrastructure", "გზები", "Roads"),
    ("water", "infrastructure", "წყალმომარაგება", "Water supply"),
    ("lighting", "infrastructure", "გარე განათება", "Street lighting"),
    ("education", "", "განათლება", "Education"),
    ("kindergartens", "education", "საბავშვო ბაღები", "Kindergartens"),
    ("social", "", "სოციალური დაცვა", "Social protection"),
    ("health", "", "ჯანდაცვა", "Health care"),
    ("culture", "", "კულტურა და სპორტი", "Culture and sport"),
    ("environment", "", "გარემოს დაცვა და დასუფთავება", "Environment and waste"),
    ("transport", "", "ტრანსპორტი", "Transport"),
]

AREAS = [
    ("chaieti", "", "municipality", "ჩაიეთის მუნიციპალიტეტი", "Chaieti Municipality", 57700),
    ("chaieti-town", "chaieti", "town", "ქალაქი ჩაიეთი", "Town of Chaieti", 21400),
    ("mtispiri", "chaieti", "unit", "მთისპირის ადმინისტრაციული ერთეული", "Mtispiri Unit", 9300),
    ("zeda-mtispiri", "mtispiri", "village", "ზედა მთისპირი", "Zeda Mtispiri", 3100),
    ("kveda-mtispiri", "mtispiri", "village", "ქვედა მთისპირი", "Kveda Mtispiri", 4200),
    ("tskalgverdi", "mtispiri", "village", "წყალგვერდი", "Tskalgverdi", 2000),
    (
        "chaisopeli",
        "chaieti",
        "unit",
        "ჩაისოფლის ადმინისტრაციული ერთეული",
        "Chaisopeli Unit",
        14600,
    ),
    ("didi-velebi", "chaisopeli", "village", "დიდი ველები", "Didi Velebi", 6100),
    ("patara-velebi", "chaisopeli", "village", "პატარა ველები", "Patara Velebi", 4700),
    ("nakaduli", "chaisopeli", "village", "ნაკადულისპირი", "Nakadulispiri", 3800),
    (
        "zghvispira",
        "chaieti",
        "unit",
        "ზღვისპირის ადმინისტრაციული ერთეული",
        "Zghvispira Unit",
        12400,
    ),
    ("fichvnari-nap", "zghvispira", "village", "ფიჭვისნაპირი", "Pichvisnapiri", 7300),
    ("kvishona", "zghvispira", "village", "ქვიშონა", "Kvishona", 5100),
]

BODIES = [
    ("council", "", "council", "ჩაიეთის მუნიციპალიტეტის საკრებულო", "Chaieti Municipal Council"),
    ("bureau", "council", "bureau", "საკრებულოს ბიურო", "Bureau of the Council"),
    (
        "finance",
        "council",
        "commission",
        "საფინანსო-საბიუჯეტო კომისია",
        "Finance and Budget Commission",
    ),
    (
        "infrastructure",
        "council",
        "commission",
        "ქონების მართვისა და ინფრასტრუქტურის კომისია",
        "Property and Infrastructure Commission",
    ),
    ("social", "council", "commission", "სოციალურ საკითხთა კომისია", "Social Affairs Commission"),
    ("faction-tea", "council", "faction", "ფრაქცია „ჩაის ბორცვები“", "Tea Hills Faction"),
    ("faction-sea", "council", "faction", "ფრაქცია „ზღვისპირა ჩაიეთი“", "Seaside Chaieti Faction"),
    ("city-hall", "", "mayor", "ჩაიეთის მუნიციპალიტეტის მერია", "Chaieti City Hall"),
]

PEOPLE = [
    ("nino-tetraia", "ნინო თეთრაია", "Nino Tetraia", "council", "chair"),
    (
        "giorgi-mtismtsvaneli",
        "გიორგი მთისმწვანელი",
        "Giorgi Mtismtsvaneli",
        "council",
        "deputy_chair",
    ),
    ("maia-chaishvili", "მაია ჩაიშვილი", "Maia Chaishvili", "council", "member"),
    ("davit-velauri", "დავით ველაური", "Davit Velauri", "council", "member"),
    ("ketevan-napirishvili", "ქეთევან ნაპირიშვილი", "Ketevan Napirishvili", "council", "member"),
    ("zurab-kvishonidze", "ზურაბ ქვიშონიძე", "Zurab Kvishonidze", "council", "member"),
    ("eka-nakadulidze", "ეკა ნაკადულიძე", "Eka Nakadulidze", "council", "member"),
    ("levan-fichvnareli", "ლევან ფიჭვნარელი", "Levan Pichvnareli", "council", "member"),
    ("tamar-tskalgverdeli", "თამარ წყალგვერდელი", "Tamar Tskalgverdeli", "council", "secretary"),
    ("irakli-borcvadze", "ირაკლი ბორცვაძე", "Irakli Bortsvadze", "city-hall", "mayor"),
    ("salome-velashvili", "სალომე ველაშვილი", "Salome Velashvili", "city-hall", "deputy_mayor"),
]

COMMISSIONS = ("finance", "infrastructure", "social")

TEXTS = {
    "ka": {
        "name": "ჩაიეთის მუნიციპალიტეტი",
        "address": "ქ. ჩაიეთი, თავისუფლების მოედანი 1",
        "hours": "ორშაბათი–პარასკევი, 9:00–18:00",
        "data_notice": (
            "თქვენს მონაცემებს ჩაიეთის მერია მხოლოდ ამ მომსახურებისთვის ამუშავებს და მესამე "
            "პირებს არ გადასცემს. შენახვის ვადის გასვლის შემდეგ მონაცემები წაიშლება."
        ),
        "embed_notice": (
            "მის მფლობელ კომპანიას შეუძლია გაიგოს, საიდან და რას უყურებთ; მერია ამ მონაცემებს არ "
            "იღებს."
        ),
    },
    "en": {
        "name": "Chaieti Municipality",
        "address": "1 Freedom Square, Chaieti",
        "hours": "Monday to Friday, 9:00–18:00",
        "data_notice": (
            "Chaieti City Hall uses your data for this service only and gives it to nobody else. "
            "It is erased when the retention time is over."
        ),
        "embed_notice": (
            "That company can see from where and what you watch; City Hall receives none of it."
        ),
    },
}

VOTERS = 63000
#: ``0`` after the country code is the trunk prefix: no exchange can route it.
PHONE = "+995 000 00 00 00"


def build(ctx: DemoContext) -> None:
    make_settings(ctx)
    make_tree(ctx, Topic, TopicName, TOPICS, ctx.topics)
    make_tree(
        ctx,
        Area,
        AreaName,
        [(code, parent, ka, en) for code, parent, _kind, ka, en, _people in AREAS],
        ctx.areas,
        {code: {"kind": kind, "population": people} for code, _, kind, _, _, people in AREAS},
    )
    make_tree(
        ctx,
        Body,
        BodyName,
        [(code, parent, ka, en) for code, parent, _kind, ka, en in BODIES],
        ctx.bodies,
        {code: {"kind": kind} for code, _parent, kind, _ka, _en in BODIES},
    )
    make_people(ctx)
    roll_date = date(ctx.now.year - (0 if ctx.now.month >= 10 else 1), 10, 1)
    for years, voters in ((0, VOTERS), (2, 63200), (4, 64100)):
        day = roll_date.replace(year=roll_date.year - years)
        roll, made = VoterRoll.objects.get_or_create(
            site=ctx.site,
            date=day,
            defaults={"voters": voters, "source": "ცენტრალური საარჩევნო კომისია"},
        )
        if made:
            ctx.made(roll)
    if ctx.wants_accounts:
        make_accounts(ctx)


def make_settings(ctx: DemoContext) -> None:
    """Fill in what nobody has filled in; the mark itself is ``demo.mark``'s."""
    settings, made = MunicipalitySettings.objects.get_or_create(
        site=ctx.site,
        defaults={"phone": PHONE, "email": "info@chaieti.example", "population": 57700},
    )
    if made:
        ctx.made(settings)
    for language, fields in TEXTS.items():
        text, made = MunicipalityText.objects.get_or_create(
            settings=settings, language=language, defaults=fields
        )
        if made:
            ctx.made(text)


def make_tree(
    ctx: DemoContext,
    model: type[models.Model],
    name_model: type[models.Model],
    rows: list[tuple[str, str, str, str]],
    found: dict[str, models.Model],
    extra: dict[str, dict] | None = None,
) -> None:
    for order, (code, parent, ka, en) in enumerate(rows):
        row, made = model.objects.get_or_create(
            site=ctx.site,
            code=code,
            defaults={
                "parent": found.get(parent),
                "sort_order": order,
                **(extra or {}).get(code, {}),
            },
        )
        found[code] = row
        if made:
            ctx.made(row)
            for language, name in (("ka", ka), ("en", en)):
                name_model.objects.create(row=row, language=language, name=name)


def make_people(ctx: DemoContext) -> None:
    started = date(ctx.now.year - 1, 11, 20)
    convocation, made = Convocation.objects.get_or_create(
        site=ctx.site, number=9, defaults={"start": started}
    )
    if made:
        ctx.made(convocation)
    for position, (code, ka, en, body, role) in enumerate(PEOPLE):
        person, made = Person.objects.get_or_create(site=ctx.site, code=code)
        ctx.people[code] = person
        if not made:
            continue
        ctx.made(person)
        for language, name in (("ka", ka), ("en", en)):
            PersonName.objects.create(row=person, language=language, name=name)
        seats = [(body, role)]
        if body == "council":
            chairs = "chair" if position < len(COMMISSIONS) else "member"
            seats.append((COMMISSIONS[position % len(COMMISSIONS)], chairs))
        factions = ["faction-tea", "faction-sea"]
        for seat, seat_role in seats:
            membership = Membership.objects.create(
                person=person,
                body=ctx.bodies[seat],
                convocation=convocation if body == "council" else None,
                role=seat_role,
                faction=ctx.bodies[factions[position % 2]] if body == "council" else None,
                start=started,
            )
            ctx.made(membership)


#: The invented people of the town hall, by role.
STAFF = {
    "admin": ("ლევან", "წყაროსთავი"),
    "clerk": ("ნინო", "ველისციხელი"),
    "act_registrar": ("მაია", "ჭალისთავი"),
    "petition_officer": ("გიორგი", "ტბისპირელი"),
    "petition_senior": ("ვაჟა", "ხევისთავი"),
    "petition_auditor": ("თინა", "კალმახელი"),
    "sms_clerk": ("ლია", "ვაზისუბნელი"),
    "sms_author": ("თეა", "ნისლაური"),
    "sms_approver": ("ზურაბ", "კლდისუბნელი"),
    "budget_officer": ("ნატო", "ჩაისველი"),
    "news_editor": ("სანდრო", "ზღვისპირელი"),
    "qa_moderator": ("ეკა", "მთისძირელი"),
}


def make_accounts(ctx: DemoContext) -> None:
    """A superuser ``admin`` and one account per role, all with the password "demo".

    Where people log in by e-mail, the role is the first part of an address.
    """
    user_model = get_user_model()
    password = make_password("demo")
    field = user_model._meta.get_field(user_model.USERNAME_FIELD)
    for role in ["admin", *RoleGroup.objects.filter(site=ctx.site).values_list("role", flat=True)]:
        address = f"{role}@chaieti.example"
        name = address if isinstance(field, models.EmailField) else role
        known = user_model._default_manager.filter(**{field.name: name}).first()
        if known is None:
            known = user_model(**{field.name: name})
            if hasattr(known, "email"):
                known.email = address
            if hasattr(known, "first_name"):
                known.first_name, known.last_name = STAFF.get(role, (role, ""))
            known.password = password
            known.is_superuser = known.is_staff = role == "admin"
            known.save()
            ctx.made(known)
            if role != "admin":
                known.groups.add(RoleGroup.objects.get(site=ctx.site, role=role).group)
        ctx.accounts[role] = known
