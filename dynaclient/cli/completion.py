"""
Completion for bash, zsh and fish: the script for each, and what it asks this program.

A script hands over the line up to the cursor, and is told a candidate on each line: its text, its kind (`open` where no
space follows it) and what it is. The shell quotes the text, so that nothing in it is a command.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from ..errors import DynaclientError
from . import variable_of
from .candidates import files

_BASH = """\
%(complete_func)s() {
    local value kind quoted
    COMPREPLY=()
    while IFS=$'\\t' read -r value kind _; do
        printf -v quoted '%%q' "$value"
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
    local value kind told
    local -a plain open
    while IFS=$'\\t' read -r value kind told; do
        value="${value//:/\\\\:}"
        if [[ $kind == open ]]; then open+=("$value:$told"); else plain+=("$value:$told"); fi
    done < <(COMP_LINE="${(j: :)words[1,CURRENT-1]} $PREFIX" %(complete_var)s=zsh_complete "${words[1]}" 2>/dev/null)
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


_BEFORE_WORDS = {"=": 1, ":": 1, "@": 0}
"""Characters that bash may take for the end of a word, and whether they belong to it: ``@`` begins the next."""


class _Completion(ShellComplete):
    """What is common to the shells."""

    begun = ""
    """What was typed of the word that is completed."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Give the words before the cursor, and what was begun of the one there."""
        line = os.environ.get("COMP_LINE", "")
        words = split_arg_string(line)
        self.begun = words.pop() if words and not line[-1:].isspace() else ""
        return words[1:], self.begun

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Give what may come next; nothing where the description cannot be read."""
        try:
            found = super().get_completions(args, incomplete)
        except DynaclientError:
            return []
        option, sign, _ = incomplete.partition("=")
        front = f"{option}=" if sign and option.startswith("-") else ""  # of which click gives the value alone
        told = (one for each in found for one in _told(each))
        # The description may be a stranger's: what would be several lines, or steer the terminal, is no candidate.
        return [CompletionItem(f"{front}{value}", kind, text) for value, kind, text in told if value.isprintable()]

    def format_completion(self, item: CompletionItem) -> str:
        """Give the line that tells the shell of a candidate."""
        return f"{item.value}\t{item.type}\t{item.help or ''}"


def _told(item: CompletionItem) -> Iterator[tuple[str, str, str]]:
    """Give a candidate's value, its kind, and what it is; files where click says only that some may be named."""
    if item.type == "file":
        yield from ((value, kind, "") for value, kind in files(str(item.value)))
    else:
        yield str(item.value), item.type, item.help or ""


class Bash(_Completion):
    """Bash: it takes what stands after the last of some characters for the word that is completed."""

    name = "bash"
    source_template = _BASH

    def format_completion(self, item: CompletionItem) -> str:
        """Give the line without what readline takes for another word."""
        breaks = set(os.environ.get("COMP_BREAKS", "")) & set(_BEFORE_WORDS)
        kept = max((self.begun.rfind(each) + _BEFORE_WORDS[each] for each in breaks), default=0)
        return f"{item.value[max(kept, 0) :]}\t{item.type}\t"


class Zsh(_Completion):
    """Zsh."""

    name = "zsh"
    source_template = _ZSH


class Fish(_Completion):
    """Fish: it puts no space after what ends with ``=``, ``.`` or ``/``."""

    name = "fish"
    source_template = _FISH

    def format_completion(self, item: CompletionItem) -> str:
        """Give the candidate and what it is."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


SHELLS: dict[str, type[_Completion]] = {each.name: add_completion_class(each) for each in (Bash, Zsh, Fish)}
"""Each shell, and what talks with it."""


def script(shell: str, program: Any, name: str) -> str:
    """Give what a shell has to run to complete the commands of a program."""
    return SHELLS[shell](program, {}, name, variable_of(name)).source()
