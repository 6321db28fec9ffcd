//! Base encodings (ISO 32000-1, annex D) as 256 characters each, 16 on a line.
//!
//! Generated from the encodings of reportlab (BSD) and the Adobe Glyph List of fontTools (MIT, the
//! list itself BSD-3-Clause). An unused code is U+FFFD.

/// StandardEncoding.
pub(super) const STANDARD: &str = "\
����������������\
����������������\
\u{20}!\"#$%&’()*+,-./\
0123456789:;<=>?\
@ABCDEFGHIJKLMNO\
PQRSTUVWXYZ[\\]^_\
‘abcdefghijklmno\
pqrstuvwxyz{|}~�\
����������������\
����������������\
�¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\
�–†‡·�¶•‚„”»…‰�¿\
�`´ˆ˜¯˘˙¨�˚¸�˝˛ˇ\
—���������������\
�Æ�ª����ŁØŒº����\
�æ���ı��łøœß����";

/// WinAnsiEncoding; unused codes are bullets, as the standard says.
pub(super) const WIN_ANSI: &str = "\
����������������\
����������������\
\u{20}!\"#$%&'()*+,-./\
0123456789:;<=>?\
@ABCDEFGHIJKLMNO\
PQRSTUVWXYZ[\\]^_\
`abcdefghijklmno\
pqrstuvwxyz{|}~•\
€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž•\
•‘’“”•–—˜™š›œ•žŸ\
\u{A0}¡¢£¤¥¦§¨©ª«¬-®¯\
°±²³´µ¶·¸¹º»¼½¾¿\
ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ\
ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
àáâãäåæçèéêëìíîï\
ðñòóôõö÷øùúûüýþÿ";

/// MacRomanEncoding.
pub(super) const MAC_ROMAN: &str = "\
����������������\
����������������\
\u{20}!\"#$%&'()*+,-./\
0123456789:;<=>?\
@ABCDEFGHIJKLMNO\
PQRSTUVWXYZ[\\]^_\
`abcdefghijklmno\
pqrstuvwxyz{|}~�\
ÄÅÇÉÑÖÜáàâäãåçéè\
êëíìîïñóòôöõúùûü\
†°¢£§•¶ß®©™´¨�ÆØ\
�±��¥µ�����ªº�æø\
¿¡¬�ƒ��«»…\u{A0}ÀÃÕŒœ\
–—“”‘’÷�ÿŸ⁄¤‹›ﬁﬂ\
‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\
�ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// The Symbol font's own encoding.
pub(super) const SYMBOL: &str = "\
����������������\
����������������\
\u{20}!∀#∃%&∋()∗+,−./\
0123456789:;<=>?\
≅ΑΒΧ∆ΕΦΓΗΙϑΚΛΜΝΟ\
ΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\
�αβχδεφγηιϕκλµνο\
πθρστυϖωξψζ{|}∼�\
����������������\
����������������\
€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓\
°±″≥×∝∂•÷≠≡≈…��↵\
ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉\
∠∇�©™∏√⋅¬∧∨⇔⇐⇑⇒⇓\
◊〈�©™∑����������\
�〉∫⌠�⌡����������";

/// The ZapfDingbats font's own encoding.
pub(super) const DINGBATS: &str = "\
����������������\
����������������\
\u{20}✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏\
✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟\
✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯\
✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿\
❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏\
❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞�\
����������������\
����������������\
�❡❢❣❤❥❦❧♣♦♥♠①②③④\
⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿\
➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏\
➐➑➒➓➔→↔↕➘➙➚➛➜➝➞➟\
➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯\
�➱➲➳➴➵➶➷➸➹➺➻➼➽➾�";

/// T1, the encoding of TeX for European languages ("Cork").
pub(super) const CORK: &str = "\
`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›\
“”„«»–—��ıȷﬀﬁﬂﬃﬄ\
\u{20}!\"#$%&’()*+,-./\
0123456789:;<=>?\
@ABCDEFGHIJKLMNO\
PQRSTUVWXYZ[\\]^_\
‘abcdefghijklmno\
pqrstuvwxyz{|}~-\
ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔ\
ŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§\
ăąćčďěęğĺľłńňŋőŕ\
řśšşťţűůÿźžżĳ¡¿£\
ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ\
ÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞ\
àáâãäåæçèéêëìíîï\
ðñòóôõöœøùúûüýþß";

/// OT1, the encoding of TeX's first fonts: letters and accents are printed apart.
pub(super) const TEX: &str = "\
ΓΔΘΛΞΠΣΥΦΨΩﬀﬁﬂﬃﬄ\
ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ\
�!”#$%&’()*+,-./\
0123456789:;¡=¿?\
@ABCDEFGHIJKLMNO\
PQRSTUVWXYZ[“]ˆ˙\
‘abcdefghijklmno\
pqrstuvwxyz–—˝˜¨\
����������������\
����������������\
����������������\
����������������\
����������������\
����������������\
����������������\
����������������";
