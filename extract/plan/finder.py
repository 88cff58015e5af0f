"""The plan recogniser: pages in, verbatim plan rows out, the same for every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from extract.lexicon import Lexicon, squash
from extract.model import Grid, Item, Line, Method, Page, Row
from extract.plan import beneath, finish, repairs
from extract.plan.after import may_go_on
from extract.plan.bands import Band, read_band
from extract.plan.cards import as_table, may_be_card
from extract.plan.columns import columns_of
from extract.plan.cut_cards import FirstCard, after_rest, take_rest
from extract.plan.furniture import Around, is_about
from extract.plan.header import split_urn
from extract.plan.joining import (
    first_reference,
    goes_on_under_header,
    is_header_again,
    joins,
    tells_itself,
    with_header_apart,
)
from extract.plan.labelled import deed_above
from extract.plan.labels import LabelReader
from extract.plan.opening import apart, note_apart, open_alike, rows_above, without_beside
from extract.plan.overflow import rest_of_row
from extract.plan.rows import (
    Holds,
    OpenRow,
    gather,
    is_blank,
    is_rest_of_header,
    printed_rows,
)
from extract.plan.stacked import is_guidance, is_lettered, several, sheet_parts
from extract.plan.state import Found, OpenPlan, PageCount, State
from extract.plan.subheads import header_under, second_line, settled
from extract.plan.text import join_lines, look
from extract.plan.values import agrees, are_values, counts_on, labels_other_deeds, other_values


class PlanFinder:
    """Reads the pages of one paper in order; holds rows, never pages."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.labels = LabelReader(lexicon)
        self.state = State(lexicon)
        self._plan: OpenPlan | None = None
        self._references: frozenset[str] | None = None
        self._rest: Grid | None = None
        """What a grid of cards began with: the rest of one, as long as its begin is not found."""
        self.page_of: Callable[[int], Page] | None = None
        """Lays out a page anew, where the format has pages: the one before may hold a card's begin."""

    def expects(self, number: int | None) -> bool:
        """True where the page can go on with a plan of the page before it, header or not."""
        return self._plan is not None and (number is None or self._plan.last_page == number - 1)

    def tells_itself(self, number: int, grid: Grid) -> bool:
        """Whether a page's one table is more of the plan of the page before, and says itself how its rows go
        on: no tag tree need be asked."""
        plan = self._plan
        if plan is None or not self.expects(number) or not tells_itself(plan, grid, number):
            return False
        return is_header_again(plan, grid) or not self._is_other_table(grid, plan)

    def references(self) -> frozenset[str]:
        """Every reference read so far."""
        if self._references is None:
            texts = (row.own_text("urn") for plan in self.state.plans for row in plan.rows)
            self._references = frozenset(texts) - {""}
        return self._references

    def feed(self, page: Page) -> bool:
        """Take in one page; True where it holds plan rows (or a plan's header)."""
        self._references = None
        count = PageCount(page.number, page.words)
        lines: list[tuple[Line, bool]] = []
        since: list[Line] = []
        seen_plan = False
        grids: list[Grid] = []
        head: Grid | None = None
        expected = self.expects(page.number)
        items = [part for whole in page.items for part in sheet_parts(whole, self.labels)]
        if self._feed_rest(page, items, count):
            seen_plan = True
        for item in items:
            if isinstance(item, Line):
                lines.append((item, not seen_plan))
                since.append(item)
                continue
            taken = self._feed_grid(page, item, since, count)
            left = self._rest if taken else item
            head = head or left or item
            if left is not None:
                grids.append(left)
            if taken:
                seen_plan, since = True, []
        if head is not None and self.page_of is not None and self._plan is not None:
            first = FirstCard(self.state, self._plan, self.labels, self.page_of, count)
            grids = first.complete(head, grids)
        for grid in grids:
            self.state.other_grids.append((page.number, grid, seen_plan))
            count.unplaced += sum(c.words for row in grid.rows for c in row.cells) if seen_plan else 0
        if not seen_plan:
            if expected and page.number is not None and self._plan is not None:
                self.state.notes += may_go_on(page, grids, self._plan, self.labels)
            return False
        index = len(self.state.counts)
        self.state.counts.append(count)
        self.state.around += [(index, Around(line, page.number, page.height, above)) for line, above in lines]
        return True

    def _feed_rest(self, page: Page, items: list[Item], count: PageCount) -> bool:
        """Take the rest of the open plan's last row out of the items, where the page begins with it and no
        borders show whose it is."""
        plan = self._plan
        if plan is None or not self.expects(page.number):
            return False
        last = takewhile(lambda pair: pair[1].page == plan.last_page, reversed(self.state.around))
        rest = rest_of_row(page, items, plan, [around for _, around in last])
        if rest is None:
            return False
        piece, first, after = rest
        del items[first:after]
        plan.rows[-1].append(piece)
        plan.rows[-1].flag("continuation guessed")
        plan.last_page = page.number
        count.plans.add(self.state.plans.index(plan))
        return True

    def finish(self) -> Found:
        """Close every plan and settle where the remaining words belong."""
        return finish.found(self.state)

    def _feed_grid(self, page: Page, grid: Grid, above: list[Line], count: PageCount) -> bool:
        """Take in one grid; False where it is no plan and nothing of it was taken."""
        plan, body = self._plan, 0
        self._rest = None
        grid = with_header_apart(plan, page, grid) if plan is not None else grid
        if plan is not None and plan.cards is not None:
            taken, rest = take_rest(plan, grid, self.labels, count)
            if taken:
                count.plans.add(self.state.plans.index(plan))
            if rest is None:
                return True
            grid = rest
        if plan is not None and not above and goes_on_under_header(plan, page, grid):
            plan.header = None  # the first row is one
        else:
            grid, body, plan = self._begin(page, grid, above, count)
        if plan is None:
            return False
        plan.last_page = page.number
        count.plans.add(self.state.plans.index(plan))
        self._feed_rows(page, grid, body, plan, count)
        return True

    def _begin(
        self, page: Page, grid: Grid, above: list[Line], count: PageCount
    ) -> tuple[Grid, int, OpenPlan | None]:
        """The grid as a table, its first row to read, and the plan it is of, opened where it begins one; None
        where it is no plan."""
        plan = self._plan
        start = None if may_be_card(grid, self.labels) else self._first_header(grid)
        of = plan.cards if plan is not None and plan.is_near(page) else None
        deed = deed_above(above, self.labels) if start is None else None
        cards = as_table(grid, self.labels, of, deed) if start is None else None
        if cards is None and start is None and (parts := after_rest(grid, self.labels)) is not None:
            self._rest, cards = parts
        start = self._first_header(grid) if start is None and cards is None else start
        if cards is not None:
            grid, start = cards[0], 0
        if plan is not None and start is None and plan.is_near(page) and counts_on(plan, grid):
            grid = replace(grid, edges=plan.columns.edges)  # they are its columns, wherever they stand
        if plan is not None and self._continues_table(plan, page, grid, start):
            self._section_between(plan, page, above)
            return grid, 0, plan
        if start is None:
            alike = open_alike(self.state, page, grid, above)
            self._plan = alike or plan
            return grid, 0, alike
        mine = deed.lines if deed is not None and cards is not None and cards[1].over else ()
        body = self._open(page, grid, start, [line for line in above if line not in mine], count)
        plan = self._plan
        if plan is not None:
            plan.headings += [line.text for line in mine]
        if plan is not None and (cards is not None or not plan.rows):
            plan.cards = cards[1] if cards is not None else None
        return grid, body, plan

    def _section_between(self, plan: OpenPlan, page: Page, above: list[Line]) -> None:
        """Read the section out of the heading over a table without a header of its own: a known section's
        name, or a heading set like those that named the plan's sections before; or the one line between two
        parts of a table, where the first began with such a line (a sheet's bands without borders)."""
        if len(above) == 1 and plan.rows and repairs.is_bare(plan.rows[0]) and plan.last_page == page.number:
            plan.section_urn, plan.section = split_urn(above[0].text)
            plan.headings.append(above[0].text)
            return
        for line in reversed(finish.headings_of(above)[-2:]):
            number, name = split_urn(line.text)
            if squash(name) in self.lexicon.sections or (
                plan.last_page == page.number and look(line) in {*plan.looks, *map(look, plan.opening[-1:])}
            ):
                finish.name_first_section(plan, above, name, self.lexicon)
                plan.section, plan.section_urn = name, number
                plan.headings.append(line.text)
                return

    def _first_header(self, grid: Grid) -> int | None:
        """Index of the first row that is a plan's header, or None."""
        for i, row in enumerate(grid.rows):
            header = self.labels.header(row)
            if header is not None:
                return i if header.is_plan else beneath.under_groups(grid, i, self.labels)
        return None

    def _continues_table(self, plan: OpenPlan, page: Page, grid: Grid, start: int | None) -> bool:
        """True where the grid is more of the open plan's table: the tag tree says so, or it has no header
        of its own before its rows, stands on the same or the next page and has the same columns."""
        if not plan.columns.fits(grid) or (not grid.continues and self._is_apart(grid, start, plan)):
            return False
        if grid.continues is not None and grid.rows and grid.rows[0].continues is not None:
            return grid.continues
        if not plan.is_near(page):
            return False
        if page.number is None and grid.table_n is not None and start is None:
            return plan.is_right_above(grid.table_n)
        if grid.method is Method.SHEET and start is not None:
            return any(several(row) for row in grid.rows[:start])  # a title over its header is none of it
        return start is None or start > 0

    def _is_apart(self, grid: Grid, start: int | None, plan: OpenPlan) -> bool:
        """Whether a grid is another table; or what stands over its header is of this one alone: labels and
        their values."""
        if start is None:
            return self._is_other_table(grid, plan)
        told = [beneath.says_itself(row, self.labels) for row in grid.rows[:start] if several(row)]
        return bool(told) and all(told)

    def _is_other_table(self, grid: Grid, plan: OpenPlan) -> bool:
        """True where the first row of a grid is the header of a table that is no plan: tables of one paper
        are often as wide as each other, with as many columns."""
        first = next(filter(several, grid.rows), None)
        if first is None:
            return False
        header = self.labels.header(first)
        if header is not None and agrees(header, grid, plan.columns):
            return labels_other_deeds(header, grid, plan.columns, self.labels)
        if first.header or (self.labels.heads_other(first) and not are_values(first, grid, plan)):
            return True
        pieces = [gather(row, (), grid, plan.columns, None) for row in printed_rows(grid.rows)]
        return other_values(plan.rows, pieces, self.lexicon)

    def _open(self, page: Page, grid: Grid, start: int, above: list[Line], count: PageCount) -> int:
        """Go on with the open plan under this grid's header, or open a new one; the first row to read."""
        header = self.labels.header(grid.rows[start])
        if header is None:
            raise AssertionError("a header row was found here before")
        tops = rows_above(self.state, page, grid, start, count, self.labels)
        fresh = columns_of(header, grid, None)
        title = finish.title_above(above, tops, self.lexicon)
        first, texts = first_reference(grid, start, fresh), tuple(finish.row_texts(grid.rows[start]))
        ranked = finish.section_above(above, tops, self.lexicon, known_only=True)
        named = header.section or (ranked[1] if ranked is not None else None)
        begins = finish.starts_plan(
            self._plan, page, finish.Start(frozenset(header.columns), first, named, title, texts)
        )
        if begins or self._plan is None:
            self._plan = OpenPlan(fresh, sheet=page.name, title=title, labels=texts)
            self._plan.opening, self._plan.table_n = tuple(finish.headings_of(above)), grid.table_n
            self._plan.top = next((text for text in reversed(tops) if not is_about(text)), None)
            self.state.plans.append(self._plan)
        self._plan.header = None  # the row at `start` is one, however its labels were worded before
        section = finish.section_above(above, tops, self.lexicon, known_only=begins)
        if section is not None:
            self._plan.section_urn, self._plan.section = section
            if not begins:
                finish.name_first_section(self._plan, above, section[1], self.lexicon)
                if tops:
                    finish.name_section_of_top(self._plan, tops[-1], self.lexicon, heads=True)
        self._plan.headings += [line.text for line in finish.headings_of(above)[-3:]] + tops
        return start

    def _feed_rows(self, page: Page, grid: Grid, body: int, plan: OpenPlan, count: PageCount) -> None:
        holds = Holds()
        if not plan.rows and not plan.trails:
            plan.trails = beneath.trails(grid, body, self.labels)
        at_break = bool(plan.rows) and grid.continues is not False and grid.method is not Method.SHEET
        broken_header = at_break and plan.ended_in_header
        repeated = plan.header_page == page.number
        after_header = plan.ended_in_header = False
        for i, row in enumerate(grid.rows[body:], body):
            held = holds.next_row(row)
            if at_break and plan.rows:
                held += holds.over_break(row, grid, plan.columns, plan.rows)
            if is_blank(row) and not any(c.fill for c in row.cells):
                continue
            trails = after_header and beneath.heads(row, grid, self.labels)
            if trails or is_lettered(row) or (after_header and is_guidance(row)):
                plan.trails = plan.trails or trails
                count.in_headings += sum(c.words for c in row.cells)
                continue
            if self._feed_header(grid, i, plan, count, second=after_header):
                after_header, broken_header = True, False
                continue
            under_header, after_header = after_header, False
            if not under_header and beneath.take(row, held, grid, plan, self.labels):
                at_break = False
                continue
            under = grid.rows[i + 1] if i + 1 < len(grid.rows) else None
            band = None if row.continues else read_band(row, grid, plan.columns, self.lexicon, under)
            if band is not None and not held:
                if beside := apart(page, band, plan, last=under is None and i > body):
                    note_apart(self.state, page, row, count, beside)
                    continue
                row = without_beside(self.state, page, row, band, count)  # noqa: PLW2901 - as it is read
                at_break = self._feed_band(row, band, plan, count, under=under) and at_break
                continue
            piece = gather(row, held, grid, plan.columns, page.number)
            if at_break and i == body and under is not None and self._is_over_header(row, under, plan):
                plan.headings += finish.row_texts(row)
                count.in_headings += piece.words + piece.extra_words
                continue
            if broken_header and not (repeated and row.continues) and is_rest_of_header(piece):
                plan.headings += finish.row_texts(row)
                count.in_headings += piece.words + piece.extra_words
                plan.section_urn = join_lines([n for n in (plan.section_urn, piece.text("urn")) if n]) or None
                continue
            broken_header = False
            at_break = self._feed_piece(row, piece, plan, at_break=at_break)

        plan.ended_in_header, plan.header_page = after_header, page.number

    def _feed_band(
        self, row: Row, band: Band, plan: OpenPlan, count: PageCount, *, under: Row | None
    ) -> bool:
        """Take in a row as the section of those under it; whether it was printed before, as on each page."""
        heads = under is not None and self.labels.header(under) is not None
        texts = finish.row_texts(row)
        finish.name_section_of_top(plan, texts[0], self.lexicon, heads=heads)
        plan.section, plan.section_urn, plan.in_band = band.text, band.urn, True
        again = texts[0] in plan.headings
        plan.headings += texts
        count.in_headings += sum(c.words for c in row.cells)
        return again

    def _is_over_header(self, row: Row, under: Row, plan: OpenPlan) -> bool:
        """True for the upper line of a header printed again: what groups its labels, no rest of a row."""
        again = all(text in plan.headings for text in finish.row_texts(row))
        return again and self.labels.header(under) is not None

    def _feed_header(self, grid: Grid, at: int, plan: OpenPlan, count: PageCount, *, second: bool) -> bool:
        """Take in the row at `at` as a header: repeated, of a new section, or the second line of one; else
        False."""
        row = grid.rows[at]
        header = self.labels.header(row)
        opens = plan.header is None and not plan.inherited
        if header is not None and not opens and not agrees(header, grid, plan.columns):
            header = None
        if second and plan.header is not None:
            header = header_under(row, plan.header, self.labels) or header
            if header is None:
                header = second_line(row, plan.header, self.labels)
        if header is None:
            return False
        plan.header = header
        columns = settled(columns_of(header, grid, plan.columns), grid, at + 1, self.lexicon.rag)
        if columns != plan.columns:
            plan.columns = columns
        plan.guessed = plan.guessed or header.guessed
        plan.headings += finish.row_texts(row)
        if header.section is not None:
            plan.section, plan.section_urn = header.section, header.section_urn
        count.in_headings += sum(c.words for c in row.cells)
        return True

    def _feed_piece(self, row: Row, piece: OpenRow, plan: OpenPlan, *, at_break: bool) -> bool:
        """Join the piece to the last row or open a new one; whether the page's first row is still due."""
        if not piece.cells and not piece.extra:
            return at_break
        plan.in_band = False
        if joins(row, piece, plan, at_break=at_break):
            plan.rows[-1].append(piece)
            return False
        section = piece.cells.pop("section", None)
        if section is not None and section.lines:
            plan.section_urn, plan.section = split_urn(join_lines(section.lines))
        piece.section, piece.section_urn = plan.section, plan.section_urn
        if plan.guessed:
            piece.flag("label guessed")
        if plan.inherited:
            piece.flag("columns inherited")
        plan.rows.append(piece)
        return False
