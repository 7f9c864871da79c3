/*
 * Reading and writing one line: checksum, words, fields. Independent of boards. Every reader is bounded by the length
 * it is given.
 */
#ifndef QP_LINE_H
#define QP_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QP_LINE_MAX 120u /* characters without the line end */
#define QP_FANS_MAX 4u
#define QP_RELAYS_MAX 8u

/* CRC-16/CCITT: 0x1021, start 0xFFFF, not reflected; 0x29B1 over "123456789". */
uint16_t qp_crc16(const char *bytes, size_t count);

/* The checks of a line (without its line end) before its fields are read. Only QP_LINE_OK may be answered. */
typedef enum { QP_LINE_OK, QP_LINE_LENGTH, QP_LINE_CHARACTER, QP_LINE_CHECKSUM, QP_LINE_SHAPE } qp_line_verdict;
qp_line_verdict qp_check_line(const char *line, size_t length);

/* A stretch of a line; `at` is NULL once nothing is left. */
typedef struct {
  const char *at;
  size_t length;
} qp_text;

/* Cuts kind and number off `rest`; the fields remain. */
bool qp_read_head(qp_text *rest, qp_text *kind, uint16_t *seq);

bool qp_is(qp_text word, const char *other);

/* Every word is key=value and no key comes twice. Must hold before any field is read. */
bool qp_are_fields(qp_text fields);

bool qp_find(qp_text fields, const char *key, qp_text *value);

/* QP_FIELD: missing or not of this kind. QP_RANGE: of this kind, but outside what the protocol allows. */
typedef enum { QP_OK, QP_FIELD, QP_RANGE } qp_outcome;

qp_outcome qp_whole_field(qp_text fields, const char *key, uint32_t min, uint32_t max, uint32_t *value);

/* `fans`: percentages separated by commas, "-" for none. */
qp_outcome qp_fans_field(qp_text fields, uint8_t fans[QP_FANS_MAX], uint8_t *count);

/* `relays`: digits 0 and 1, relay 1 first (bit 0), "-" for none. */
qp_outcome qp_relays_field(qp_text fields, uint8_t *pattern, uint8_t *count);

/* A line being written. What does not fit is cut; by the table in PROTOCOL.md everything fits. */
typedef struct {
  char at[QP_LINE_MAX + 1];
  size_t length;
} qp_line;

void qp_begin(qp_line *out, const char *kind, uint16_t seq);
void qp_put_char(qp_line *out, char c);
void qp_put(qp_line *out, const char *words);
void qp_put_number(qp_line *out, uint32_t value);
/* " key=value" */
void qp_put_field(qp_line *out, const char *key, uint32_t value);
/* One digit for each contact, "-" for none. */
void qp_put_contacts(qp_line *out, uint8_t pattern, uint8_t count);
/* Checksum and line end. */
void qp_end(qp_line *out);

#endif
