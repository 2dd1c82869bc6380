"""What an engine puts around a match in what it returns.

Control characters, because `cleaned` text holds none; whoever shows the text escapes it first and then turns the marks
into elements (`highlighting`).
"""

START, END = "\x02", "\x03"
