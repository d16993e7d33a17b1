"""Charts as plain shapes."""

from portal.lib import charts


def test_bars_share_a_scale_and_the_narrow_stand_before_the_wide():
    shape = charts.bars([10, 0], [5, 20])
    assert (shape.width, shape.height) == (20, 90)
    assert [(bar.x, bar.height, bar.is_behind) for bar in shape.bars] == [
        (1, 22, True),
        (3, 44, False),
        (11, 88, True),
    ]
    assert all(bar.y + bar.height == shape.height for bar in shape.bars)


def test_a_little_is_still_seen():
    assert charts.bars([1], [100_000]).bars[1].height == 1


def test_nothing_is_drawn_of_nothing():
    assert charts.bars([], []).bars == ()
    assert charts.spark([0, 0]).line == "M0 40 L100 40"


def test_a_line_runs_from_edge_to_edge():
    assert charts.spark([0, 4, 2]).line == "M0 40 L50 2 L100 21"
    assert charts.spark([0, 4, 2]).area == "M0 40 L0 40 L50 2 L100 21 L100 40Z"
