"""Character tables for folding: data, not logic."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list written with spaces between them."""
    return tuple(text.split())


# Old and variant kanji forms that are met in names, in formal letters and in attempts to slip past a filter, paired
# with the form in use today. Source: the old and new forms of the jōyō kanji table (Cabinet notice of 2010), and a
# few variants of everyday print (髙, 劵).
_OLD = (
    "亞惡壓圍醫爲壹隱榮營衞驛圓鹽緣艷應歐毆櫻奧橫溫穩假價禍畫會懷繪擴殼覺學嶽樂渴卷陷勸寬觀關歸犧舊據擧虛峽挾狹鄕曉勤區驅勳薰徑惠溪經繼"
    "莖螢輕鷄藝擊缺儉劍圈檢權獻縣險顯驗嚴效廣恆鑛號國黑濟碎齋劑櫻雜參慘棧蠶贊殘絲辭齒兒實舍寫釋壽收從澁獸縱肅處敍將燒奬條狀乘淨剩疊孃讓釀囑觸"
    "寢愼晉眞盡圖粹醉隨髓數樞聲靜齊攝竊專戰淺潛纖踐錢禪雙壯搜插爭總聰莊裝騷臟藏屬續墮體對帶滯臺瀧擇澤單擔膽團彈斷癡遲晝蟲鑄廳聽鎭遞鐵轉點傳黨"
    "盜燈當鬭德獨讀屆繩貳腦霸廢拜賣麥發髮拔蠻祕濱甁拂佛變邊辨瓣辯步舖寶豐沒飜槪萬滿默譯藥與豫餘譽搖樣謠來賴亂覽龍兩獵綠壘勵禮隸靈齡戀爐勞樓祿灣戾圓證"
    "氣增稅說脫內產錄歷曆每絕黃靑淸敎卽旣顏揭涉緖巢飮曾龜劵寳髙淚郞瀨晚戲鬪塡囘罐姬壞"
    "壤敕澀稱歡讚遙獎麵彌稻穗惱牀俠僞閱銳悅劒硏吳娛倂餠尙鍊"
)
_NEW = (
    "亜悪圧囲医為壱隠栄営衛駅円塩縁艶応欧殴桜奥横温穏仮価禍画会懐絵拡殻覚学岳楽渇巻陥勧寛観関帰犠旧拠挙虚峡挟狭郷暁勤区駆勲薫径恵渓経継"
    "茎蛍軽鶏芸撃欠倹剣圏検権献県険顕験厳効広恒鉱号国黒済砕斎剤桜雑参惨桟蚕賛残糸辞歯児実舎写釈寿収従渋獣縦粛処叙将焼奨条状乗浄剰畳嬢譲醸嘱触"
    "寝慎晋真尽図粋酔随髄数枢声静斉摂窃専戦浅潜繊践銭禅双壮捜挿争総聡荘装騒臓蔵属続堕体対帯滞台滝択沢単担胆団弾断痴遅昼虫鋳庁聴鎮逓鉄転点伝党"
    "盗灯当闘徳独読届縄弐脳覇廃拝売麦発髪抜蛮秘浜瓶払仏変辺弁弁弁歩舗宝豊没翻概万満黙訳薬与予余誉揺様謡来頼乱覧竜両猟緑塁励礼隷霊齢恋炉労楼禄湾戻円証"
    "気増税説脱内産録歴暦毎絶黄青清教即既顔掲渉緒巣飲曽亀券宝高涙郎瀬晩戯闘填回缶姫壊"
    "壌勅渋称歓讃遥奨麺弥稲穂悩床侠偽閲鋭悦剣研呉娯併餅尚錬"
)
MODERN_KANJI = dict(zip(_OLD, _NEW, strict=True))

# Letters of other scripts that look like Latin ones, in either case. Source: the shapes themselves.
LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТУХавекмнорстухіѕјԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχıɡɑ‘’`´“”‐‑‒–—―−─━〜～",
        "ABEKMHOPCTYXabekmhopctyxisjdqwhlABEZHIKMNOPTYXaeikvoptuxiga''''\"\"---------~~",
        strict=True,
    )
)

# The small ke of counters (三ヶ月) is read "ka".
LOOKALIKES |= {"ヶ": "か", "ヵ": "か"}

# Kanji and dashes that stand in for katakana of the same shape, read so only after and before katakana.
SHAPES = dict(zip("口力夕工卜二八千一-|~", "ろかたえとにはちーーーー", strict=True))

# What people put between the characters of one word. Sentence and list punctuation (。、！？「」,) is never one.
SEPARATORS = frozenset(" \u3000・·•.･_*-|/~'\"+=^")

# Characters that show nothing and are of no category that says so.
INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")

# Marks that voice the kana before them, spaced, half-width or combining, as they combine.
VOICED = {"ﾞ": "\u3099", "゛": "\u3099", "\u3099": "\u3099", "ﾟ": "\u309a", "゜": "\u309a", "\u309a": "\u309a"}

# Punctuation that stands next to Japanese only.
JAPANESE_MARKS = frozenset("、。「」『』")

# How a polite Japanese sentence ends. A full stop of any make after one of these ends the sentence.
POLITE_ENDS = frozenset(words("ます です せん した さい ょう ませ すか んか たか すね んね たね すよ"))
