"""Packages of our own, written from the rules of SCORM: each tries one behaviour through the real player."""
