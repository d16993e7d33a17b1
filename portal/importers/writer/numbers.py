"""What readers felt and how often they read: counts, of which only some have a name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Greatest

from news.models import Article, ArticleStats, Reaction, ReactionCount, ReactionKind
from news.models.reaction import MAX_KINDS_ON
from portal.importers import records
from portal.importers.writer.desk import Many, Scribe, Skip, content_of, fingerprint

Symbol = ReactionKind.Symbol
SYMBOLS = {
    "鲜花": Symbol.FLOWER,
    "握手": Symbol.SHAKE,
    "雷人": Symbol.SHOCK,
    "路过": Symbol.PASS,
    "鸡蛋": Symbol.EGG,
}
"""The reactions a city portal is known for; any other gets a heart until an editor decides."""

GIVER = "reaction"
"""The kind under which the ledger keeps each giver, as story:reaction:member."""


class ReactionKindScribe(Scribe):
    kind = records.ReactionKind.kind
    model = ReactionKind

    def create(self, record: records.ReactionKind) -> tuple[ReactionKind, str]:
        name = self.desk.fitting(ReactionKind, "name_zh", record.name, "Reaction")
        if known := ReactionKind.objects.filter(name_zh=name).first():
            return known, "matched"
        kind = ReactionKind.objects.create(
            name_zh=name,
            symbol=SYMBOLS.get(name, Symbol.HEART),
            position=record.position,
            is_on=ReactionKind.objects.switched_on().count() < MAX_KINDS_ON,
        )
        return kind, "created"

    def update(self, row: ReactionKind, record: records.ReactionKind) -> ReactionKind:
        """Another name is another reaction: the old counts keep theirs."""
        raise Skip("has another name now; confirm the order of the reactions")

    def content(self, row: ReactionKind) -> Mapping[str, Any]:
        return content_of(row, "name_zh", "symbol", "position", "is_on")


class ReactionsScribe(Scribe):
    """A total is a known part, a row each, and the rest, a bare number.

    Givers are never taken back: the source forgets them after ninety days, and here they may
    have changed their mind since, which is theirs.
    """

    kind = records.Reactions.kind
    model = Article

    def create(self, record: records.Reactions) -> tuple[Article, str]:
        pk = self.id_of(records.Article.kind, record.foreign_id)
        if pk is None:
            raise Skip("their story was not brought")
        return self.update(Article.objects.only("pk").get(pk=pk), record), "created"

    def update(self, row: Article, record: records.Reactions) -> Article:
        known = self._known(row, record)
        ReactionCount.objects.bulk_create(
            [
                ReactionCount(
                    article=row, kind_id=self._kind(kind), imported=max(0, total - known[kind])
                )
                for kind, total in record.totals.items()
            ],
            update_conflicts=True,
            unique_fields=["article", "kind"],
            update_fields=["imported"],
        )
        self._count(row)
        return row

    def lacks(self, row: Article, record: records.Reactions) -> bool:
        return row.stats.reaction_count < sum(record.totals.values())

    def content(self, row: Article) -> Mapping[str, Any]:
        """Nobody edits numbers."""
        return {}

    def _known(self, article: Article, record: records.Reactions) -> Counter[str]:
        """Bring the givers not brought before; count all who ever were, by reaction."""
        story = f"{record.foreign_id}:"
        brought = self.desk.ledger.ids_below(GIVER, story)
        for giver in record.givers:
            key = f"{story}{giver.reaction_id}:{giver.member_id}"
            if key in brought:
                self.desk.report.count(GIVER, "unchanged")
            elif (user_id := self.id_of(records.Member.kind, giver.member_id)) is None:
                self.desk.report.skip(GIVER, "counted without a name: its member was not brought")
            else:
                self._give(article, giver, user_id, key)
                brought.add(key)
        return Counter(key.split(":")[1] for key in brought)

    def _give(self, article: Article, giver: records.Giver, user_id: int, key: str) -> None:
        """Write down one reaction; who reacted here already is only noted."""
        reaction, is_new = Reaction.objects.get_or_create(
            article=article,
            user_id=user_id,
            defaults={"kind_id": self._kind(giver.reaction_id)},
        )
        if is_new:
            Reaction.objects.filter(pk=reaction.pk).update(created_at=giver.given)
        self.desk.ledger.add(GIVER, key, reaction, "", "")
        self.desk.report.count(GIVER, "created" if is_new else "matched")

    def _count(self, article: Article) -> None:
        """Count the rows anew, those that readers left here included."""
        rows = Counter(article.reactions.values_list("kind_id", flat=True))
        ReactionCount.objects.bulk_create(
            [ReactionCount(article=article, kind_id=kind, count=n) for kind, n in rows.items()],
            update_conflicts=True,
            unique_fields=["article", "kind"],
            update_fields=["count"],
        )
        total = article.reaction_counts.aggregate(total=Sum(F("count") + F("imported")))["total"]
        ArticleStats.objects.filter(article=article).update(reaction_count=total or 0)

    def _kind(self, reaction_id: str) -> int:
        pk = self.id_of(records.ReactionKind.kind, reaction_id)
        if pk is None:
            raise Skip("of a kind that was not brought")
        return pk


class ReadsScribe(Scribe):
    """Reads only grow: the larger number is the one that counted on."""

    kind = records.Reads.kind
    model = ArticleStats

    def create(self, record: records.Reads) -> tuple[ArticleStats, str]:
        pk = self.id_of(records.Article.kind, record.foreign_id)
        if pk is None:
            raise Skip("its story was not brought")
        return self.update(ArticleStats.objects.get(pk=pk), record), "created"

    def create_many(self, records_: Sequence[records.Reads]) -> Many:
        named = {record: self.id_of(records.Article.kind, record.foreign_id) for record in records_}
        rows = ArticleStats.objects.in_bulk([pk for pk in named.values() if pk is not None])
        made: Many = {}
        for record, pk in named.items():
            if pk in rows:
                rows[pk].view_count = max(rows[pk].view_count, record.view_count)
                made[record.foreign_id] = rows[pk], fingerprint({})
        ArticleStats.objects.bulk_update(rows.values(), ["view_count"])
        return made

    def update(self, row: ArticleStats, record: records.Reads) -> ArticleStats:
        ArticleStats.objects.filter(pk=row.pk).update(
            view_count=Greatest(F("view_count"), record.view_count)
        )
        return row

    def lacks(self, row: ArticleStats, record: records.Reads) -> bool:
        return row.view_count < record.view_count

    def content(self, row: ArticleStats) -> Mapping[str, Any]:
        return {}
