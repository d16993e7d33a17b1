"""Conversion and folding, as a reader who searches or reads Traditional meets them."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from portal.lib.terms import MOST_TERMS, parse_terms
from portal.lib.words import BORDER, added_terms, fold, fold_text, put_terms, to_traditional

# Characters that make folding hard: wide and compatibility forms, marks, jamo, ligatures.
HARD = "Ａａ㈱ﬁßéİǅｶﾞ각裡裏里為爲头頭发發髮著着\u0301\u3099\u1161\u200d🙂 “”ſ衞"
texts = st.text(st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("皇后的头发", "皇后的頭髮"),
        ("发展以后，干部吃干面", "發展以後，幹部吃乾麵"),
        ("把城里的事说清楚", "把城裡的事說清楚"),
        ("存为草稿，待审核", "存為草稿，待審核"),
        ("看着五号线", "看著五號線"),
        # News words that a converter for software would swap.
        ("市政府发布声明", "市政府發布聲明"),
    ],
)
def test_characters_follow_their_words(simplified: str, traditional: str):
    assert to_traditional(simplified) == traditional


@pytest.mark.parametrize(
    "pair",
    [
        "搜索报道、人物、街道 搜尋報道、人物、街道",
        "农历五月初四 農曆五月初四",
        "关于我们 關於我們",
        "联系编辑部 聯絡編輯部",
        "采编准则 採編準則",
        "违法和不良信息举报：0000-0000000 違法和不良資訊舉報：0000-0000000",
        "澄公网安备00000000000000号 澄公網安備00000000000000號",
        "用微信“扫一扫”打开本文，再转发给朋友。 用微信「掃一掃」開啟本文，再轉發給朋友。",
        "已复制 已複製",
        "鲜花 鮮花",
        "雷人 雷人",
        "鸡蛋 雞蛋",
        "发布者 發布者",
        "待审核，仅你可见 待審核，僅你可見",
        "这条评论因违反社区约定被移除。 這則評論因違反社群約定被移除。",
        "不登录也可以发言，称呼会显示在评论旁。 不登入也可以發言，稱呼會顯示在評論旁。",
        "有人回复时发邮件告诉我 有人回覆時寄電郵告訴我",
        "没有找到。换一个说法，或从栏目里看看。 沒有找到。換一個說法，或從欄目裡看看。",
        "这一页不在这里 這一頁不在這裡",
        "没有网络 沒有網路",
        "在这台设备上保持登录 在這部裝置上保持登入",
        "还没有账号？ 還沒有帳號？",
        "登录以后可以收藏报道、管理评论、跨设备同步字号。"
        " 登入以後可以收藏報道、管理評論、跨裝置同步字級。",
        "用户名、邮箱或密码不对。 用戶名、電郵或密碼不對。",
        "用邮件验证码登录 用電郵驗證碼登入",
        "编辑台 編輯台",
        "自动保存于 自動儲存於",
    ],
)
def test_interface_reads_as_the_design_wrote_it(pair: str):
    simplified, traditional = pair.rsplit(" ", 1)
    assert to_traditional(simplified) == traditional


def test_house_terms_hold_inside_a_sentence():
    assert to_traditional("登录以后可以收藏，47 条评论") == "登入以後可以收藏，47 則評論"


def test_labels_hold_only_alone():
    assert to_traditional("菜单") == "選單"
    assert to_traditional("这家店的菜单很短") == "這家店的菜單很短"
    assert to_traditional(f"菜单{BORDER}搜索：船厂") == f"選單{BORDER}搜尋：船廠"


def test_terms_of_one_text_win():
    assert to_traditional("登录林子祥的店", {"登录": "登錄", "祥的": "祥之"}) == "登錄林子祥之店"


def test_terms_that_are_added_hold_meanwhile():
    with added_terms(lambda: {"澄浦": "澄浦市"}):
        assert to_traditional("澄浦的船") == "澄浦市的船"
    assert to_traditional("澄浦的船") == "澄浦的船"


def test_terms_put_into_one_text_hold_there_alone():
    own = put_terms("皇后在后海", {"后海": "后海"})
    assert to_traditional(f"{own}{BORDER}在后海") == f"皇后在后海{BORDER}在後海"
    assert to_traditional("在后海") == "在後海"


def test_terms_are_put_once_and_the_longest_wins():
    terms = {"后": "后", "后海": "后海站"}
    own = put_terms("后海的后", terms)
    assert put_terms(own, terms) == own
    assert to_traditional(own) == "后海站的后"


@pytest.mark.parametrize("word", ["編輯台", "後台", "平台", "只剩", "發布", "主樑"])
def test_house_words_in_traditional_stay(word: str):
    assert to_traditional(word) == word


def test_pairs_are_read_line_by_line():
    assert parse_terms("后海 = 后海\n\n头条＝頭條\n") == {"后海": "后海", "头条": "頭條"}


@pytest.mark.parametrize(
    "text",
    ["后海", "后海 =", "= 后海", "a = b", "后 = 後 = 后", "后 = 后\n后 = 後", "很" * 41 + "=很"],
)
def test_what_is_no_pair_is_refused(text: str):
    with pytest.raises(ValidationError):
        parse_terms(text)


def test_too_many_pairs_are_refused():
    lines = (f"词{number}=詞{number}" for number in range(MOST_TERMS + 1))
    with pytest.raises(ValidationError):
        parse_terms("\n".join(lines))


def test_quotes_become_corners():
    assert to_traditional("他说：“‘好’。”") == "他說：「『好』。」"


def test_apostrophes_and_english_lines_keep_their_marks():
    assert to_traditional("歌名 Don’t Stop 发行") == "歌名 Don’t Stop 發行"
    assert to_traditional(f"It’s “fine”{BORDER}“好”") == f"It’s “fine”{BORDER}「好」"


def test_phrases_do_not_reach_over_a_border():
    assert to_traditional(f"头{BORDER}发") == f"頭{BORDER}發"
    assert to_traditional("头发") == "頭髮"


@given(texts)
@example("\uf8ff登录\uf8ff")
def test_conversion_is_the_same_every_time(text: str):
    assert to_traditional(text) == to_traditional(text)


def test_private_characters_survive_beside_terms():
    assert to_traditional("\uf8ff登录\uf8ff") == "\uf8ff登入\uf8ff"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ abc", "abc abc"),
        ("頭髮與裡面", "头发与里面"),
        ("裏 裡 里", "里 里 里"),
        ("㈱", "(株)"),
        ("ｶﾞ", "ガ"),
        ("Straße", "strasse"),
        ("e\u0301", "é"),
        ("看著 看着", "看著 看著"),
    ],
)
def test_folding_makes_alike_what_readers_think_alike(text: str, folded: str):
    assert fold(text).text == folded


@pytest.mark.parametrize(
    "text", ["旧船厂的龙门吊不拆了", "皇后的头发、发展以后", "台风过后吃面", "后台的钟表"]
)
def test_a_story_folds_like_its_conversion(text: str):
    assert fold_text(to_traditional(text)) == fold_text(text)


@given(texts)
@example("´ﾞ")
def test_both_ways_of_folding_agree_and_fold_no_further(text: str):
    folded = fold(text).text
    assert fold_text(text) == folded
    assert fold_text(folded) == folded


@given(texts)
def test_case_and_width_never_matter(text: str):
    assert fold_text(unicodedata.normalize("NFC", text)) == fold_text(
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", text))
    )


@given(texts, st.data())
def test_a_span_gives_the_original_that_folds_to_it(text: str, data: st.DataObject):
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    if start < end:
        assert folded.text[start:end] in fold_text(text[first:last])


def test_span_covers_whole_characters():
    folded = fold("在㈱頭髮店")
    start = folded.text.index("株")
    assert "在㈱頭髮店"[slice(*folded.span(start, start + 1))] == "㈱"
    start = folded.text.index("头发")
    assert "在㈱頭髮店"[slice(*folded.span(start, start + 2))] == "頭髮"
    assert folded.span(2, 2) == (1, 1)
