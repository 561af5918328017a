"""What a command line selects: the description, the profile, the credential, and where calls go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ...call.urls import origin_of
from ...client.environment import PROGRAM, TOKEN, variable, with_variables_of
from ...errors import DescriptionError, DynaclientError
from ...http.proxies import NetworkSettings
from ...http.sender import require_private
from ...runtime.base_urls import base_url_hint, normalize_base_url
from ...runtime.paths import show_source
from ...strings.counting import counted
from ..arguments.connection import Connection, create_client
from ..arguments.profiles import api_name
from ..arguments.repeated import repeated_for
from ..output.wording import shell_words
from .checks import Check, failed, ok, warning

if TYPE_CHECKING:
    from ...auth.profile_choice import Choice
    from ...auth.profiles import Profile
    from ...client.sync import Client
    from ...description.api import Api
    from ...errors import Problem

_MOST_PROBLEMS = 3


class Selection:
    """
    What a command line selects, as far as that can be found out.

    Args:
        connection: The options of the command line.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.program = connection.program
        self.api: Api | None = None
        self.url: str | None = None
        """Where calls go; None if that is not known."""
        self.settings: NetworkSettings | None = None
        """The proxies and certificates with which they are made."""
        self.local_only = False
        """Whether they have a credential that must not leave this machine unencrypted."""

    def checks(self) -> Iterator[Check]:
        """Yield the checks, and note what they find."""
        yield from self._check_description()
        yield from self._check_profile()
        if self.api is not None:
            yield self._check_url(self.api)
        elif self._connection.url is not None:  # the server can be looked at without a description
            yield self._check_given_url(self._connection.url)

    def _check_description(self) -> Iterator[Check]:
        source = self._connection.source
        try:
            self.api = source.load()
            problems = self._problems()
        except (DynaclientError, click.UsageError) as error:
            words = self._words(error)
            if words == self._problem_of_profile():
                yield ok("description", "not known: it is that of the profile")
            else:
                yield failed("description", words)
            return
        count = sum(1 for _ in self.api.action_keys())
        name = "the bundled one" if source.file is None else show_source(source.file)
        yield ok("description", f"{self.api.title}, {name}: {counted(count, 'action')}")
        if problems:
            lines = [f"{problem.pointer or '/'} {problem.message}" for problem in problems[:_MOST_PROBLEMS]]
            heading = "1 problem:" if len(problems) == 1 else f"{len(problems)} problems, such as"
            yield warning("description", f"{heading} {'; '.join(lines)}", self._repeated(f"run {PROGRAM} lint"))

    def _problems(self) -> list[Problem]:
        from ...description.lint import lint

        source = self._connection.source
        return list(lint(source.content(), patch=list(source.patches) or None))

    def _problem_of_profile(self) -> str:
        """Return why no profile can be chosen, in words; empty if one, or none, is."""
        try:
            _ = self._connection.choice
        except (DynaclientError, click.UsageError) as error:
            return self._words(error)
        return ""

    def _check_profile(self) -> Iterator[Check]:
        problem = self._problem_of_profile()
        if problem:
            yield failed("profile", problem)
            return
        choice = self._connection.choice
        for reason in choice.all_unused:
            yield warning("profile", f"not used: {reason}")
        profile = choice.profile
        if profile is None:
            yield ok("profile", "none applies")
            yield self._check_token(choice)
            return
        yield ok("profile", f"{profile.name}, for {api_name(profile)}, because of {choice.reason}")
        for scheme, entry in profile.auth.items():
            yield self._check_credential(profile, scheme, entry)

    def _check_token(self, choice: Choice) -> Check:
        if choice.token is not None:
            return ok("credential", f"a token from {choice.reason}; its value is not shown")
        if self.api is None:
            return ok("credential", "not known: the description cannot be loaded")
        schemes = self.api.auth
        if not schemes:
            return ok("credential", "the description asks for none")
        kinds = ", ".join(f"{name} ({scheme.type})" for name, scheme in schemes.items())
        advice = with_variables_of(self.program, f"run {self.program} login, or set {TOKEN}")
        return warning("credential", f"none; the description has {kinds}", self._repeated(advice))

    def _check_credential(self, profile: Profile, scheme: str, entry: Mapping[str, Any]) -> Check:
        from ..login.identity import commands_of, credential_facts

        try:
            facts = credential_facts(profile, scheme)
        except DynaclientError as error:
            return failed("credential", f"{scheme}: {self._words(error)}")
        if facts.get("missing"):
            return failed("credential", f"{scheme}: {'; '.join(facts['missing'])}")
        again = f"run {self.program} login --profile {profile.name}"
        if facts["kept"] is None:
            return warning("credential", f"{scheme}: not logged in", again)
        until = f", valid until {facts['until']}" if facts.get("until") else ""
        if "(over)" in until and not facts.get("refresh_token"):
            return warning("credential", f"{scheme}: the session has ended{until}", again)
        renewed = "; it is renewed with a refresh token" if facts.get("refresh_token") else ""
        not_run = "".join(f"; {command} is not run" for command in commands_of(entry))
        return ok("credential", f"{scheme}: {facts['kept']}{until}{renewed}{not_run}")

    def _check_url(self, api: Api) -> Check:
        try:
            with create_client(api, self._connection) as client:
                self.url, self.settings = client._shared.endpoints.base, client._shared.transport.settings
                if _must_be_private(client, self.url):
                    require_private(origin_of(self.url), PROGRAM)
                    self.local_only = True
        except (DynaclientError, click.UsageError) as error:
            subjects = {"token": "credential", variable("TOKEN", self.program): "credential", "timeout": "timeout"}
            names = [problem.name for problem in getattr(error, "problems", ())]
            return failed(next((subjects[name] for name in names if name in subjects), "URL"), self._words(error))
        return ok("URL", f"calls go to {self.url}")

    def _check_given_url(self, url: str) -> Check:
        try:
            self.url, self.settings = normalize_base_url(url), NetworkSettings()
        except ValueError as error:
            return failed("URL", f"--url {shell_words(str(error), self.program)}", base_url_hint(url))
        return ok("URL", f"calls go to {self.url}")

    def _repeated(self, advice: str) -> str:
        return repeated_for(advice, self._connection)

    def _words(self, error: Exception) -> str:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        heading, *problems = self._repeated(shell_words(text, self.program)).split("\n")
        words = "; ".join(problem.strip() for problem in problems)
        # Where a place in a file is named, only the heading names the file.
        return f"{heading} {words}" if words and isinstance(error, DescriptionError) else words or heading


def _must_be_private(client: Client, url: str) -> bool:
    """Return whether calls to a URL have a credential, and that must not leave this machine unencrypted."""
    sender, credentials = client._sender, client._shared.credentials
    if sender.options.allow_http or url[:6] == "https:" or not credentials.state.configured:
        return False
    actions = client.api.actions.values()
    return origin_of(url) in sender.origins and any(credentials.schemes_for(action) is not None for action in actions)
