"""A screen size with everybody who plays on it. What goes wrong on any page is noted, and one test reads the notes."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser import cookies, looking

SLOWEST_MS = 30_000
_POLICY = """addEventListener("securitypolicyviolation",
  (event) => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`))"""


@dataclass(frozen=True)
class Screen:
    name: str
    width: int
    height: int
    touch: bool
    buyer_scripts: bool  # whether the buyer's browser runs JavaScript


PHONE = Screen("phone", 360, 640, touch=True, buyer_scripts=False)
DESKTOP = Screen("desktop", 1280, 800, touch=False, buyer_scripts=True)


class Stage:
    def __init__(self, browser: Browser, base: str, screen: Screen, folder: Path) -> None:
        self.browser, self.base, self.screen, self.folder = browser, base, screen, folder
        self.notes: list[str] = []
        self.checker: Actor | None = None  # runs axe for those whose browsers run no scripts
        self._actors: list[Actor] = []
        folder.mkdir(parents=True, exist_ok=True)

    def actor(self, *, scripts: bool = True, dark: bool = False) -> "Actor":
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": self.screen.width, "height": self.screen.height},
            has_touch=self.screen.touch,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            permissions=["clipboard-write"],
        )
        context.set_default_timeout(SLOWEST_MS)
        made = Actor(self, context, scripts=scripts)
        self._actors.append(made)
        return made

    def next_picture(self, name: str) -> Path:
        number = len(list(self.folder.glob("[0-9]*.png"))) + 1
        return self.folder / f"{number:02}-{name}.png"

    def with_scripts(self) -> "Actor":
        self.checker = self.checker or self.actor()
        return self.checker

    def keep_what_stands(self) -> None:
        """What everybody had in front when a test failed."""
        for at, actor in enumerate(self._actors):
            actor.page.screenshot(path=self.folder / f"failed-{at}.png", full_page=True)

    def close(self) -> None:
        for actor in self._actors:
            actor.context.close()


@dataclass
class Actor:
    """One person's browser, with one page in front."""

    stage: Stage
    context: BrowserContext
    scripts: bool = True
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.context.on("page", self._watch)
        self.page = self.context.new_page()

    def visit(self, address: str, name: str) -> Page:
        """Go there and look at it."""
        self.page.goto(address)
        return self.look(name)

    def look(self, name: str) -> Page:
        """Keep a picture of the page as it stands; note what is not accessible, does not fit or did not load."""
        looking.look(self.page, self.stage.next_picture(name), self.stage.notes)
        page, found = self.page, self.stage.notes
        if self.scripts:
            looking.note_violations(page, page.url, found)
        else:
            checker = self.stage.with_scripts()
            checker.context.clear_cookies()
            cookies.put(checker.context, self.context.cookies())
            looking.note_violations_of_text(checker.page, page.url, page.content(), found)
        return page

    def _watch(self, page: Page) -> None:
        page.add_init_script(_POLICY)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        expected = message.text.startswith("Failed to load resource")  # its status is judged in _answered
        if message.type in ("error", "warning") and not expected:
            self._note(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.stage.base, "data:", "blob:")):
            self._note(f"a request left the machine: {request.url}")

    def _answered(self, response: Response) -> None:
        sentence = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= 500 or (response.status >= 400 and not sentence):
            self._note(f"{response.status} for {response.url}")

    def _note(self, text: str) -> None:
        where = self.page.url if hasattr(self, "page") else ""
        self.stage.notes.append(f"{where}: {text}")
