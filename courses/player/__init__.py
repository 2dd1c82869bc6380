"""The player: a top-level page on the content host, and the three messages that it sends. No cookie, no sign-in.

The application's side is launch.py; everything else here is served on the content host only (cms/content_urls.py).
"""
