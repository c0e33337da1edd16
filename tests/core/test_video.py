import pytest

from wagtail_civic.core.video import PLAYER_ORIGINS, Video, parse

ID = "dQw4w9WgXcQ"
CHANNEL = "UC_x5XG1OV2P6uZZ5FSM9Ttw"
PEER = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
SHORT_PEER = "kkGMgK9ZtnKfYAgnEtQxbv"

ADDRESSES = [
    (f"https://www.youtube.com/watch?v={ID}", "youtube", ID),
    (f"  https://www.youtube.com/watch?v={ID}&t=754s ", "youtube", ID),
    (f"https://www.youtube.com/watch?list=PL1&v={ID}", "youtube", ID),
    (f"http://youtube.com/watch?v={ID}", "youtube", ID),
    (f"https://m.youtube.com/watch?v={ID}", "youtube", ID),
    (f"https://youtu.be/{ID}?si=abc", "youtube", ID),
    (f"youtu.be/{ID}", "youtube", ID),
    (f"www.youtube.com/watch?v={ID}", "youtube", ID),
    (f"https://www.youtube.com/live/{ID}?feature=share", "youtube", ID),
    (f"https://www.youtube.com/embed/{ID}?start=5", "youtube", ID),
    (f"https://www.youtube-nocookie.com/embed/{ID}", "youtube", ID),
    (f"https://www.youtube.com/shorts/{ID}", "youtube", ID),
    (f"https://www.youtube.com/v/{ID}", "youtube", ID),
    (
        f"https://www.youtube.com/embed/live_stream?channel={CHANNEL}",
        "youtube_channel",
        CHANNEL,
    ),
    (f"https://www.youtube.com/channel/{CHANNEL}/live", "youtube_channel", CHANNEL),
    (f"https://www.youtube.com/channel/{CHANNEL}", "youtube_channel", CHANNEL),
    (
        f'<iframe width="560" height="315" src="https://www.youtube.com/embed/{ID}?si=x" '
        'title="YouTube video player" allowfullscreen></iframe>',
        "youtube",
        ID,
    ),
    (
        f'<div><p>x</p><iframe src="//www.youtube.com/embed/{ID}"></iframe></div>',
        "youtube",
        ID,
    ),
    ("https://vimeo.com/76979871", "vimeo", "76979871"),
    ("https://vimeo.com/76979871/8272103f6e", "vimeo", "76979871/8272103f6e"),
    (
        "https://player.vimeo.com/video/76979871?h=8272103f6e",
        "vimeo",
        "76979871/8272103f6e",
    ),
    ("https://vimeo.com/channels/staffpicks/76979871", "vimeo", "76979871"),
    ("https://vimeo.com/event/4154130", "vimeo", "event/4154130"),
    (
        '<div style="padding:56%"><iframe src="https://player.vimeo.com/video/76979871?badge=0">'
        '</iframe></div><script src="https://player.vimeo.com/api/player.js"></script>',
        "vimeo",
        "76979871",
    ),
    (
        "https://www.facebook.com/chaieti/videos/1234567890/",
        "facebook",
        "https://www.facebook.com/chaieti/videos/1234567890/",
    ),
    (
        "https://www.facebook.com/chaieti/videos/skhdoma/1234567890/?ref=x",
        "facebook",
        "https://www.facebook.com/chaieti/videos/1234567890/",
    ),
    (
        "https://www.facebook.com/watch/?v=1234567890",
        "facebook",
        "https://www.facebook.com/watch/?v=1234567890",
    ),
    (
        "https://www.facebook.com/watch/live/?ref=watch_permalink&v=1234567890",
        "facebook",
        "https://www.facebook.com/watch/?v=1234567890",
    ),
    (
        "https://m.facebook.com/watch/?v=1234567890",
        "facebook",
        "https://www.facebook.com/watch/?v=1234567890",
    ),
    (
        "https://www.facebook.com/share/v/1CdrLaKmBn/",
        "facebook",
        "https://www.facebook.com/share/v/1CdrLaKmBn/",
    ),
    (
        "https://www.facebook.com/reel/1234567890",
        "facebook",
        "https://www.facebook.com/reel/1234567890/",
    ),
    ("https://fb.watch/abc123XYZ_/", "facebook", "https://fb.watch/abc123XYZ_/"),
    (
        "<iframe src='https://www.facebook.com/plugins/video.php?height=314&"
        "href=https%3A%2F%2Fwww.facebook.com%2Fchaieti%2Fvideos%2F1234567890%2F&show_text=false'>"
        "</iframe>",
        "facebook",
        "https://www.facebook.com/chaieti/videos/1234567890/",
    ),
    (
        '<div class="fb-video" data-href="https://www.facebook.com/watch/?v=1234567890"></div>',
        "facebook",
        "https://www.facebook.com/watch/?v=1234567890",
    ),
    (
        f"https://l.facebook.com/l.php?u=https%3A%2F%2Fyoutu.be%2F{ID}&h=x",
        "youtube",
        ID,
    ),
    (f"https://peertube.tv/w/{SHORT_PEER}", "peertube", f"peertube.tv/{SHORT_PEER}"),
    (f"https://peertube.tv/videos/watch/{PEER}", "peertube", f"peertube.tv/{PEER}"),
    (
        f'<iframe src="https://peertube.tv/videos/embed/{PEER}"></iframe>',
        "peertube",
        f"peertube.tv/{PEER}",
    ),
    (
        "https://video.example.ge/live/stream.m3u8",
        "hls",
        "https://video.example.ge/live/stream.m3u8",
    ),
    (
        "https://video.example.ge:8443/live/stream.m3u8?token=1",
        "hls",
        "https://video.example.ge:8443/live/stream.m3u8?token=1",
    ),
    (
        "https://www.example.ge/media/skhdoma.MP4",
        "file",
        "https://www.example.ge/media/skhdoma.MP4",
    ),
    ("/media/documents/skhdoma.mp4", "file", "/media/documents/skhdoma.mp4"),
    (
        '<video controls src="/media/skhdoma.webm"></video>',
        "file",
        "/media/skhdoma.webm",
    ),
    (
        '<video controls><source src="https://e.ge/s.mp4"></video>',
        "file",
        "https://e.ge/s.mp4",
    ),
]


@pytest.mark.parametrize(("pasted", "provider", "ref"), ADDRESSES)
def test_a_pasted_address_names_its_video(pasted, provider, ref):
    assert parse(pasted) == Video(provider, ref)


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "სხდომა",
        "https://www.youtube.com/",
        "https://www.youtube.com/@chaieti/live",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={ID}extra",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://user:pass@www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com:8080/watch?v={ID}",
        f"javascript:alert(1)//youtube.com/watch?v={ID}",
        "data:video/mp4;base64,AAAA",
        f"https://www.youtube.com\\@evil.example/watch?v={ID}",
        f'https://youtu.be/{ID}" onload="alert(1)',
        "https://www.facebook.com/chaieti/posts/1234567890",
        "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fevil.example%2Fx.mp4",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871/<script>",
        "https://example.ge/page.html",
        "<script>alert(1)</script>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "https://[broken/watch",
        "//evil.example",
        "x" * 9_000,
        "https://example.ge/" + "x" * 600 + ".mp4",
    ],
)
def test_an_address_of_no_known_player_is_refused(pasted):
    assert parse(pasted) is None


@pytest.mark.parametrize(
    ("provider", "ref", "embed", "link"),
    [
        (
            "youtube",
            ID,
            f"https://www.youtube-nocookie.com/embed/{ID}?rel=0&playsinline=1",
            f"https://www.youtube.com/watch?v={ID}",
        ),
        (
            "youtube_channel",
            CHANNEL,
            f"https://www.youtube-nocookie.com/embed/live_stream?channel={CHANNEL}",
            f"https://www.youtube.com/channel/{CHANNEL}/live",
        ),
        (
            "vimeo",
            "76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
        ),
        (
            "vimeo",
            "event/4154130",
            "https://vimeo.com/event/4154130/embed",
            "https://vimeo.com/event/4154130",
        ),
        (
            "facebook",
            "https://www.facebook.com/watch/?v=1",
            "https://www.facebook.com/plugins/video.php"
            "?href=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D1&show_text=false",
            "https://www.facebook.com/watch/?v=1",
        ),
        (
            "peertube",
            f"peertube.tv/{PEER}",
            f"https://peertube.tv/videos/embed/{PEER}",
            f"https://peertube.tv/w/{PEER}",
        ),
        ("file", "/media/s.mp4", "", "/media/s.mp4"),
        ("hls", "https://e.ge/s.m3u8", "", "https://e.ge/s.m3u8"),
    ],
)
def test_frame_and_link_are_built_from_provider_and_identifier(provider, ref, embed, link):
    video = Video(provider, ref)
    assert (video.embed_url, video.link) == (embed, link)


def test_what_was_built_is_read_back_as_the_same_video():
    for pasted, provider, ref in ADDRESSES:
        video = Video(provider, ref)
        assert parse(video.link) == video, pasted


@pytest.mark.parametrize("provider", ["youtube", "youtube_channel", "vimeo", "facebook"])
def test_every_fixed_player_has_its_origin_in_the_list_for_the_content_policy(provider):
    assert Video(provider, "1").origin in PLAYER_ORIGINS


@pytest.mark.parametrize(
    ("video", "name", "local"),
    [
        (Video("youtube", ID), "YouTube", False),
        (Video("peertube", f"peertube.tv/{PEER}"), "peertube.tv", False),
        (Video("file", "/media/s.mp4"), "", True),
        (Video("file", "https://www.chaieti.ge/s.mp4"), "www.chaieti.ge", True),
        (Video("hls", "https://cdn.example/s.m3u8"), "cdn.example", False),
    ],
)
def test_the_visitor_is_told_who_receives_the_request(video, name, local):
    assert video.name == name
    assert video.is_local({"www.chaieti.ge"}) is local


def test_media_type_follows_the_file_name():
    assert Video("hls", "https://e.ge/a.m3u8?x=1").media_type == "application/vnd.apple.mpegurl"
    assert Video("file", "/media/a.webm").media_type == "video/webm"
