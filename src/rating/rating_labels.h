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
 * forms in public code.
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
		"neutral; neither; neither satisfied nor dissatisfied; neither dissatisfied nor satisfied; neither satisfied or dissatisfied; neither dissatisfied or satisfied; neither happy nor unhappy; neither unhappy nor happy",
		"satisfied; happy",
		"very satisfied; very happy"
	}},
	/* Arabic */
	{"ar", {
		"غير راضٍ جدًا; غير راضٍ أبدًا",
		"غير راضٍ",
		"محايد; حيادي",
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
		"neutrální",
		"spokojený",
		"velmi spokojený"
	}},
	/* Danish */
	{"da", {
		"meget utilfreds",
		"utilfreds",
		"hverken/eller",
		"tilfreds",
		"meget tilfreds"
	}},
	/* German */
	{"de", {
		"sehr unzufrieden",
		"unzufrieden",
		"neutral",
		"zufrieden",
		"sehr zufrieden"
	}},
	/* Greek */
	{"el", {
		"πολύ δυσαρεστημένος; πολύ δυσαρεστημένη; πολύ δυσαρεστημένος/η",
		"δυσαρεστημένος; δυσαρεστημένη; δυσαρεστημένος/η",
		"ουδέτερος; ουδέτερη; ουδέτερος/η",
		"ικανοποιημένος; ικανοποιημένη; ικανοποιημένος/η; ευχαριστημένος; ευχαριστημένη; ευχαριστημένος/η",
		"πολύ ικανοποιημένος; πολύ ικανοποιημένη; πολύ ικανοποιημένος/η; πολύ ευχαριστημένος; πολύ ευχαριστημένη; πολύ ευχαριστημένος/η"
	}},
	/* Spanish */
	{"es", {
		"muy insatisfecho; muy insatisfecha; muy insatisfecho/a",
		"insatisfecho; insatisfecha; insatisfecho/a",
		"neutral; ni satisfecho ni insatisfecho; ni satisfecha ni insatisfecha",
		"satisfecho; satisfecha; satisfecho/a",
		"muy satisfecho; muy satisfecha; muy satisfecho/a"
	}},
	/* Persian */
	{"fa", {
		"خیلی ناراضی",
		"ناراضی",
		"متوسط; معمولی",
		"راضی",
		"خیلی راضی"
	}},
	/* Finnish */
	{"fi", {
		"erittäin tyytymätön",
		"tyytymätön",
		"neutraali; en tyytyväinen enkä tyytymätön",
		"tyytyväinen",
		"erittäin tyytyväinen"
	}},
	/* French */
	{"fr", {
		"très insatisfait; très insatisfaite; très insatisfait(e)",
		"insatisfait; insatisfaite; insatisfait(e)",
		"neutre; sans opinion",
		"satisfait; satisfaite; satisfait(e)",
		"très satisfait; très satisfaite; très satisfait(e)"
	}},
	/* Hebrew */
	{"he", {
		"מאוד לא מרוצה",
		"לא מרוצה",
		"נטרלי; נייטרלי",
		"מרוצה",
		"מאוד מרוצה; מרוצה מאוד"
	}},
	/* Hindi */
	{"hi", {
		"बहुत असंतुष्ट",
		"असंतुष्ट",
		"तटस्थ; सामान्य",
		"संतुष्ट",
		"बहुत संतुष्ट"
	}},
	/* Croatian */
	{"hr", {
		"vrlo nezadovoljan",
		"nezadovoljan",
		"neutralan",
		"zadovoljan",
		"vrlo zadovoljan"
	}},
	/* Hungarian */
	{"hu", {
		"nagyon elégedetlen",
		"elégedetlen",
		"semleges",
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
		"neutrale; neutro; indifferente",
		"soddisfatto; soddisfatta; soddisfatto/a",
		"molto soddisfatto; molto soddisfatta; molto soddisfatto/a"
	}},
	/* Japanese */
	{"ja", {
		"非常に不満; 大変不満",
		"",
		"普通; どちらでもない; どちらともいえない",
		"",
		"非常に満足; とても満足; 大変満足"
	}},
	/* Korean */
	{"ko", {
		"매우 불만족",
		"불만족",
		"보통",
		"만족",
		"매우 만족"
	}},
	/* Norwegian Bokmål */
	{"nb", {
		"svært misfornøyd",
		"misfornøyd",
		"verken eller",
		"fornøyd",
		"svært fornøyd"
	}},
	/* Dutch */
	{"nl", {
		"zeer ontevreden",
		"ontevreden",
		"neutraal; gemiddeld",
		"tevreden",
		"zeer tevreden"
	}},
	/* Polish */
	{"pl", {
		"bardzo niezadowolony; bardzo niezadowolona; bardzo niezadowolony/a",
		"niezadowolony; niezadowolona; niezadowolony/a",
		"neutralny; neutralnie",
		"zadowolony; zadowolona; zadowolony/a",
		"bardzo zadowolony; bardzo zadowolona; bardzo zadowolony/a"
	}},
	/* Portuguese */
	{"pt", {
		"muito insatisfeito; muito insatisfeita; muito insatisfeito/a",
		"insatisfeito; insatisfeita; insatisfeito/a",
		"neutro",
		"satisfeito; satisfeita; satisfeito/a",
		"muito satisfeito; muito satisfeita; muito satisfeito/a"
	}},
	/* Romanian */
	{"ro", {
		"foarte nemulțumit; foarte nemulțumită; foarte nemulțumit(ă)",
		"nemulțumit; nemulțumită; nemulțumit(ă)",
		"neutru",
		"mulțumit; mulțumită; mulțumit(ă)",
		"foarte mulțumit; foarte mulțumită; foarte mulțumit(ă)"
	}},
	/* Russian */
	{"ru", {
		"очень недоволен; очень недовольна; очень недоволен/недовольна",
		"недоволен; недовольна; недоволен/недовольна",
		"нейтрален; нейтральна; нейтрален/нейтральна",
		"доволен; довольна; доволен/довольна; удовлетворен; удовлетворена; удовлетворен/удовлетворена",
		"очень доволен; очень довольна; очень доволен/довольна"
	}},
	/* Swedish */
	{"sv", {
		"mycket missnöjd",
		"missnöjd",
		"neutral; varken eller",
		"nöjd",
		"mycket nöjd"
	}},
	/* Thai */
	{"th", {
		"ไม่พอใจมาก",
		"ไม่พอใจ",
		"เป็นกลาง; ปานกลาง",
		"พึงพอใจ; พอใจ",
		"พึงพอใจมาก; พอใจมาก"
	}},
	/* Turkish */
	{"tr", {
		"hiç memnun değilim",
		"memnun değilim",
		"normal; kararsızım; ne memnunum ne değilim",
		"memnunum",
		"çok memnunum"
	}},
	/* Ukrainian */
	{"uk", {
		"дуже незадоволений; дуже незадоволена; дуже незадоволений/а",
		"незадоволений; незадоволена; незадоволений/а",
		"нейтральний; нейтральна; нейтральний/а",
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
		"一般; 中立; 普通",
		"满意; 滿意",
		"非常满意; 非常滿意"
	}},
};

#endif							/* CSAT_RATING_LABELS_H */
