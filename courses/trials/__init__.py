"""The trial play: a package opened once in a real browser before learners meet it, and what was seen and not seen.

`playing` (with Django) starts `runner` (without: no settings, no database, no secrets), which serves the files of the
package from the store to a headless browser of its own and drives it (`devtools`). `findings` puts that into words.
"""
