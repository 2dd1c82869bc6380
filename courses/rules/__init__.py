"""The rules of learning: pure functions on plain values, time passed in. No database, no request, no Wagtail."""
