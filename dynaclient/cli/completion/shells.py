"""
Completion for bash, zsh and fish: their scripts, and the program's side of it.

A script passes the line up to the cursor, and reads one candidate per line: its value, its kind (`open` if no
space follows it) and its description. The shell quotes the value, so that no part of it is run as a command; inside
quotes that are open in bash, this module does.
Without candidates it reads one empty line, which it skips.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from ...errors import DynaclientError
from .candidates import complete_path

_BASH = """\
%(complete_func)s() {
    local value kind form quoted
    COMPREPLY=()
    while IFS=$'\\t' read -r value kind form; do
        [[ -n $value ]] || continue
        quoted=$value
        if [[ $form != quoted && $value == *[^[:alnum:]_.,:=@/+-]* ]]; then printf -v quoted '%%q' "$value"; fi
        COMPREPLY+=("$quoted")
        if [[ $kind == open ]]; then compopt -o nospace 2>/dev/null; fi
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_BREAKS="$COMP_WORDBREAKS" \
%(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null || complete -F %(complete_func)s %(prog_name)s
"""
_ZSH = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local value kind help
    local -a plain open
    while IFS=$'\\t' read -r value kind help; do
        [[ -n $value ]] || continue
        value="${value//:/\\\\:}"
        if [[ $kind == open ]]; then open+=("$value:$help"); else plain+=("$value:$help"); fi
    done < <(COMP_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" \
%(complete_var)s=zsh_complete "${words[1]}" 2>/dev/null)
    (( $#plain )) && _describe -V values plain
    (( $#open )) && _describe -V names open -S ''
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
    compdef %(complete_func)s %(prog_name)s
fi
"""
_FISH = """\
function %(complete_func)s
    set -l words (commandline -opc)
    env COMP_LINE=(commandline -cp | string collect) %(complete_var)s=fish_complete $words[1] 2>/dev/null
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


_BREAKS = {"=": 1, ":": 1, "@": 0}
"""Characters at which bash may split a word, and whether they end the part before: ``@`` begins the next part."""


class _Completion(ShellComplete):
    """What the shells have in common."""

    typed = ""
    """The part of the current word before the cursor."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the current one, and the part of that before the cursor."""
        line = os.environ.get("COMP_LINE", "")
        *words, self.typed = _split(line)
        return words[1:], self.typed

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return the candidates; none if the description cannot be read."""
        try:
            items = super().get_completions(args, incomplete)
        except DynaclientError:
            return []
        option, separator, _ = incomplete.partition("=")
        prefix = f"{option}=" if separator and option.startswith("-") else ""  # click returns the value alone
        candidates = (candidate for item in items for candidate in _expand(item))
        # The description may be untrusted: a value with a line break or a control character is not a candidate.
        return [
            CompletionItem(f"{prefix}{value}", kind, description)
            for value, kind, description in candidates
            if value.isprintable()
        ]

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line of a candidate."""
        return f"{item.value}\t{item.type}\t{item.help or ''}"


def _split(line: str) -> list[str]:
    """Return the words of a line, unquoted; the last one, in which the cursor is, may be empty."""
    *words, last = split_arg_string(f"{line}x")  # a letter ends an escape, and is in open quotes, too
    return [*words, last.removesuffix("x")]


def _expand(item: CompletionItem) -> Iterator[tuple[str, str, str]]:
    """Yield value, kind and description of a candidate; of all matching files where click only asks for files."""
    if item.type == "file":
        yield from ((value, kind, "") for value, kind in complete_path(str(item.value)))
    else:
        yield str(item.value), item.type, item.help or ""


class Bash(_Completion):
    """Bash: it completes what follows an open quote, or the last of some characters outside of quotes."""

    name = "bash"
    source_template = _BASH

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line, without the part that readline regards as another word; empty if nothing is left of it."""
        line = os.environ.get("COMP_LINE", "")
        start, quote = _completed_part(line, os.environ.get("COMP_BREAKS", ""))
        typed = _split(quote + line[start:])[-1]
        part = item.value[len(self.typed) - len(typed) :]
        if not part:
            return ""
        return f"{_inside(part, quote)}\t{item.type}\tquoted" if quote else f"{part}\t{item.type}\t"


def _completed_part(line: str, breaks: str) -> tuple[int, str]:
    """Return where the part of a line begins that readline replaces, and the quote that is open before it, if any."""
    start, quote, is_escaped = 0, "", False
    opened = 0
    for index, character in enumerate(line):
        if is_escaped:
            is_escaped = False
        elif character == "\\" and quote != "'":
            is_escaped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote, opened = character, index + 1
        elif character.isspace():
            start = index + 1
        elif character in _BREAKS and character in breaks:
            start = index + _BREAKS[character]
    return (opened, quote) if quote else (start, "")


def _inside(value: str, quote: str) -> str:
    """Return a value as it is written between these quotes."""
    if quote == "'":
        return value.replace("'", "'\\''")
    escaped = "".join(f"\\{character}" if character in '\\"$`' else character for character in value)
    return escaped.replace("!", "\"'!'\"")  # which begins a command of the history in double quotes


class Zsh(_Completion):
    """Zsh."""

    name = "zsh"
    source_template = _ZSH


class Fish(_Completion):
    """Fish: it adds no space after a candidate that ends with ``=``, ``.`` or ``/``."""

    name = "fish"
    source_template = _FISH

    def format_completion(self, item: CompletionItem) -> str:
        """Return the candidate and its description."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


SHELLS: dict[str, type[_Completion]] = {shell.name: add_completion_class(shell) for shell in (Bash, Zsh, Fish)}
"""The class of every shell."""


def completion_script(shell: str, program: Any, name: str) -> str:
    """Return the script that a shell runs to complete the commands of a program."""
    variable = f"_{name}_COMPLETE".replace("-", "_").replace(".", "_").upper()  # as click names it
    return SHELLS[shell](program, {}, name, variable).source()
