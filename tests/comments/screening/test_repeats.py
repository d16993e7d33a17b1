"""Texts that were here before."""

from comments.screening.repeats import ALIKE, bands, canon, grams, likeness

TEXT = "低价代办各类证件，质量保证，全国送货上门，联系方式见头像，先验货后付款。"


def test_marks_case_script_and_figures_do_not_make_another_text():
    assert canon(TEXT) == canon(TEXT.replace("，", " ").replace("证件", "證件"))
    assert canon(TEXT) != canon(TEXT.replace("低价", "高价"))
    assert canon("拨打 12345 找工作人员登记信息") == canon("拨打 67890 找工作人员登记信息")


def test_what_many_say_is_nobodys():
    assert canon("好文章！") == ""
    assert bands(grams("好文章！")) == []


def test_a_near_copy_shares_a_key_and_another_text_does_not():
    near = TEXT.replace("全国送货上门", "全国包邮到家")
    other = "昨天傍晚路过老船厂，龙门吊还在，江风很大，很多人在那里拍照留念。"
    assert likeness(grams(TEXT), grams(near)) >= ALIKE
    assert set(bands(grams(TEXT))) & set(bands(grams(near)))
    assert likeness(grams(TEXT), grams(other)) < 0.1
    assert not set(bands(grams(TEXT))) & set(bands(grams(other)))
