/* Reading and writing one line. See line.h. */
#include "line.h"

#include <string.h>

/* Checksum over a line and framing ------------------------------------------------------------------------------- */

uint16_t qp_crc16(const char *bytes, size_t count) {
  uint16_t crc = 0xffff;
  for (size_t i = 0; i < count; i++) {
    /* The byte-wise form without a table (avr-libc, _crc_xmodem_update). */
    uint8_t x = (uint8_t)((crc >> 8) ^ (uint8_t)bytes[i]);
    x = (uint8_t)(x ^ (x >> 4));
    crc = (uint16_t)((uint16_t)(crc << 8) ^ (uint16_t)((uint16_t)x << 12) ^ (uint16_t)((uint16_t)x << 5) ^ x);
  }
  return crc;
}

static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_value(char c) {
  return is_lower(c) || is_digit(c) || c == ',' || c == '.' || c == '-' || c == '_';
}

static int hex_of(char c) {
  if (is_digit(c)) return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_word(qp_text word) {
  if (word.length < 1 || word.length > 12) return false;
  for (size_t i = 0; i < word.length; i++)
    if (!is_lower(word.at[i])) return false;
  return true;
}

/* Cuts the next word off `rest`, which is NULL at the end. A trailing space leaves one more, empty word. */
static bool next_word(qp_text *rest, qp_text *word) {
  if (rest->at == NULL) return false;
  const char *space = memchr(rest->at, ' ', rest->length);
  word->at = rest->at;
  word->length = space == NULL ? rest->length : (size_t)(space - rest->at);
  rest->length -= space == NULL ? rest->length : word->length + 1;
  rest->at = space == NULL ? NULL : space + 1;
  return true;
}

/* Digits without sign or leading zero; a number beyond 32 bits counts as out of range. */
static qp_outcome read_whole(qp_text digits, uint32_t min, uint32_t max, uint32_t *value) {
  uint32_t sum = 0;
  bool over = false;
  if (digits.length < 1 || (digits.length > 1 && digits.at[0] == '0')) return QP_FIELD;
  for (size_t i = 0; i < digits.length; i++) {
    if (!is_digit(digits.at[i])) return QP_FIELD;
    uint32_t digit = (uint32_t)(digits.at[i] - '0');
    if (sum > (UINT32_MAX - digit) / 10) over = true;
    else sum = sum * 10 + digit;
  }
  if (over || sum < min || sum > max) return QP_RANGE;
  *value = sum;
  return QP_OK;
}

bool qp_read_head(qp_text *rest, qp_text *kind, uint16_t *seq) {
  qp_text digits;
  uint32_t value;
  if (!next_word(rest, kind) || !is_word(*kind)) return false;
  if (!next_word(rest, &digits) || digits.length > 5) return false;
  if (read_whole(digits, 0, UINT16_MAX, &value) != QP_OK) return false;
  *seq = (uint16_t)value;
  return true;
}

qp_line_verdict qp_check_line(const char *bytes, size_t length) {
  if (length > QP_LINE_MAX) return QP_LINE_LENGTH;
  if (length < 5 || bytes[length - 5] != '*') return QP_LINE_CHECKSUM;
  uint16_t crc = 0;
  for (size_t i = length - 4; i < length; i++) {
    int digit = hex_of(bytes[i]);
    if (digit < 0) return QP_LINE_CHECKSUM;
    crc = (uint16_t)((crc << 4) | digit);
  }
  for (size_t i = 0; i < length - 5; i++)
    if (!is_value(bytes[i]) && bytes[i] != ' ' && bytes[i] != '=') return QP_LINE_CHARACTER;
  if (qp_crc16(bytes, length - 5) != crc) return QP_LINE_CHECKSUM;
  qp_text rest = {bytes, length - 5}, kind;
  uint16_t seq;
  return qp_read_head(&rest, &kind, &seq) ? QP_LINE_OK : QP_LINE_SHAPE;
}

/* Fields --------------------------------------------------------------------------------------------------------- */

static bool is_pair(qp_text word, qp_text *key, qp_text *value) {
  const char *equals = memchr(word.at, '=', word.length);
  if (equals == NULL) return false;
  key->at = word.at;
  key->length = (size_t)(equals - word.at);
  value->at = equals + 1;
  value->length = word.length - key->length - 1;
  if (!is_word(*key) || value->length < 1) return false;
  for (size_t i = 0; i < value->length; i++)
    if (!is_value(value->at[i])) return false;
  return true;
}

bool qp_is(qp_text word, const char *other) {
  return word.length == strlen(other) && memcmp(word.at, other, word.length) == 0;
}

bool qp_find(qp_text fields, const char *name, qp_text *value) {
  qp_text word, key;
  while (next_word(&fields, &word))
    if (is_pair(word, &key, value) && qp_is(key, name)) return true;
  return false;
}

bool qp_are_fields(qp_text fields) {
  qp_text rest = fields, word, key, value;
  while (next_word(&rest, &word)) {
    qp_text later = rest, other, other_key, other_value;
    if (!is_pair(word, &key, &value)) return false;
    while (next_word(&later, &other))
      if (is_pair(other, &other_key, &other_value) && other_key.length == key.length &&
          memcmp(other_key.at, key.at, key.length) == 0)
        return false;
  }
  return true;
}

qp_outcome qp_whole_field(qp_text fields, const char *name, uint32_t min, uint32_t max, uint32_t *value) {
  qp_text digits;
  return qp_find(fields, name, &digits) ? read_whole(digits, min, max, value) : QP_FIELD;
}

qp_outcome qp_fans_field(qp_text fields, uint8_t fans[QP_FANS_MAX], uint8_t *count) {
  qp_text value;
  *count = 0;
  if (!qp_find(fields, "fans", &value)) return QP_FIELD;
  if (qp_is(value, "-")) return QP_OK;
  for (;;) {
    const char *comma = memchr(value.at, ',', value.length);
    qp_text part = {value.at, comma == NULL ? value.length : (size_t)(comma - value.at)};
    uint32_t percent;
    if (*count == QP_FANS_MAX) return QP_RANGE;
    qp_outcome read = read_whole(part, 0, 100, &percent);
    if (read != QP_OK) return read;
    fans[(*count)++] = (uint8_t)percent;
    if (comma == NULL) return QP_OK;
    value.length -= part.length + 1;
    value.at = comma + 1;
  }
}

qp_outcome qp_relays_field(qp_text fields, uint8_t *pattern, uint8_t *count) {
  qp_text value;
  *count = 0;
  *pattern = 0;
  if (!qp_find(fields, "relays", &value)) return QP_FIELD;
  if (qp_is(value, "-")) return QP_OK;
  for (size_t i = 0; i < value.length; i++)
    if (value.at[i] != '0' && value.at[i] != '1') return QP_FIELD;
  if (value.length > QP_RELAYS_MAX) return QP_RANGE;
  for (size_t i = 0; i < value.length; i++)
    if (value.at[i] == '1') *pattern = (uint8_t)(*pattern | (1u << i));
  *count = (uint8_t)value.length;
  return QP_OK;
}

/* Writing -------------------------------------------------------------------------------------------------------- */

void qp_put_char(qp_line *out, char c) {
  if (out->length < QP_LINE_MAX) out->at[out->length++] = c;
}

void qp_put(qp_line *out, const char *words) {
  while (*words != '\0') qp_put_char(out, *words++);
}

void qp_put_number(qp_line *out, uint32_t value) {
  char digits[10];
  size_t count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  while (count > 0) qp_put_char(out, digits[--count]);
}

void qp_put_field(qp_line *out, const char *key, uint32_t value) {
  qp_put_char(out, ' ');
  qp_put(out, key);
  qp_put_char(out, '=');
  qp_put_number(out, value);
}

void qp_put_contacts(qp_line *out, uint8_t pattern, uint8_t count) {
  for (uint8_t i = 0; i < count; i++) qp_put_char(out, (pattern >> i) & 1 ? '1' : '0');
  if (count == 0) qp_put_char(out, '-');
}

void qp_begin(qp_line *out, const char *kind, uint16_t seq) {
  out->length = 0;
  qp_put(out, kind);
  qp_put_char(out, ' ');
  qp_put_number(out, seq);
}

void qp_end(qp_line *out) {
  static const char hex[] = "0123456789ABCDEF";
  uint16_t crc = qp_crc16(out->at, out->length);
  qp_put_char(out, '*');
  for (int shift = 12; shift >= 0; shift -= 4) qp_put_char(out, hex[(crc >> shift) & 15]);
  out->at[out->length++] = '\n';
}
