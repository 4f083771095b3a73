"""The compiling of routes, done once for all the portals a run makes."""

from typing import Any

from werkzeug.routing import Rule


def compile_routes_once() -> None:
    """Let a route that was compiled for one portal serve the next ones, since making a portal is mostly that."""
    compiled: dict[tuple[object, ...], dict[str, Any]] = {}
    compiling = Rule.compile

    def remembered(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), rule.merge_slashes, rule.is_leaf)
        if key not in compiled:
            compiling(rule)
            compiled[key] = {
                name: getattr(rule, name)
                for name in ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")
            }
        vars(rule).update(compiled[key])

    Rule.compile = remembered  # type: ignore[assignment, method-assign]
