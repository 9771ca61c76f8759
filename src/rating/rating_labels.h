/*
 * rating_labels.h
 *	  What the five answers are called, from the worst to the best, one
 *	  language after another.
 *
 * To add a label, put it into the line of its answer; alternatives stand
 * between semicolons.  To add a language, copy one and use its ISO 639 code.
 * Write as forms do: case, spaces, accents composed or decomposed and the
 * Arabic, Persian or Urdu forms of a letter do not matter (see form_text.c).
 *
 * A label belongs here if it stands for one answer only, on every form with
 * five of them.  Missing for that reason: "somewhat satisfied" and its like in
 * other languages, Turkish "not very satisfied", Azerbaijani "satisfied" in
 * one of its forms, plain Japanese "satisfied" and "dissatisfied".  An answer
 * without a label, "", has none yet that is sure.
 *
 * Source: the satisfaction survey of Firefox in its translations, and survey
 * forms in public code; for the middle also what says "neither satisfied nor
 * dissatisfied" in a language, which can mean no other answer.
 */
#ifndef CSAT_RATING_LABELS_H
#define CSAT_RATING_LABELS_H

#include "rating/marks.h"

typedef struct LanguageLabels
{
	const char *code;
	const char *answers[RATING_POINTS];
} LanguageLabels;

static const LanguageLabels rating_labels[] = {
	/* English */
	{"en", {
		"very dissatisfied; very unsatisfied; very unhappy",
		"dissatisfied; unsatisfied; unhappy",
		"neutral; neither; neither satisfied nor dissatisfied; neither dissatisfied nor satisfied; neither satisfied or dissatisfied; neither dissatisfied or satisfied; neither satisfied nor unsatisfied; neither unsatisfied nor satisfied; neither happy nor unhappy; neither unhappy nor happy",
		"satisfied; happy",
		"very satisfied; very happy"
	}},
	/* Arabic */
	{"ar", {
		"غير راضٍ جدًا; غير راضٍ أبدًا",
		"غير راضٍ",
		"محايد; حيادي; لا راضٍ ولا غير راضٍ",
		"راضٍ; راضي",
		"راضٍ جدًا"
	}},
	/* Azerbaijani */
	{"az", {
		"çox narazıyam; çox narazı qaldım",
		"narazıyam; narazı qaldım",
		"",
		"məmnunam; razı qaldım",
		"çox məmnunam; çox razı qaldım; çox razıyam"
	}},
	/* Bengali */
	{"bn", {
		"খুব অসন্তুষ্ট",
		"অসন্তুষ্ট",
		"",
		"সন্তুষ্ট",
		"খুব সন্তুষ্ট"
	}},
	/* Czech */
	{"cs", {
		"velmi nespokojený",
		"nespokojený",
		"neutrální; ani spokojený, ani nespokojený; ani spokojený ani nespokojený; ani spokojená, ani nespokojená; ani spokojen, ani nespokojen",
		"spokojený",
		"velmi spokojený"
	}},
	/* Danish */
	{"da", {
		"meget utilfreds",
		"utilfreds",
		"hverken/eller; hverken eller; hverken tilfreds eller utilfreds; neutral",
		"tilfreds",
		"meget tilfreds"
	}},
	/* German */
	{"de", {
		"sehr unzufrieden",
		"unzufrieden",
		"neutral; teils/teils; teils teils; teils, teils; teils-teils; weder noch; weder/noch; weder zufrieden noch unzufrieden; weder unzufrieden noch zufrieden",
		"zufrieden",
		"sehr zufrieden"
	}},
	/* Greek */
	{"el", {
		"πολύ δυσαρεστημένος; πολύ δυσαρεστημένη; πολύ δυσαρεστημένος/η",
		"δυσαρεστημένος; δυσαρεστημένη; δυσαρεστημένος/η",
		"ουδέτερος; ουδέτερη; ουδέτερος/η; ουδέτερο; ούτε ικανοποιημένος ούτε δυσαρεστημένος; ούτε ικανοποιημένη ούτε δυσαρεστημένη; ούτε ευχαριστημένος ούτε δυσαρεστημένος; ούτε ευχαριστημένη ούτε δυσαρεστημένη",
		"ικανοποιημένος; ικανοποιημένη; ικανοποιημένος/η; ευχαριστημένος; ευχαριστημένη; ευχαριστημένος/η",
		"πολύ ικανοποιημένος; πολύ ικανοποιημένη; πολύ ικανοποιημένος/η; πολύ ευχαριστημένος; πολύ ευχαριστημένη; πολύ ευχαριστημένος/η"
	}},
	/* Spanish */
	{"es", {
		"muy insatisfecho; muy insatisfecha; muy insatisfecho/a",
		"insatisfecho; insatisfecha; insatisfecho/a",
		"neutral; indiferente; ni satisfecho ni insatisfecho; ni satisfecha ni insatisfecha; ni satisfecho/a ni insatisfecho/a; ni insatisfecho ni satisfecho; ni insatisfecha ni satisfecha",
		"satisfecho; satisfecha; satisfecho/a",
		"muy satisfecho; muy satisfecha; muy satisfecho/a"
	}},
	/* Persian */
	{"fa", {
		"خیلی ناراضی",
		"ناراضی",
		"متوسط; معمولی; نه راضی نه ناراضی; نه راضی و نه ناراضی",
		"راضی",
		"خیلی راضی"
	}},
	/* Finnish */
	{"fi", {
		"erittäin tyytymätön",
		"tyytymätön",
		"neutraali; en tyytyväinen enkä tyytymätön; ei tyytyväinen eikä tyytymätön",
		"tyytyväinen",
		"erittäin tyytyväinen"
	}},
	/* French */
	{"fr", {
		"très insatisfait; très insatisfaite; très insatisfait(e)",
		"insatisfait; insatisfaite; insatisfait(e)",
		"neutre; sans opinion; ni satisfait ni insatisfait; ni satisfaite ni insatisfaite; ni satisfait(e) ni insatisfait(e); ni insatisfait ni satisfait; ni insatisfaite ni satisfaite",
		"satisfait; satisfaite; satisfait(e)",
		"très satisfait; très satisfaite; très satisfait(e)"
	}},
	/* Hebrew */
	{"he", {
		"מאוד לא מרוצה",
		"לא מרוצה",
		"נטרלי; נייטרלי; ניטרלי",
		"מרוצה",
		"מאוד מרוצה; מרוצה מאוד"
	}},
	/* Hindi */
	{"hi", {
		"बहुत असंतुष्ट",
		"असंतुष्ट",
		"तटस्थ; सामान्य; न संतुष्ट न असंतुष्ट; न तो संतुष्ट न ही असंतुष्ट",
		"संतुष्ट",
		"बहुत संतुष्ट"
	}},
	/* Croatian */
	{"hr", {
		"vrlo nezadovoljan",
		"nezadovoljan",
		"neutralan; neutralna; neutralno; ni zadovoljan ni nezadovoljan; niti zadovoljan niti nezadovoljan; niti zadovoljan, niti nezadovoljan; ni zadovoljna ni nezadovoljna; niti zadovoljna niti nezadovoljna",
		"zadovoljan",
		"vrlo zadovoljan"
	}},
	/* Hungarian */
	{"hu", {
		"nagyon elégedetlen",
		"elégedetlen",
		"semleges; sem elégedett, sem elégedetlen; sem elégedett sem elégedetlen; se elégedett, se elégedetlen",
		"elégedett",
		"nagyon elégedett"
	}},
	/* Indonesian */
	{"id", {
		"sangat tidak puas",
		"",
		"",
		"puas",
		"sangat puas"
	}},
	/* Italian */
	{"it", {
		"molto insoddisfatto; molto insoddisfatta; molto insoddisfatto/a",
		"insoddisfatto; insoddisfatta; insoddisfatto/a",
		"neutrale; neutro; indifferente; né soddisfatto né insoddisfatto; né soddisfatta né insoddisfatta; né soddisfatto/a né insoddisfatto/a; né insoddisfatto né soddisfatto; né insoddisfatta né soddisfatta",
		"soddisfatto; soddisfatta; soddisfatto/a",
		"molto soddisfatto; molto soddisfatta; molto soddisfatto/a"
	}},
	/* Japanese */
	{"ja", {
		"非常に不満; 大変不満",
		"",
		"普通; ふつう; どちらでもない; どちらともいえない; どちらとも言えない; 満足でも不満でもない",
		"",
		"非常に満足; とても満足; 大変満足"
	}},
	/* Korean */
	{"ko", {
		"매우 불만족",
		"불만족",
		"보통; 보통이다; 보통입니다; 중립",
		"만족",
		"매우 만족"
	}},
	/* Norwegian Bokmål */
	{"nb", {
		"svært misfornøyd",
		"misfornøyd",
		"verken eller; verken/eller; verken fornøyd eller misfornøyd; hverken eller; hverken fornøyd eller misfornøyd; nøytral",
		"fornøyd",
		"svært fornøyd"
	}},
	/* Dutch */
	{"nl", {
		"zeer ontevreden",
		"ontevreden",
		"neutraal; gemiddeld; niet tevreden en niet ontevreden; niet tevreden, niet ontevreden; noch tevreden noch ontevreden; noch tevreden, noch ontevreden",
		"tevreden",
		"zeer tevreden"
	}},
	/* Polish */
	{"pl", {
		"bardzo niezadowolony; bardzo niezadowolona; bardzo niezadowolony/a",
		"niezadowolony; niezadowolona; niezadowolony/a",
		"neutralny; neutralna; neutralnie; ani zadowolony, ani niezadowolony; ani zadowolony ani niezadowolony; ani zadowolona, ani niezadowolona; ani zadowolona ani niezadowolona; ani zadowolony/a, ani niezadowolony/a",
		"zadowolony; zadowolona; zadowolony/a",
		"bardzo zadowolony; bardzo zadowolona; bardzo zadowolony/a"
	}},
	/* Portuguese */
	{"pt", {
		"muito insatisfeito; muito insatisfeita; muito insatisfeito/a",
		"insatisfeito; insatisfeita; insatisfeito/a",
		"neutro; neutra; indiferente; nem satisfeito nem insatisfeito; nem satisfeita nem insatisfeita; nem satisfeito/a nem insatisfeito/a; nem satisfeito, nem insatisfeito; nem insatisfeito nem satisfeito",
		"satisfeito; satisfeita; satisfeito/a",
		"muito satisfeito; muito satisfeita; muito satisfeito/a"
	}},
	/* Romanian */
	{"ro", {
		"foarte nemulțumit; foarte nemulțumită; foarte nemulțumit(ă)",
		"nemulțumit; nemulțumită; nemulțumit(ă)",
		"neutru; neutră; nici mulțumit, nici nemulțumit; nici mulțumit nici nemulțumit; nici mulțumită, nici nemulțumită; nici mulțumită nici nemulțumită",
		"mulțumit; mulțumită; mulțumit(ă)",
		"foarte mulțumit; foarte mulțumită; foarte mulțumit(ă)"
	}},
	/* Russian */
	{"ru", {
		"очень недоволен; очень недовольна; очень недоволен/недовольна",
		"недоволен; недовольна; недоволен/недовольна",
		"нейтрален; нейтральна; нейтрален/нейтральна; нейтрально; ни доволен, ни недоволен; ни доволен ни недоволен; ни довольна, ни недовольна; ни довольна ни недовольна",
		"доволен; довольна; доволен/довольна; удовлетворен; удовлетворена; удовлетворен/удовлетворена",
		"очень доволен; очень довольна; очень доволен/довольна"
	}},
	/* Swedish */
	{"sv", {
		"mycket missnöjd",
		"missnöjd",
		"neutral; varken eller; varken/eller; varken nöjd eller missnöjd; varken missnöjd eller nöjd",
		"nöjd",
		"mycket nöjd"
	}},
	/* Thai */
	{"th", {
		"ไม่พอใจมาก",
		"ไม่พอใจ",
		"เป็นกลาง; ปานกลาง; เฉยๆ; เฉย ๆ",
		"พึงพอใจ; พอใจ",
		"พึงพอใจมาก; พอใจมาก"
	}},
	/* Turkish */
	{"tr", {
		"hiç memnun değilim",
		"memnun değilim",
		"normal; nötr; kararsızım; ne memnunum ne değilim; ne memnunum ne de değilim; ne memnunum ne de memnun değilim; ne memnunum ne memnun değilim",
		"memnunum",
		"çok memnunum"
	}},
	/* Ukrainian */
	{"uk", {
		"дуже незадоволений; дуже незадоволена; дуже незадоволений/а",
		"незадоволений; незадоволена; незадоволений/а",
		"нейтральний; нейтральна; нейтральний/а; нейтрально; ні задоволений, ні незадоволений; ні задоволений ні незадоволений; ні задоволена, ні незадоволена; ні задоволена ні незадоволена",
		"задоволений; задоволена; задоволений/а",
		"дуже задоволений; дуже задоволена; дуже задоволений/а"
	}},
	/* Urdu */
	{"ur", {
		"بہت غیر مطمئن",
		"غیر مطمئن",
		"",
		"مطمئن",
		"بہت مطمئن"
	}},
	/* Vietnamese */
	{"vi", {
		"rất không hài lòng",
		"không hài lòng",
		"trung lập; bình thường",
		"hài lòng",
		"rất hài lòng"
	}},
	/* Chinese */
	{"zh", {
		"非常不满意; 非常不滿意",
		"不满意; 不滿意",
		"一般; 中立; 普通; 尚可",
		"满意; 滿意",
		"非常满意; 非常滿意"
	}},
};

/*
 * The labels at the ends and in the middle of NPS, from 0 to 10.  They count
 * only beside the number.
 */
static const char *const nps_answers[] = {
	"not at all likely; not likely at all; not likely; very unlikely; extremely unlikely",
	"", "", "", "",
	"neutral",
	"", "", "", "",
	"extremely likely; very likely"
};

#endif							/* CSAT_RATING_LABELS_H */
