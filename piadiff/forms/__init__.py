"""The official forms (様式2, 様式3, 様式4) as trees of items, and the ways people name an item."""

from piadiff.forms.tree import FORM_NAMES, Form, Node, all_forms, form

__all__ = ["FORM_NAMES", "Form", "Node", "all_forms", "form"]
