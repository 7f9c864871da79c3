/* The board end of the line protocol. See core.h and ../PROTOCOL.md. */
#include "core.h"

#include <string.h>

#include "report.h"

/* Outputs and the fail-safe -------------------------------------------------------------------------------------- */

/* Sets only what differs, so that a repeated command moves nothing. Relays first, because they are the power limit. */
static void apply(qp_core *core, const qp_outputs *wanted) {
  const qp_hal *hal = core->hal;
  if (wanted->relays != core->applied.relays) hal->set_relays(hal->context, wanted->relays);
  for (uint8_t i = 0; i < core->board->fans; i++)
    if (wanted->fans[i] != core->applied.fans[i]) hal->set_fan(hal->context, i, wanted->fans[i]);
  core->applied = *wanted;
}

static void fall(qp_core *core, uint32_t now) {
  core->why = QP_LEASE_EXPIRED;
  core->set_seq = 0;
  apply(core, &core->failsafe);
  qp_say_state(core, 0, now);
}

/* Version, counts, fans, relays, checksum. */
static void pack(const qp_core *core, const qp_outputs *outputs, uint8_t record[QP_RECORD_SIZE]) {
  record[0] = 1;
  record[1] = (uint8_t)(core->board->fans << 4 | core->board->relays);
  memcpy(record + 2, outputs->fans, QP_FANS_MAX);
  record[6] = outputs->relays;
  uint16_t crc = qp_crc16((const char *)record, 7);
  record[7] = (uint8_t)(crc >> 8);
  record[8] = (uint8_t)(crc & 0xff);
}

/* Reads the stored fail-safe; without a valid record, or with one of another board: fans full, relays released. */
static void recall(qp_core *core) {
  const qp_hal *hal = core->hal;
  uint8_t record[QP_RECORD_SIZE], again[QP_RECORD_SIZE];
  qp_outputs kept = {{0}, 0};
  memset(core->failsafe.fans, 0, sizeof core->failsafe.fans);
  memset(core->failsafe.fans, 100, core->board->fans);
  core->failsafe.relays = 0;
  if (!hal->load(hal->context, record)) return;
  memcpy(kept.fans, record + 2, QP_FANS_MAX);
  kept.relays = record[6];
  pack(core, &kept, again);
  if (memcmp(record, again, sizeof record) != 0) return;
  for (uint8_t i = 0; i < QP_FANS_MAX; i++)
    if (kept.fans[i] > (i < core->board->fans ? 100 : 0)) return;
  if (kept.relays >> core->board->relays != 0) return;
  core->failsafe = kept;
}

/* Requests ------------------------------------------------------------------------------------------------------- */

static const char *reason_of(qp_outcome refused) { return refused == QP_FIELD ? "field" : "range"; }

static bool is_newer(uint16_t seq, uint16_t than) {
  uint16_t ahead = (uint16_t)(seq - than);
  return ahead >= 1 && ahead <= 0x7fff;
}

/* Why a request cannot change anything now, or NULL. A repeated request changes nothing. */
static const char *refuse(const qp_core *core, uint16_t seq) {
  if (!core->agreed) return "greet";
  return is_newer(seq, core->last_seq) ? NULL : "stale";
}

/* Reads the outputs of a request that may change them; gives the reason of its refusal, or NULL. */
static const char *read_outputs(const qp_core *core, uint16_t seq, qp_text fields, qp_outputs *outputs) {
  uint8_t fans, relays;
  memset(outputs, 0, sizeof *outputs);
  qp_outcome read = qp_fans_field(fields, outputs->fans, &fans);
  if (read == QP_OK) read = qp_relays_field(fields, &outputs->relays, &relays);
  if (read != QP_OK) return reason_of(read);
  if (fans != core->board->fans || relays != core->board->relays) return "count";
  return refuse(core, seq);
}

static const char *take_who(qp_core *core, uint16_t seq, qp_text fields) {
  uint32_t min, max;
  qp_outcome read = qp_whole_field(fields, "min", 1, 99, &min);
  if (read == QP_OK) read = qp_whole_field(fields, "max", 1, 99, &max);
  if (read != QP_OK) return reason_of(read);
  core->agreed = min <= QP_PROTOCOL_VERSION && max >= QP_PROTOCOL_VERSION;
  core->last_seq = seq;
  qp_say_hello(core, seq);
  return NULL;
}

static const char *take_set(qp_core *core, uint16_t seq, qp_text fields, uint32_t now) {
  qp_outputs wanted;
  uint32_t lease;
  qp_outcome read = qp_whole_field(fields, "lease", QP_LEASE_MIN_MS, QP_LEASE_MAX_MS, &lease);
  if (read != QP_OK) return reason_of(read);
  const char *reason = read_outputs(core, seq, fields, &wanted);
  if (reason != NULL) return reason;
  bool was_commanded = core->why == QP_COMMANDED;
  core->last_seq = seq;
  core->set_seq = seq;
  core->why = QP_COMMANDED;
  core->lease_from_ms = now;
  core->lease_ms = lease;
  apply(core, &wanted);
  qp_say_ack(core, seq);
  if (!was_commanded) qp_say_state(core, 0, now);
  return NULL;
}

static const char *take_keep(qp_core *core, uint16_t seq, qp_text fields) {
  qp_outputs wanted;
  uint8_t record[QP_RECORD_SIZE];
  const char *reason = read_outputs(core, seq, fields, &wanted);
  if (reason != NULL) return reason;
  core->last_seq = seq;
  if (memcmp(&wanted, &core->failsafe, sizeof wanted) != 0) { /* spares the flash or EEPROM */
    pack(core, &wanted, record);
    if (!core->hal->store(core->hal->context, record)) return "storage";
    core->failsafe = wanted;
    if (core->why != QP_COMMANDED) apply(core, &wanted);
  }
  qp_say_failsafe(core, seq);
  return NULL;
}

static const char *take_get(qp_core *core, uint16_t seq, qp_text fields, uint32_t now) {
  qp_text what;
  if (!qp_find(fields, "what", &what)) return "field";
  if (qp_is(what, "state")) qp_say_state(core, seq, now);
  else if (qp_is(what, "sense")) qp_say_sense(core, seq, now);
  else if (qp_is(what, "failsafe")) qp_say_failsafe(core, seq);
  else return "range";
  return NULL;
}

/* Only from fail-safe; refused otherwise. Then nothing moves except by the resistors at the pins. */
static const char *take_update(qp_core *core, uint16_t seq, qp_text fields) {
  qp_text id;
  if (!qp_find(fields, "id", &id) || memchr(id.at, ',', id.length) != NULL) return "field";
  if (!qp_is(id, core->board->id)) return "range";
  const char *reason = refuse(core, seq);
  if (reason != NULL) return reason;
  if (core->why == QP_COMMANDED) return "busy";
  core->last_seq = seq;
  qp_say_ack(core, seq);
  core->hal->update(core->hal->context);
  return NULL;
}

/* A board that receives a report receives its own echo. */
static bool is_echo(qp_text kind) {
  static const char *const words[] = {"hello", "state", "sense", "failsafe", "ack", "nak"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (qp_is(kind, words[i])) return true;
  return false;
}

static const char *obey(qp_core *core, qp_text kind, uint16_t seq, qp_text fields, uint32_t now) {
  bool is_who = qp_is(kind, "who"), is_set = qp_is(kind, "set"), is_get = qp_is(kind, "get");
  bool is_ping = qp_is(kind, "ping"), is_keep = qp_is(kind, "keep");
  bool is_update = core->hal->update != NULL && qp_is(kind, "update");
  if (!is_who && !is_set && !is_get && !is_ping && !is_keep && !is_update) return "kind";
  if (seq == 0) return "range";
  if (!qp_are_fields(fields)) return "field";
  if (is_who) return take_who(core, seq, fields);
  if (is_set) return take_set(core, seq, fields, now);
  if (is_get) return take_get(core, seq, fields, now);
  if (is_keep) return take_keep(core, seq, fields);
  if (is_update) return take_update(core, seq, fields);
  qp_say_ack(core, seq);
  return NULL;
}

static void take_line(qp_core *core, uint32_t now) {
  if (core->in_length == 0) return;
  if (qp_check_line(core->in, core->in_length) != QP_LINE_OK) {
    core->bad_lines++;
    return;
  }
  qp_text rest = {core->in, core->in_length - 5u}, kind;
  uint16_t seq;
  qp_read_head(&rest, &kind, &seq);
  if (is_echo(kind)) return;
  const char *reason = obey(core, kind, seq, rest, now);
  if (reason != NULL) qp_say_nak(core, seq, reason);
}

/* Whether this byte has ended a line. */
static bool take_byte(qp_core *core, char c, uint32_t now) {
  if (c == '\n') {
    take_line(core, now);
    core->in_length = 0;
    return true;
  }
  if (core->in_length < QP_LINE_MAX) core->in[core->in_length++] = c;
  else core->in_length = QP_LINE_MAX + 1;
  return false;
}

void qp_start(qp_core *core, const qp_hal *hal, const qp_board *board) {
  memset(core, 0, sizeof *core);
  core->hal = hal;
  core->board = board;
  core->why = board->reset == QP_RESET_BROWN_OUT ? QP_BROWN_OUT : QP_BOOT;
  core->next_state_ms = hal->now_ms(hal->context) + QP_STATE_PERIOD_MS;
  recall(core);
  /* Here alone everything is written, changed or not: the reset has left the outputs anywhere. */
  core->applied = core->failsafe;
  hal->set_relays(hal->context, core->applied.relays);
  for (uint8_t i = 0; i < board->fans; i++) hal->set_fan(hal->context, i, core->applied.fans[i]);
  qp_say_hello(core, 0);
}

void qp_poll(qp_core *core) {
  const qp_hal *hal = core->hal;
  uint32_t now = hal->now_ms(hal->context);
  if (core->why == QP_COMMANDED && now - core->lease_from_ms >= core->lease_ms) fall(core, now);
  for (unsigned i = 0; i < QP_BYTES_PER_POLL; i++) {
    int byte = hal->read_byte(hal->context);
    if (byte < 0 || take_byte(core, (char)byte, now)) break;
  }
  if ((int32_t)(now - core->next_state_ms) < 0) return;
  core->next_state_ms += QP_STATE_PERIOD_MS;
  if ((int32_t)(now - core->next_state_ms) >= 0) core->next_state_ms = now + QP_STATE_PERIOD_MS;
  qp_say_state(core, 0, now);
  qp_say_sense(core, 0, now);
}
