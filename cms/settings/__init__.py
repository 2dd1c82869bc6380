"""Settings profiles: `demo` (the default), `test` and `production`, each a short change of `base`."""
