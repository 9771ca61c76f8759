/*
 * messages.h
 *	  Values as error messages show them.
 */
#ifndef CSAT_MESSAGES_H
#define CSAT_MESSAGES_H

extern char *excerpt(const char *bytes, int length);
extern char *excerpt_cstring(const char *string);
extern char *float8_shown(double number);

#endif							/* CSAT_MESSAGES_H */
