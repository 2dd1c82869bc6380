"""How a package's file is served: by this table of name endings, never by what the archive says and never by a guess.

Pure. A kind that is missing here is still given out, but as a download that no browser opens on our origin.
"""

_SHOWN = {
    "text/html": "html htm",
    "application/xhtml+xml": "xhtml xht",
    "text/css": "css",
    "text/javascript": "js mjs cjs",
    "application/json": "json map webmanifest",
    "application/xml": "xml xsd xsl dtd",
    "text/plain": "txt md log",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/apng": "apng",
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico cur",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "application/vnd.ms-fontobject": "eot",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "model/gltf-binary": "glb",
    "model/gltf+json": "gltf",
    "application/vnd.apple.mpegurl": "m3u8",
    "video/mp2t": "ts",
}
_TYPES = {ending: kind for kind, endings in _SHOWN.items() for ending in endings.split()}

# What a web server might run, what configures one, and what a desk PC might run.
_SERVER = """
    php php3 php4 php5 php7 php8 phps phtml phar inc asp aspx asmx ashx ascx cer jsp jspx jspf cfm cfc cgi fcgi pl py
    pyc pyw rb lua sh bash zsh csh htaccess htpasswd ini conf config env sql sqlite db
"""
_DESK = """
    exe msi msix com bat cmd scr pif cpl dll sys jar class vbs vbe wsf wsh ps1 psm1 hta reg lnk url scf apk app dmg pkg
    deb rpm so dylib
"""
_NEVER = frozenset([*_SERVER.split(), *_DESK.split()])


def ending_of(path: str) -> str:
    """The part of the name behind its last dot, in small letters; "" where there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_served(path: str) -> bool:
    """False for hidden files and for what a server or a desk PC might run: nobody is ever given those."""
    return not any(part.startswith(".") for part in path.split("/")) and ending_of(path) not in _NEVER


def content_type(path: str) -> str | None:
    """The media type that a browser may open; None for a file that is only ever a download."""
    return _TYPES.get(ending_of(path))
