/*
 * form_text.h
 *	  Folding the text of a survey form: what looks the same to its reader
 *	  becomes the same code points.
 */
#ifndef CSAT_FORM_TEXT_H
#define CSAT_FORM_TEXT_H

#include "rating/span.h"

/* Fold UTF-8; false if it is none. */
extern bool fold_utf8(const char *bytes, int length, Span *text);

/*
 * Fold a text in the server's encoding.  What has no form in UTF-8 makes it
 * false, not an error about encodings.
 */
extern bool fold_form_text(const char *bytes, int length, Span *text);

#endif							/* CSAT_FORM_TEXT_H */
