"""What a device calls itself, in words that its owner knows."""

import re

# The more particular first: nearly all call themselves Mozilla, and many Chrome and Safari too.
BROWSERS = (
    (r"MicroMessenger", "WeChat"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"HuaweiBrowser", "Huawei Browser"),
    (r"SamsungBrowser", "Samsung Internet"),
    (r"MiuiBrowser", "Mi Browser"),
    (r"QQBrowser", "QQ Browser"),
    (r"UCBrowser", "UC Browser"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Name browser and system, as in Firefox · Windows; what is unknown stays as it is."""
    named = [
        next((name for pattern, name in names if re.search(pattern, user_agent)), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, named)) or user_agent
