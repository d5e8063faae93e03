"""Small decision models, written short."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from service.feel.dmn import Model, parse_model

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Row = Sequence[str]


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    inputs: Sequence[tuple[str, str, str]],
    outputs: Sequence[tuple[str, str, str]],
    rows: Sequence[Row],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    default: str = "",
) -> str:
    """A decision table: inputs and outputs are (text or name, type, allowed values)."""
    parts = [
        f'<decisionTable id="t" hitPolicy="{policy}"'
        + (f' aggregation="{aggregation}">' if aggregation else ">")
    ]
    for place, (text, type_, allowed) in enumerate(inputs):
        values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
        expression = f'<inputExpression typeRef="{type_}"><text>{escape(text)}</text></inputExpression>'
        parts.append(f'<input id="i{place}" label={quoteattr(text)}>{expression}{values}</input>')
    for place, (name, type_, allowed) in enumerate(outputs):
        values = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
        other = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        parts.append(
            f'<output id="o{place}" name={quoteattr(name)} typeRef="{type_}">{values}{other}</output>'
        )
    for number, row in enumerate(rows, 1):
        cells = [f"<text>{escape(cell)}</text>" for cell in row]
        ins = "".join(f"<inputEntry>{cell}</inputEntry>" for cell in cells[: len(inputs)])
        outs = "".join(f"<outputEntry>{cell}</outputEntry>" for cell in cells[len(inputs) :])
        parts.append(f'<rule id="r{number}">{ins}{outs}</rule>')
    return "".join(parts) + "</decisionTable>"


def decision(name: str, logic: str, needs: Sequence[str] = (), type_: str = "") -> str:
    """A decision that needs elements by their names."""
    typed = f' typeRef="{type_}"' if type_ else ""
    wants = "".join(need(each) for each in needs)
    named = f"id={quoteattr(key(name))} name={quoteattr(name)}"
    return f"<decision {named}><variable name={quoteattr(name)}{typed}/>{wants}{logic}</decision>"


def need(name: str) -> str:
    """A requirement: ``function:`` before the name makes it one of knowledge, ``decision:`` of a decision."""
    kind, _, rest = name.rpartition(":")
    href = quoteattr("#" + key(rest))
    if kind == "function":
        return f"<knowledgeRequirement><requiredKnowledge href={href}/></knowledgeRequirement>"
    tag = "requiredDecision" if kind == "decision" else "requiredInput"
    return f"<informationRequirement><{tag} href={href}/></informationRequirement>"


def given(name: str, type_: str = "Any") -> str:
    """An input."""
    named = f"id={quoteattr(key(name))} name={quoteattr(name)}"
    variable = f'<variable name={quoteattr(name)} typeRef="{type_}"/>'
    return f"<inputData {named}>{variable}</inputData>"


def key(name: str) -> str:
    """The id of an element."""
    return "_" + name.replace(" ", "_")


def xml(*parts: str, namespace: str = NAMESPACE, name: str = "m") -> bytes:
    """A whole file."""
    head = f'<definitions xmlns="{namespace}" id="d" name="{name}" namespace="urn:{name}">'
    return (head + "".join(parts) + "</definitions>").encode()


def model(*parts: str) -> Model:
    """A whole model, read."""
    return parse_model(xml(*parts))
