"""The types of acts that every municipality issues; made once, then the editors' own."""

from .models.types import ActType, ActTypeName

TYPES = [
    ("resolution", True, "დადგენილება", "Resolution"),
    ("individual-act", False, "განკარგულება", "Individual act"),
    ("order", False, "მერის ბრძანება", "Order of the mayor"),
    ("chair-order", False, "საკრებულოს თავმჯდომარის ბრძანება", "Order of the council's chair"),
]


def seed_types(ctx) -> None:
    for place, (code, is_normative, georgian, english) in enumerate(TYPES):
        if not ctx.once(f"act_types:{code}"):
            continue
        act_type, made = ActType.objects.get_or_create(
            site=ctx.site,
            code=code,
            defaults={"is_normative": is_normative, "sort_order": place * 10},
        )
        if made:
            for language, name in (("ka", georgian), ("en", english)):
                ActTypeName.objects.create(row=act_type, language=language, name=name)
