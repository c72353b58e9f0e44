"""`auditor rules terms` and `documents`: list the names that rules may use."""

from __future__ import annotations

from auditor.cli.common.reports import Rules
from auditor.cli.common.streams import columns, put
from auditor.cli.rules.show import load_rules
from auditor.presentation.terminal_text import pad, width, wrap

TERMS_HELP = "列出规则和例子里可以用的名称：各部分、各表、行、列、组。括号里是程序用的名称，写哪一种都可以。"
TERMS_EXAMPLES = "auditor rules terms\nauditor rules terms --rules 本地规则/"
DOCUMENTS_HELP = "列出可以作依据、可以核对引用的文件：编号、文号、名称、有多确定。自己的规则文件带来的也在内。"
DOCUMENTS_EXAMPLES = "auditor rules documents\nauditor rules documents --rules 本地规则/"


def list_terms(rules: Rules = None) -> int:
    """Print the names of every form and return the exit status."""
    ruleset = load_rules(rules)
    from auditor.ruletools.handbook.names import form_names

    room = columns(None)
    parts = []
    for form in ruleset.forms:
        for head, named in form_names(form):
            parts.append("\n".join([wrap(head, room), *(wrap(text, room, f"  {label}  ") for label, text in named)]))
    put("\n\n".join(parts) + "\n")
    return 0


def list_documents(rules: Rules = None) -> int:
    """Print one entry per document and return the exit status."""
    ruleset = load_rules(rules)
    from auditor.ruletools.handbook.names import documents

    room, named = columns(None), list(documents(ruleset))
    size = max(width(name) for name, _ in named)
    put("".join(f"{wrap(text, room, pad(name, size) + '  ')}\n" for name, text in named))
    return 0
