"""What the tests of pages share: a strict reader of HTML, and the browser where there is one."""

import base64
import importlib.util
import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "br", "hr", "wbr", "input", "link"}


class Page(HTMLParser):
    """Fails on elements that do not match; collects what the tests look at."""

    def __init__(self, text):
        super().__init__()
        self.source, self.open, self.all, self.words, self.skipped = text, [], [], [], []
        assert text.startswith("<!DOCTYPE html>\n")
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert len({name for name, _ in attributes}) == len(attributes), (tag, attributes)
        self.all.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        assert "math" in self.open, f"<{tag}/> is not HTML"    # in MathML it is
        self.all.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            self.skipped.append((self.open[-1], data))
        else:
            self.words.append(data)

    def of(self, *tags):
        """The attributes of all elements of these names, in order."""
        return [attributes for tag, attributes in self.all if tag in tags]

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    @property
    def ids(self):
        return [a["id"] for _, a in self.all if "id" in a]

    @property
    def style(self):
        return "".join(text for tag, text in self.skipped if tag == "style")

    @property
    def formulas(self):
        return re.findall(r"<math.*?</math>", self.source, re.DOTALL)

    def download(self, ending):
        """The content of the download whose name ends so."""
        (found,) = [a for a in self.of("a") if a.get("download", "").endswith(ending)]
        head, _, data = found["href"].partition(",")
        assert head == "data:application/json;base64"
        return json.loads(base64.b64decode(data, validate=True))


def contrast(one, other):
    """WCAG's ratio of two colours #rrggbb."""
    def luminance(colour):
        parts = [int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055)**2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def missing_browser():
    """Why no browser can be driven here; empty if one can."""
    if importlib.util.find_spec("selenium") is None:
        return "selenium is not installed"
    absent = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"no {absent[0]} on this machine" if absent else ""


def browser(width=1000, dark=False):
    """Headless Chromium of this width; the caller quits it."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(240)      # axe on the longest page, on a busy machine
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    return driver


def axe():
    """The source of axe-core: the file that NETPROOF_AXE names, or that of axe-core-python."""
    named = os.environ.get("NETPROOF_AXE")
    if named:
        return Path(named).read_text(encoding="utf-8")
    found = importlib.util.find_spec("axe_core_python")
    if found is None or found.origin is None:
        return None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def look_at(driver, path, width):
    """Open a page: no error, nothing fetched, nothing wider than the screen, and nothing that
    axe-core, where it is installed, calls serious."""
    driver.get(path.as_uri())
    look = driver.execute_script
    assert driver.get_log("browser") == [], path.name
    assert look("return performance.getEntriesByType('resource').length") == 0, path.name
    assert look("return document.documentElement.scrollWidth") <= width, path.name
    source = axe()
    if source is not None:
        look(source)
        found = driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run().then(r => done(r.violations))")
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found
                if v["impact"] in ("serious", "critical")] == [], path.name
