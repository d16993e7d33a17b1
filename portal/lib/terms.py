"""House terms: Chinese words that the converter alone would not bring over as readers expect.

Two lists from Simplified to Traditional. `TERMS` holds wherever they stand in a text, so it has
only words with a single sense; `LABELS` holds where a word stands alone, as on a button or a
heading: 菜单 is 選單 in the corner of a page, but stays 菜單 in a story about a restaurant. Of two
terms that begin alike the longer wins. Newsrooms add their own, a pair a line (`parse_terms`), for
the whole site and for single stories.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_TERMS = 500
"""More pairs than these make each page slower to convert."""

LONGEST_TERM = 40

TERMS: dict[str, str] = {
    # The interface.
    "登录": "登入",
    "链接": "連結",
    "账号": "帳號",
    "账户": "帳戶",
    "用户名": "用戶名",
    "电子邮件": "電郵",
    "电子邮箱": "電郵",
    "邮箱或密码": "電郵或密碼",
    "发邮件": "寄電郵",
    "邮件验证码": "電郵驗證碼",
    "没有网络": "沒有網路",
    "重新连接": "重新連線",
    "跨设备": "跨裝置",
    "这台设备": "這部裝置",
    "同步字号": "同步字級",
    "自动保存": "自動儲存",
    "联系编辑部": "聯絡編輯部",
    "查看内容": "檢視內容",
    "浏览器中查看": "瀏覽器中檢視",
    "打开本文": "開啟本文",
    "改了地址": "改了網址",
    "社区约定": "社群約定",
    "不良信息": "不良資訊",
    "搜索报道": "搜尋報道",
    "条评论": "則評論",
    "条回复": "則回覆",
    # Characters with two Traditional forms, where the dictionary picks the one less printed.
    "公布": "公布",
    "发布": "發布",
    "宣布": "宣布",
    "颁布": "頒布",
    "分布": "分布",
    "遍布": "遍布",
    "船台": "船台",
    "编辑台": "編輯台",
    "后台": "後台",
    "平台": "平台",
    "主梁": "主樑",
    # Where it cuts a phrase in the wrong place.
    "只剩": "只剩",
    "卡里的": "卡裡的",
    "卡里还": "卡裡還",
}

LABELS: dict[str, str] = {
    "菜单": "選單",
    "搜索": "搜尋",
    "退出": "登出",
    "设置": "設定",
    "应用": "套用",
    "举报": "檢舉",
    "打印": "列印",
    "邮箱": "電郵",
    "字号": "字級",
    "游客": "訪客",
    "隐私": "私隱",
    "恢复": "還原",
    "排期": "排程",
    "补全": "補齊",
    "超时": "逾時",
    "提交审核": "送審",
    "读者记录": "讀者紀錄",
}


def parse_terms(text: str) -> dict[str, str]:
    """Read pairs of a Simplified and a Traditional term, one pair a line: 后海 = 后海.

    Raises ValidationError, naming the line, for what is no pair.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        simplified, _mark, traditional = (
            part.strip() for part in line.replace("＝", "=").partition("=")
        )
        if not simplified or not traditional or "=" in traditional:
            raise ValidationError(_("Line %d is not a pair like 后海 = 后海.") % number)
        if max(len(simplified), len(traditional)) > LONGEST_TERM or simplified.isascii():
            raise ValidationError(_("Line %d: a term is Chinese and short.") % number)
        if found.setdefault(simplified, traditional) != traditional:
            raise ValidationError(_("Line %d: this term has another pair above.") % number)
    if len(found) > MOST_TERMS:
        raise ValidationError(_("At most %d pairs.") % MOST_TERMS)
    return found


def validate_terms(text: str) -> None:
    """Refuse a list of pairs that cannot be read; for the fields of models."""
    parse_terms(text)
