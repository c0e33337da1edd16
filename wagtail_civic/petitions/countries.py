"""Countries by their ISO 3166 codes, and from which one an address of the network is.

That is asked of Django's own GeoIP2, where the host has set ``GEOIP_PATH`` and installed the
package ``geoip2``; without it the countries of networks are unknown, and what is unknown is no
country at all.
"""

from collections.abc import Callable

from django.conf import settings

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
CODES = frozenset(_CODES.split())
"""With XK, which is not of the standard, but what both sources say of Kosovo."""


class NoDatabase(Exception):
    """The countries of networks are not known here; says why."""


def database():
    """Django's reader of the host's database, or ``NoDatabase``."""
    if not getattr(settings, "GEOIP_PATH", None):
        raise NoDatabase("GEOIP_PATH is not set.")
    from django.contrib.gis import geoip2

    if not geoip2.HAS_GEOIP2:
        raise NoDatabase("The package geoip2 is not installed.")
    try:
        return geoip2.GeoIP2()
    except (geoip2.GeoIP2Exception, OSError, RuntimeError) as error:
        raise NoDatabase(str(error)) from None


def networks_are_known() -> bool:
    try:
        database()
    except NoDatabase:
        return False
    return True


def by_network() -> Callable[[str], str]:
    """Tells the code of an IP address; empty for one of no known country."""
    try:
        found = database()
    except NoDatabase:
        return lambda ip: ""

    def country(ip: str) -> str:
        try:
            return (ip and found.country_code(ip)) or ""
        except (RuntimeError, ValueError):  # not in the database, or of another version of IP
            return ""

    return country
