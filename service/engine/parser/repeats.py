"""Reading loops and multi-instance markers."""

from __future__ import annotations

from typing import Any

from service.engine.language import Expression
from service.engine.parser.dialect import DialectReader, camunda, child, children, tag, text_in
from service.engine.parser.events import read_trigger
from service.engine.specs.repeat import Repeat, Throw


def read_repeat(node: Any, reader: DialectReader) -> Repeat | None:
    """How often an activity is done, None when it is done once."""
    loop = child(node, "standardLoopCharacteristics")
    if loop is not None:
        return _loop(loop, reader)
    multiple = child(node, "multiInstanceLoopCharacteristics")
    return None if multiple is None else _multiple(multiple, reader)


def _loop(node: Any, reader: DialectReader) -> Repeat:
    condition = text_in(child(node, "loopCondition"))
    maximum = node.get("loopMaximum")
    if not condition and maximum is None:
        raise reader.refuse("the loop has neither a condition nor a maximum", "give it one of them")
    if maximum is not None and int(maximum) < 0:
        raise reader.refuse(f"the loop may run {maximum} times", "give it a maximum from 0")
    return Repeat(
        loop=True,
        test_before=node.get("testBefore") == "true",
        condition=reader.language.condition(condition, reader.element_id) if condition else None,
        maximum=None if maximum is None else int(maximum),
    )


def _multiple(node: Any, reader: DialectReader) -> Repeat:
    condition = text_in(child(node, "completionCondition"))
    cardinality = text_in(child(node, "loopCardinality"))
    collection = _collection(node, reader)
    if not cardinality and collection is None:
        raise reader.refuse(
            "the multi-instance says neither how often nor over what", "give a number or a list"
        )
    item = child(node, "inputDataItem")
    output_item = child(node, "outputDataItem")
    output = text_in(child(node, "loopDataOutputRef"))
    item_name = camunda(node, "elementVariable") or (
        None if item is None else item.get("name") or item.get("id")
    )
    throws = _throws(node, reader)
    behaviour = (node.get("behavior") or "All").lower()
    return Repeat(
        sequential=node.get("isSequential") == "true",
        condition=reader.language.condition(condition, reader.element_id) if condition else None,
        cardinality=_count(cardinality, reader),
        collection=collection,
        item_name=item_name,
        output_collection=output or None,
        output_item=None if output_item is None else _named(output_item, reader),
        throws_once=behaviour == "one",
        throws_end=behaviour == "complex",
        throws=throws,
    )


def _count(text: str, reader: DialectReader) -> Expression | None:
    if not text:
        return None
    return reader.language.condition(text, reader.element_id)


def _collection(node: Any, reader: DialectReader) -> Expression | None:
    text = camunda(node, "collection") or text_in(child(node, "loopDataInputRef"))
    # A bare collection is the name of a variable, in Camunda's dialect and in plain BPMN.
    return reader.language.condition(text, reader.element_id) if text else None


def _named(node: Any, reader: DialectReader) -> Expression:
    return reader.language.feel(node.get("name") or node.get("id"), reader.element_id)


def _throws(node: Any, reader: DialectReader) -> tuple[Throw, ...]:
    """Events thrown as items finish: behaviour One (the first), None (each), Complex (by condition)."""
    behaviour = (node.get("behavior") or "All").lower()
    if behaviour in ("one", "none"):
        reference = node.get("oneBehaviorEventRef" if behaviour == "one" else "noneBehaviorEventRef")
        definition = next((e for e in node.getroottree().getroot().iter() if e.get("id") == reference), None)
        if reference is None:
            return ()
        if definition is None:
            raise reader.refuse(f"there is no event definition {reference!r}", "define it or choose another")
        return (Throw(read_trigger(definition, reader)),)
    throws = []
    for each in children(node, "complexBehaviorDefinition") if behaviour == "complex" else ():
        condition = text_in(child(each, "condition"))
        expression = reader.language.condition(condition, reader.element_id) if condition else None
        event = child(each, "event")
        for definition in event if event is not None else ():
            if tag(definition).endswith("EventDefinition"):
                throws.append(Throw(read_trigger(definition, reader), expression))
    return tuple(throws)
