"""Which video a pasted address or iframe names, and the addresses we build from it.

Nothing is fetched (no oEmbed) and editors' HTML is never rendered: only the provider and
its identifier are kept, and every address shown to the public is built here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

YOUTUBE = "youtube"
YOUTUBE_CHANNEL = "youtube_channel"
VIMEO = "vimeo"
FACEBOOK = "facebook"
PEERTUBE = "peertube"
HLS = "hls"
FILE = "file"

FRAMED = (YOUTUBE, YOUTUBE_CHANNEL, VIMEO, FACEBOOK, PEERTUBE)
NAMES = {
    YOUTUBE: "YouTube",
    YOUTUBE_CHANNEL: "YouTube",
    VIMEO: "Vimeo",
    FACEBOOK: "Facebook",
    PEERTUBE: "PeerTube",
}
PLAYER_ORIGINS = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://vimeo.com",
    "https://www.facebook.com",
)
MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".m3u8": "application/vnd.apple.mpegurl",
}

MAX_PASTED = 8_000
MAX_REF = 500

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_DIGITS = re.compile(r"[0-9]{1,20}")
_VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}")
_FACEBOOK_NAME = re.compile(r"[\w.\-]{1,100}")
_FACEBOOK_SHARE = re.compile(r"[A-Za-z0-9_-]{4,40}")
_PEERTUBE_ID = re.compile(
    r"[1-9A-HJ-NP-Za-km-z]{21,22}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_SCHEMELESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*\.[A-Za-z]{2,}(/|$)")
_UNSAFE = re.compile(r"[\s\\\"'<>`\x00-\x1f\x7f]")

_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
_FACEBOOK_HOSTS = {"facebook.com", "m.facebook.com", "web.facebook.com", "l.facebook.com"}


@dataclass(frozen=True, slots=True)
class Video:
    """A video named by provider and identifier; files and HLS are named by their address."""

    provider: str
    ref: str

    @property
    def name(self) -> str:
        """Who receives the visitor's request: a provider's name or a host; "" for our own."""
        if self.provider == PEERTUBE:
            return self.ref.partition("/")[0]
        return NAMES.get(self.provider) or urlsplit(self.ref).netloc

    @property
    def is_framed(self) -> bool:
        return self.provider in FRAMED

    @property
    def embed_url(self) -> str:
        """The address of the player's frame; "" for files, which `<video>` plays."""
        return _embed_url(self)

    @property
    def link(self) -> str:
        """The address a person opens in a new tab; works without a frame or script."""
        return _link(self)

    @property
    def origin(self) -> str:
        """scheme://host the player or file is loaded from; "" for a path of our own."""
        parts = urlsplit(self.embed_url or self.ref)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(_extension(urlsplit(self.ref).path), "")

    def is_local(self, hosts: Iterable[str]) -> bool:
        """Whether the file comes from one of these hosts, so that nobody else learns of it."""
        if self.is_framed:
            return False
        host = urlsplit(self.ref).hostname
        return host is None or host in hosts


def parse(pasted: str) -> Video | None:
    """The video named by an address or a pasted embed code, or None if it names none we play."""
    pasted = pasted.strip()
    if not pasted or len(pasted) > MAX_PASTED:
        return None
    address = _address_in_markup(pasted) if "<" in pasted else pasted
    return _parse_address(address) if address else None


class _FirstAddress(HTMLParser):
    WANTED = {"iframe": "src", "video": "src", "source": "src"}

    def __init__(self) -> None:
        super().__init__()
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.address:
            return
        values = dict(attrs)
        wanted = self.WANTED.get(tag, "data-href")
        self.address = (values.get(wanted) or "").strip()


def _address_in_markup(markup: str) -> str:
    parser = _FirstAddress()
    parser.feed(markup)
    return parser.address


def _split(address: str) -> SplitResult | None:
    if _UNSAFE.search(address):
        return None
    if address.startswith("//"):
        address = f"https:{address}"
    elif "://" not in address and _SCHEMELESS.match(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    return parts if port in (None, 80, 443) or _extension(parts.path) else None


def _parse_address(address: str, depth: int = 0) -> Video | None:
    if depth > 2:
        return None
    if address.startswith("/") and not address.startswith("//"):
        return _file(address)
    parts = _split(address)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = [step for step in parts.path.split("/") if step]
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if host in _YOUTUBE_HOSTS or host == "youtu.be":
        return _youtube(host, path, query)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(path, query)
    if host in _FACEBOOK_HOSTS or host == "fb.watch":
        return _facebook(host, path, query, depth)
    return _file(parts.geturl()) or _peertube(parts.netloc, path)


def _youtube(host: str, path: list[str], query: dict[str, str]) -> Video | None:
    if host == "youtu.be":
        return _match(YOUTUBE, _YOUTUBE_ID, path[0] if path else "")
    match path:
        case ["watch"]:
            return _match(YOUTUBE, _YOUTUBE_ID, query.get("v", ""))
        case ["embed", "live_stream"]:
            return _match(YOUTUBE_CHANNEL, _CHANNEL_ID, query.get("channel", ""))
        case ["channel", channel, *rest] if rest in ([], ["live"]):
            return _match(YOUTUBE_CHANNEL, _CHANNEL_ID, channel)
        case ["live" | "embed" | "v" | "shorts", video, *_]:
            return _match(YOUTUBE, _YOUTUBE_ID, video)
    return None


def _vimeo(path: list[str], query: dict[str, str]) -> Video | None:
    match path:
        case ["event", event, *_] if _DIGITS.fullmatch(event):
            return Video(VIMEO, f"event/{event}")
        case ["video", number]:
            hash_ = query.get("h", "")
        case ["channels", _, number] | ["groups", _, "videos", number] | [number]:
            hash_ = query.get("h", "")
        case [number, hash_]:
            pass
        case _:
            return None
    if not _DIGITS.fullmatch(number) or (hash_ and not _VIMEO_HASH.fullmatch(hash_)):
        return None
    return Video(VIMEO, f"{number}/{hash_}" if hash_ else number)


def _facebook(host: str, path: list[str], query: dict[str, str], depth: int) -> Video | None:
    if host == "fb.watch":
        found = path and _FACEBOOK_SHARE.fullmatch(path[0])
        return Video(FACEBOOK, f"https://fb.watch/{path[0]}/") if found else None
    match path:
        case ["l.php"]:
            return _parse_address(query.get("u", ""), depth + 1)
        case ["plugins", "video.php"]:
            inner = _parse_address(query.get("href", ""), depth + 1)
            return inner if inner and inner.provider == FACEBOOK else None
        case ["watch"] | ["watch", "live"] | ["video.php"] | ["video", "embed"]:
            number = query.get("v") or query.get("video_id", "")
            shape = f"watch/?v={number}"
        case ["reel", number]:
            shape = f"reel/{number}/"
        case ["share", ("v" | "r") as kind, code] if _FACEBOOK_SHARE.fullmatch(code):
            return Video(FACEBOOK, f"https://www.facebook.com/share/{kind}/{code}/")
        case [page, "videos", *_, number] if _FACEBOOK_NAME.fullmatch(page):
            shape = f"{page}/videos/{number}/"
        case _:
            return None
    found = _DIGITS.fullmatch(number)
    return Video(FACEBOOK, f"https://www.facebook.com/{shape}") if found else None


def _peertube(netloc: str, path: list[str]) -> Video | None:
    match path:
        case ["w", video] | ["videos", "watch" | "embed", video]:
            return Video(PEERTUBE, f"{netloc}/{video}") if _PEERTUBE_ID.fullmatch(video) else None
    return None


def _file(address: str) -> Video | None:
    if _UNSAFE.search(address) or len(address) > MAX_REF:
        return None
    extension = _extension(urlsplit(address).path)
    if extension not in MEDIA_TYPES:
        return None
    return Video(HLS if extension == ".m3u8" else FILE, address)


def _extension(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    extension = name[dot:].lower() if dot >= 0 else ""
    return extension if extension in MEDIA_TYPES else ""


def _match(provider: str, pattern: re.Pattern[str], ref: str) -> Video | None:
    return Video(provider, ref) if pattern.fullmatch(ref) else None


def _embed_url(video: Video) -> str:
    match video.provider:
        case "youtube":
            return f"https://www.youtube-nocookie.com/embed/{video.ref}?rel=0&playsinline=1"
        case "youtube_channel":
            return f"https://www.youtube-nocookie.com/embed/live_stream?channel={video.ref}"
        case "vimeo" if video.ref.startswith("event/"):
            return f"https://vimeo.com/{video.ref}/embed"
        case "vimeo":
            number, _, hash_ = video.ref.partition("/")
            query = {"dnt": "1", "h": hash_} if hash_ else {"dnt": "1"}
            return f"https://player.vimeo.com/video/{number}?{urlencode(query)}"
        case "facebook":
            query = {"href": video.ref, "show_text": "false"}
            return f"https://www.facebook.com/plugins/video.php?{urlencode(query)}"
        case "peertube":
            host, _, number = video.ref.partition("/")
            return f"https://{host}/videos/embed/{number}"
    return ""


def _link(video: Video) -> str:
    match video.provider:
        case "youtube":
            return f"https://www.youtube.com/watch?v={video.ref}"
        case "youtube_channel":
            return f"https://www.youtube.com/channel/{video.ref}/live"
        case "vimeo":
            return f"https://vimeo.com/{video.ref}"
        case "peertube":
            host, _, number = video.ref.partition("/")
            return f"https://{host}/w/{number}"
    return video.ref
