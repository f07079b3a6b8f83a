"""``piadiff schema``: the shape of the JSON that the program writes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from piadiff.commands.common import print_json
from piadiff.schema import load


class Name(StrEnum):
    """The schemas that there are."""

    assessment = "assessment"
    diff = "diff"
    row = "row"
    changes_list = "changes-list"
    opinions = "opinions"
    decisions = "decisions"


def schema(
    name: Annotated[
        Name,
        typer.Argument(
            metavar="NAME",
            help="assessment（評価書）、diff（違い）、row（変更箇所の行）、changes-list（変更箇所一覧）、opinions（点検の意見）、decisions（人の判断）のどれか。",
        ),
    ] = Name.assessment,
) -> None:
    """piadiff が出すJSONの形を、JSON Schema（2020-12）で出します。

    assessment は read と show、diff は diff、row は table のJSONの一行です。changes-list と opinions は、変更箇所一覧と
    第三者点検の意見の表を read したときのJSON、decisions は decisions と review のJSONです。

      piadiff schema diff > diff.schema.json
    """
    print_json(load(name.value))
