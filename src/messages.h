/*
 * messages.h
 *	  What error messages show of what they refuse.
 */
#ifndef CSAT_MESSAGES_H
#define CSAT_MESSAGES_H

extern const char *ellipsis(void);
extern char *quotable(const char *bytes, int length);

#endif							/* CSAT_MESSAGES_H */
